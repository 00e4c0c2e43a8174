import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contestant } from './contestant.js';
import { load, once, quantile } from './load.js';
import { drawChart } from './chart.js';
import { installPeers, peersFolder } from './peers.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const isQuick = process.argv.includes('--quick');
const chartFile = process.argv.includes('--chart') ? process.argv[process.argv.indexOf('--chart') + 1] : undefined;
const [rounds, roundMs, manyRequests] = isQuick ? [3, 700, 10_000] : [7, 2000, 100_000];
const atOnce = 4;

const body = (query: string) => (variables: object) => JSON.stringify({ query, variables });
const fan = 'recordA { name email } recordB { name email } recordC { name email } recordD { name email }';
const queries: readonly (readonly [name: string, bodyAt: (number: number) => string])[] = [
  [
    'list',
    (number) =>
      body(`query ($offset: Int!) { customers(first: 50, offset: $offset) { id name ${fan} } }`)({
        offset: (number * 37) % 1900,
      }),
  ],
  [
    'one',
    (number) => body(`query ($id: ID!) { customer(id: $id) { id name ${fan} } }`)({ id: `c${(number * 37) % 2000}` }),
  ],
  ['root', () => body('{ now }')({})],
  [
    'deep',
    (number) =>
      body(
        'query ($id: ID!) { customer(id: $id) { projects { title customer { name recordE { city } projects { customer { recordF { city } } } } } } }',
      )({ id: `c${(number * 37) % 2000}` }),
  ],
];

/** Who is measured: ours are of this build, peers of the package beside, that is installed first. */
const ours = ['monolith', 'in-process', 'http'] as const;
const peers = ['apollo', 'hive', 'hive-rust'] as const;
const names: Readonly<Record<string, string>> = {
  monolith: 'monolith, @apollo/server',
  'in-process': 'Samband, in process',
  http: 'Samband, over HTTP',
  apollo: '@apollo/gateway, over HTTP',
  hive: 'Hive gateway (JS), over HTTP',
  'hive-rust': 'Hive gateway (Rust planner), over HTTP',
};

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
interface Figures {
  readonly rate: number[];
  readonly cpu: number[];
  readonly p50: number[];
  readonly p99: number[];
}

type Measured = Map<string, Figures>;

async function round(
  contestants: ReadonlyMap<string, Contestant>,
  measured: Measured,
  subgraphs: Contestant,
  isReversed: boolean,
): Promise<void> {
  const order = isReversed ? [...contestants].reverse() : [...contestants];
  for (const [query, bodyAt] of queries)
    for (const [name, contestant] of order) {
      const [own, others] = [await contestant.used(), await subgraphs.used()];
      const { requests, seconds, times, failures } = await load(contestant.told['url'] ?? '', bodyAt, atOnce, roundMs);
      if (failures > 0) throw new Error(`${names[name]} failed ${failures} of ${requests} (${query})`);
      const cpuMs = (await contestant.used()).cpuMs - own.cpuMs + (await subgraphs.used()).cpuMs - others.cpuMs;
      const figures = measured.get(`${query} ${name}`) ?? { rate: [], cpu: [], p50: [], p99: [] };
      measured.set(`${query} ${name}`, figures);
      figures.rate.push(requests / seconds);
      figures.cpu.push(cpuMs / requests);
      figures.p50.push(quantile(times, 0.5));
      figures.p99.push(quantile(times, 0.99));
    }
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median of the rounds' ratios: whatever else the machine did in a round hit both. */
function ratio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, index) => value / (b[index] ?? NaN)));
}

