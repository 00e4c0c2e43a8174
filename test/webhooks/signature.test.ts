import { genuineId } from '../../shared/webhook.js';
import { secret, signedHeaders, type Delivery } from './delivery.js';

const now = new Date('2026-11-20T12:00:00.000Z');
const body = '{"events":[]}';
const headersOf = (delivery: Delivery = {}) => signedHeaders(body, { id: 'msg_1', at: now.getTime(), ...delivery });
const judged = (headers: Record<string, string | string[] | undefined>, text = body) =>
  genuineId(secret, headers, Buffer.from(text), now);

test('the scheme’s own example is genuine', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const sentAt = new Date(1614265330_000);
  const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(genuineId(key, headers, Buffer.from('{"test": 2432232314}'), sentAt)).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
});

test('a delivery signed with the secret is known by its id', () => {
  expect(judged(headersOf())).toBe('msg_1');
});

test('one of several signatures is enough, so that a secret can be changed', () => {
  const other = headersOf({ secret: 'whsec_b3RoZXI=' })['webhook-signature'];
  const headers = headersOf();
  expect(judged({ ...headers, 'webhook-signature': `v1a,xyz ${other} ${headers['webhook-signature']}` })).toBe('msg_1');
});

test.each([
  ['another secret', headersOf({ secret: 'whsec_b3RoZXI=' })],
  ['another id', { ...headersOf(), 'webhook-id': 'msg_2' }],
  ['another time', { ...headersOf(), 'webhook-timestamp': String(now.getTime() / 1000 + 1) }],
  [
    'a version that is none',
    { ...headersOf(), 'webhook-signature': headersOf()['webhook-signature']!.replace('v1', 'v2') },
  ],
  ['half a signature', { ...headersOf(), 'webhook-signature': headersOf()['webhook-signature']!.slice(0, 20) }],
  ['an empty signature', { ...headersOf(), 'webhook-signature': 'v1,' }],
  ['no signature', { ...headersOf(), 'webhook-signature': undefined }],
  ['no id', { ...headersOf(), 'webhook-id': undefined }],
  ['no time', { ...headersOf(), 'webhook-timestamp': undefined }],
  ['an id with blanks', { ...headersOf({ id: 'msg 1' }) }],
  ['an id without end', { ...headersOf({ id: 'x'.repeat(256) }) }],
])('a delivery with %s is not genuine', (_what, headers) => {
  expect(judged(headers)).toBeNull();
});

test('a changed body is not genuine', () => {
  expect(judged(headersOf(), '{"events":[ ]}')).toBeNull();
});

test.each([
  [-300, null],
  [-299, 'msg_1'],
  [0, 'msg_1'],
  [299, 'msg_1'],
  [300, null],
  [-7 * 86_400, null],
])('a delivery sent %i s from now: %s', (seconds, id) => {
  expect(judged(headersOf({ at: now.getTime() + seconds * 1000 }))).toBe(id);
});
