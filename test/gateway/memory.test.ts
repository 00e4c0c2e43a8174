import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { post, withServedGateway } from './support/serving.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use once what nobody holds is gone. */
function inUse(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const megabyte = 1_000_000;

/** Each is longer in memory than on the way there, and none is like another; kept, they would take 160 MB or more. */
const floods = [
  ['few that are as long as a request may be', 6, 340_000],
  ['many that are of a length that is remembered', 400, 4_500],
] as const;

for (const [what, requests, comments] of floods)
  test(`of queries that are all comment, ${what}, little is kept`, () =>
    withServedGateway({}, async ({ url }) => {
      await post(url, { query: '{ now }' });
      const before = inUse();
      for (let request = 0; request < requests; request += 1) {
        const answer = await post(url, { query: `{ now }${'#\n'.repeat(comments)}#${request}` });
        expect(await answer.json()).not.toHaveProperty('errors');
      }
      expect(inUse() - before).toBeLessThan(100 * megabyte);
    }));