function table(measured: Measured, contestants: readonly string[]): void {
  say(`\n${''.padEnd(40)}${queries.map(([query]) => `${query}: req/s  p50   p99  CPU ms`.padStart(34)).join('')}`);
  for (const name of contestants) {
    const cells = queries.map(([query]) => {
      const { rate, p50, p99, cpu } = measured.get(`${query} ${name}`) ?? { rate: [], p50: [], p99: [], cpu: [] };
      return `${median(rate).toFixed(0)}  ${median(p50).toFixed(2)}  ${median(p99).toFixed(2)}  ${median(cpu).toFixed(3)}`.padStart(
        34,
      );
    });
    say(`${(names[name] ?? name).padEnd(40)}${cells.join('')}`);
  }
}

function ratios(measured: Measured, found: readonly string[]): void {
  const of = (query: string, name: string): Figures =>
    measured.get(`${query} ${name}`) ?? { rate: [], cpu: [], p50: [], p99: [] };
  say(`\n${''.padEnd(64)}${queries.map(([query]) => query.padStart(9)).join('')}`);
  const line = (what: string, value: (query: string) => number): void =>
    say(`${what.padEnd(64)}${queries.map(([query]) => `${value(query).toFixed(2)} ×`.padStart(9)).join('')}`);
  line('in process, CPU a request against the monolith', (query) =>
    ratio(of(query, 'in-process').cpu, of(query, 'monolith').cpu),
  );
  for (const peer of found) {
    line(`over HTTP, requests a second against ${names[peer]}`.slice(0, 63), (query) =>
      ratio(of(query, 'http').rate, of(query, peer).rate),
    );
    line(`over HTTP, CPU a request against ${names[peer]}`.slice(0, 63), (query) =>
      ratio(of(query, 'http').cpu, of(query, peer).cpu),
    );
  }
}

/** Memory after many requests against that after a tenth of them. */
async function memory(name: string, contestant: Contestant): Promise<void> {
  const [, bodyAt] = queries[1] ?? ['', () => ''];
  const sizes: number[] = [];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    let left = manyRequests / 10;
    while (left > 0) left -= (await load(contestant.told['url'] ?? '', bodyAt, 8, 500)).requests;
    sizes.push((await contestant.used()).rss / 2 ** 20);
  }
  say(`${(names[name] ?? name).padEnd(40)} ${sizes.map((size) => size.toFixed(0)).join(' ')} MB`);
}

async function main(folder: string): Promise<void> {
  installPeers(say);
  const server = here(`./server${extname(import.meta.url)}`);
  const subgraphs = await Contestant.start(server, ['subgraphs']);
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, subgraphs.told['supergraphSdl'] ?? '');
  const contestants = new Map<string, Contestant>();
  try {
    for (const name of ours) contestants.set(name, await Contestant.start(server, [name, file]));
    for (const name of peers)
      contestants.set(
        name,
        await Contestant.start(join(peersFolder, 'server.mjs'), [name, file, subgraphs.told['secret'] ?? '']),
      );
    for (const [query, bodyAt] of queries) {
      const answers = await Promise.all(
        [...contestants.values()].map(({ told }) => once(told['url'] ?? '', bodyAt(1))),
      );
      if (new Set(answers.map((text) => JSON.stringify((JSON.parse(text) as { data: unknown }).data))).size > 1)
        throw new Error(`Not all answer the same to ${query}`);
    }
    const measured: Measured = new Map();
    await round(contestants, new Map(), subgraphs, false);
    for (let number = 0; number < rounds; number += 1) await round(contestants, measured, subgraphs, number % 2 === 1);
    table(measured, [...contestants.keys()]);
    ratios(measured, peers);
    say(`\nMemory after each tenth of ${manyRequests} requests:`);
    for (const name of ['in-process', 'http']) await memory(name, contestants.get(name) ?? subgraphs);
    if (chartFile !== undefined)
      writeFileSync(
        chartFile,
        drawChart(
          [...contestants.keys()].map((name) => [names[name] ?? name, median(measured.get(`list ${name}`)?.cpu ?? [])]),
        ),
      );
  } finally {
    for (const contestant of [...contestants.values(), subgraphs]) contestant.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'samband-bench-'));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true });
}
