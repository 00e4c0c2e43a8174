import { serverAudits } from 'graphql-http';
import { withServedGateway } from './support/serving.js';

test('the gateway passes every MUST and SHOULD of the public audit of GraphQL over HTTP', () =>
  withServedGateway({}, async ({ url }) => {
    const asked = serverAudits({ url }).filter(({ name }) => /^(MUST|SHOULD)/.test(name));
    const failed: string[] = [];
    for (const audit of asked) {
      const result = await audit.fn();
      if (result.status !== 'ok') failed.push(`${result.name}: ${result.reason}`);
    }
    expect(failed).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
  }));
