import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionResult } from 'graphql';
import { subgraphListener } from '../../gateway/remote/server.js';
import { answerOf, askGateway, askMonolith, type Answer, type Ask } from '../../test/gateway/suite/answers.js';
import { partsOf, supergraphOf, type Part } from '../../test/gateway/suite/schemas.js';
import { askedIn, type World } from '../../test/gateway/suite/world.js';
import { worlds } from '../../test/gateway/suite/worlds.js';
import { Contestant } from './contestant.js';
import { peersFolder } from './peers.js';
import { reasonsIn } from './departures.js';

const secret = 'the-secret-of-the-comparison';
type Say = (line: string) => void;

/**
 * Asks this gateway and `@apollo/gateway` the written queries of `test/gateway/suite` over the same subgraphs, and tells
 * where they differ and why. Answers how many do, or no longer do, against the reasons that are known.
 */
export async function compareWritten(say: Say): Promise<number> {
  let [alike, all, unexpected] = [0, 0, 0];
  for (const world of worlds) {
    const differences = await differencesIn(world);
    const queries = askedIn(world).length;
    const reasons = reasonsIn(world.name);
    const stale = [...reasons.keys()].filter((name) => !differences.some((difference) => difference.name === name));
    alike += queries - differences.length;
    all += queries;
    unexpected += differences.filter(({ name }) => !reasons.has(name)).length + stale.length;
    say(`${world.name}: ${queries - differences.length} of ${queries} written queries are answered alike`);
    for (const { name, kind, ours } of differences)
      say(`  ${name}: ${kind} differ, ours ${ours}. ${reasons.get(name) ?? 'FOR NO KNOWN REASON'}`);
    for (const name of stale) say(`  ${name}: answered alike, AGAINST WHAT IS KNOWN`);
  }
  say(`${alike} of ${all} written queries are answered alike; ${unexpected} are not as they are known to be`);
  return unexpected;
}

/** Where the two differ, and how this gateway's answer stands to that of one schema. */
interface Difference {
  readonly name: string;
  readonly kind: 'data' | 'errors';
  readonly ours: 'as one schema answers' | 'unlike one schema';
}

async function differencesIn(world: World): Promise<Difference[]> {
  const folder = mkdtempSync(join(tmpdir(), 'samband-answers-'));
  const served = await serve(world);
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, supergraphOf(world, served.urls));
  const apollo = await Contestant.start(join(peersFolder, 'server.mjs'), ['apollo', file, secret]);
  try {
    const [ask, askOne, askPeer] = [askGateway(world), askMonolith(world), askOverHttp(apollo.told['url'] ?? '')];
    const found: Difference[] = [];
    for (const asked of askedIn(world)) {
      const ours = await ask(asked);
      served.renew();
      const kind = differenceOf(ours, await askPeer(asked));
      const isAsOne = differenceOf(ours, await askOne(asked)) === null;
      if (kind) found.push({ name: asked.name, kind, ours: isAsOne ? 'as one schema answers' : 'unlike one schema' });
    }
    return found;
  } finally {
    apollo.stop();
    served.close();
    rmSync(folder, { recursive: true });
  }
}

function differenceOf(ours: Answer, theirs: Answer): Difference['kind'] | null {
  if (ours.data !== theirs.data) return 'data';
  const [told, theirTold] = [ours, theirs].map(({ errors }) =>
    errors.map(({ at, message = '' }) => `${at} ${message}`).join('\n'),
  );
  return told === theirTold ? null : 'errors';
}

const askOverHttp =
  (url: string): Ask =>
  async ({ query, variables }) => {
    const body = JSON.stringify({ query, variables });
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return answerOf((await answer.json()) as ExecutionResult);
  };

/** Serves the subgraphs of a world; `renew` puts fresh rows behind them. */
async function serve(world: World) {
  let parts = new Map<string, Part>();
  const renew = (): void => {
    parts = new Map(partsOf(world, world.create()).map((part) => [part.subgraph.name, part]));
  };
  renew();
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  for (const [name, { subgraph, schema }] of parts) {
    const current = {
      ...subgraph,
      execute: async (request) => partOf(name).subgraph.execute(request),
    } as Part['subgraph'];
    const server = createServer(subgraphListener(current, schema, secret, () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  }
  const partOf = (name: string): Part => {
    const part = parts.get(name);
    if (!part) throw new RangeError(`No subgraph is called ${name}`);
    return part;
  };
  const close = (): void => {
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
  };
  return { urls, renew, close };
}
