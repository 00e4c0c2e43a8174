/** What the system posts to the hub after changes to these collections. */
export function changeWebhook(collections: readonly string[]): object {
  return {
    post: {
      operationId: 'tellChanges',
      summary: 'Rows have changed',
      description:
        'Sent after a change, several in one delivery where they come close together, and sent again, under the same ' +
        '`Webhook-Id`, where it is not taken. Signed by the Standard Webhooks scheme. It says which rows to look at and none ' +
        'of their values, so that a delivery that is lost, late, doubled or out of order does no harm.',
      security: [],
      parameters: webhookHeaders,
      requestBody: { required: true, content: { 'application/json': { schema: deliverySchema(collections) } } },
      responses: {
        '204': { description: 'Taken.' },
        '200': { description: 'Taken before.' },
        '400': { description: 'Rightly signed, but not what this document says. Sending it again does not help.' },
        '401': { description: 'Not rightly signed, or five minutes or more off the hub’s clock.' },
        '404': { description: 'The hub has no webhook secret for this system.' },
        '413': { description: 'Over 256 kB.' },
      },
    },
  };
}

function header(name: string, description: string, schema: object): object {
  return { name, in: 'header', required: true, description, schema };
}

const webhookHeaders = [
  header('Webhook-Id', 'Names the delivery, the same whenever it is sent again.', {
    type: 'string',
    maxLength: 255,
    pattern: '^[!-~]+$',
  }),
  header('Webhook-Timestamp', 'When it is sent, in seconds since 1970.', { type: 'string', pattern: '^[0-9]{1,12}$' }),
  header(
    'Webhook-Signature',
    '`v1,` and the base64 of the HMAC-SHA256, under the webhook secret, of `<Webhook-Id>.<Webhook-Timestamp>.<body>`; several ' +
      'with spaces between. A secret `whsec_…` is the base64 of the key, any other is the key itself.',
    { type: 'string', pattern: '^v1,[A-Za-z0-9+/]{43}=( .*)?$' },
  ),
];

function deliverySchema(collections: readonly string[]): object {
  const properties = {
    id: { type: 'string', description: 'Names the change.' },
    collection: { type: 'string', enum: collections },
    recordId: { type: 'string', minLength: 1, maxLength: 255 },
    type: { type: 'string', enum: ['created', 'updated', 'deleted'] },
    at: { type: 'string', format: 'date-time' },
  };
  return {
    type: 'object',
    required: ['events'],
    properties: {
      events: {
        type: 'array',
        maxItems: 1000,
        items: { type: 'object', required: Object.keys(properties), properties },
      },
    },
  };
}
