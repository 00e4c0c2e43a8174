import { setTimeout as pause } from 'node:timers/promises';
import { connectors } from '../../subgraphs/registry.js';
import { withHub, type Answer, type StartedHub } from './hub.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const isQuick = process.argv.includes('--quick');
const queries = isQuick ? 100 : 400;
/** Slower than PowerOffice Go's ten calls a second, so that nobody waits for a turn. */
const everyMs = 150;
const hanging = 'custom-webshop';
/** The hub's own default. */
const deadlineMs = 15_000;

/** One entity type of each system, by its queries. */
const graphs = connectors.map(({ system, entityTypes: [first] }) => {
  if (!first) throw new Error(`${system} has no entity types`);
  return { system, singular: first.graph.singular, plural: first.graph.plural };
});

/** Documents that ask each of the six systems for one record. */
async function documents(hub: StartedHub): Promise<string[]> {
  const lists = graphs.map(({ plural }) => `${plural}(first: 5) { edges { node { id } } }`);
  const { data, errors } = await hub.ask(`{ ${lists.join(' ')} }`);
  if (!data || errors) throw new Error(`The systems could not be read: ${JSON.stringify(errors)}`);
  return Array.from({ length: 5 }, (_, index) => {
    const fields = graphs.map(({ singular, plural }) => {
      const { edges } = data[plural] as { edges: { node: { id: string } }[] };
      return `${singular}(id: ${JSON.stringify(edges[index % edges.length]?.node.id)}) { __typename id }`;
    });
    return `{ ${fields.join(' ')} }`;
  });
}

/** The first full sync is over, with all that it led to. */
async function settled(hub: StartedHub): Promise<void> {
  for (;;) {
    const { data, errors } = await hub.ask('{ syncRuns(first: 1) { edges { node { status } } } }');
    if (!data || errors) throw new Error(`The runs could not be read: ${JSON.stringify(errors)}`);
    const [run] = (data['syncRuns'] as { edges: { node: { status: string } }[] }).edges;
    const isOver = run && run.node.status !== 'QUEUED' && run.node.status !== 'RUNNING';
    if (isOver && (await hub.waiting()) === 0) return;
    await pause(500);
  }
}

interface Timed {
  readonly ms: number;
  readonly answer: Answer;
}

async function timed(hub: StartedHub, query: string): Promise<Timed> {
  const startedAt = performance.now();
  const answer = await hub.ask(query);
  return { ms: performance.now() - startedAt, answer };
}

/** Asks at even times, however long answers take, until `isOver`. */
async function asked(hub: StartedHub, texts: readonly string[], isOver: (count: number) => boolean): Promise<Timed[]> {
  const under: Promise<Timed>[] = [];
  while (!isOver(under.length)) {
    under.push(timed(hub, texts[under.length % texts.length] ?? ''));
    await pause(everyMs);
  }
  return Promise.all(under);
}

function p95(answers: readonly Timed[]): number {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
}

/** How many of the answers have the data of every system but the hanging one. */
function complete(answers: readonly Timed[]): number {
  const others = graphs.filter(({ system }) => system !== hanging);
  return answers.filter(({ answer: { data } }) => others.every(({ singular }) => data?.[singular] != null)).length;
}

/** The answers until the hanging system is left alone. */
async function untilDown(hub: StartedHub, texts: readonly string[]): Promise<Timed[]> {
  let isDown = false;
  const looking = (async () => {
    while (!isDown) {
      isDown = (await hub.dependencies())[hanging] !== 'up';
      await pause(100);
    }
  })();
  const answers = await asked(hub, texts, () => isDown);
  await looking;
  return answers;
}

const row = (what: string, value: string, goal = ''): void => say(`${what.padEnd(64)}${value.padStart(12)}   ${goal}`);
const inMs = (ms: number): string => `${ms.toFixed(1)} ms`;

await withHub(async (hub) => {
  await settled(hub);
  const texts = await documents(hub);
  await asked(hub, texts, (count) => count === 40);
  const normal = await asked(hub, texts, (count) => count === queries);
  await hub.hang(hanging);
  const before = await untilDown(hub, texts);
  const open = await asked(hub, texts, (count) => count === queries);
  const told = open.filter(({ answer }) => answer.extensions?.['systems'] !== undefined).length;
  const longest = Math.max(...before.map(({ ms }) => ms));
  const [usual, down] = [p95(normal), p95(open)];
  row('six systems answer: p95 of a query that asks all', inMs(usual));
  row(`${hanging} hangs: the longest answer before its breaker opened`, inMs(longest), `under ${deadlineMs} ms`);
  row('  answers with the data of the other five', `${complete(before)} of ${before.length}`, 'all');
  row('its breaker is open: p95', inMs(down));
  row('  more than while all answer', inMs(down - usual), 'at most 10 ms');
  row('  the longest answer, probes included', inMs(Math.max(...open.map(({ ms }) => ms))));
  row('  answers with the data of the other five', `${complete(open)} of ${open.length}`, 'all');
  row('  answers that tell of it in extensions.systems', `${told} of ${open.length}`, 'all');
});
