import { loadGuard } from '../../../gateway/guard/load.js';
import { startGateway } from '../../../gateway/server.js';
import { composeSupergraph } from '../../../gateway/compose.js';
import { processFigures } from '../../../gateway/figures.js';
import { helloSubgraph } from '../remote/support.js';

/** A gateway in a process of its own, each of whose answers takes a while and some MB of heap; `guarded`: it sheds load. */
const heldMs = 1000;
const numbers = 400_000;

const { subgraph, sdl } = helloSubgraph('hello');
const load = loadGuard({ heapPercent: 85, delayMs: 60_000, requests: null });
const isGuarded = process.argv.includes('guarded');
const registry = processFigures(load);
const { url } = await startGateway({
  ...{ port: 0, firstQuery: '', authenticate: null, supergraphSdl: composeSupergraph([{ name: 'hello', sdl }]) },
  subgraphs: [
    {
      ...subgraph,
      async execute(request) {
        const held = new Array<number>(numbers).fill(0.5);
        await new Promise((resolve) => setTimeout(resolve, heldMs));
        return held.length === numbers ? subgraph.execute(request) : { errors: [] };
      },
    },
  ],
  ...(isGuarded ? { load } : {}),
  operating: {
    readiness: async () => ({ isReady: true, dependencies: {} }),
    metrics: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  },
});
process.stdout.write(`ready ${url}\n`);
