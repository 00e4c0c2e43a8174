import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { inSpan } from '../../shared/trace.js';
import { Contestant } from '../gateway/contestant.js';
import { parts } from '../gateway/graph.js';
import { load, quantile } from '../gateway/load.js';

/** What traces and the log of requests cost a gateway with its subgraphs in process, as CPU a request; see docs/operating.md. */
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const [rounds, roundMs] = process.argv.includes('--quick') ? [8, 400] : [40, 500];
const server = fileURLToPath(new URL('../gateway/server.js', import.meta.url));
const atOnce = 4;
const off = 'off';

const bodyAt = (number: number): string =>
  JSON.stringify({
    query: `query One($id: ID!) { customer(id: $id) { id name recordA { name } recordB { name } recordC { name } } }`,
    variables: { id: `c${(number * 37) % 2000}` },
  });

/** Takes whatever it is sent, and counts the spans. */
async function startCollector(): Promise<{ url: string; spans: () => number; stop: () => void }> {
  let spans = 0;
  const collector = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk));
    request.on('end', () => {
      spans += text.split('"spanId"').length - 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const stop = (): void => {
    collector.closeAllConnections();
    collector.close();
  };
  return { url: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, spans: () => spans, stop };
}

type Ways = readonly (readonly [name: string, environment: Readonly<Record<string, string>>])[];

function waysTo(url: string): Ways {
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  const part = (ratio: string) => ({
    ...{ ...traced, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: ratio },
  });
  return [
    [off, {}],
    ['off, once more', {}],
    ['a line in the log for each request', { SAMBAND_LOG: 'info' }],
    ['traced, no trace kept', part('0')],
    ['traced, one of a hundred kept', part('0.01')],
    ['traced, every trace kept and sent', { ...traced, OTEL_BSP_MAX_QUEUE_SIZE: '100000' }],
  ];
}

type Measured = ReadonlyMap<string, number[]>;

/** CPU ms a request of each, in one round; every other round the other way about. */
async function round(contestants: ReadonlyMap<string, Contestant>, measured: Measured, isReversed: boolean) {
  const order = isReversed ? [...contestants].reverse() : [...contestants];
  for (const [name, contestant] of order) {
    const before = await contestant.used();
    const { requests, failures } = await load(contestant.told['url'] ?? '', bodyAt, atOnce, roundMs);
    if (failures > 0) throw new Error(`${name} failed ${failures} of ${requests}`);
    measured.get(name)?.push(((await contestant.used()).cpuMs - before.cpuMs) / requests);
  }
}

/** What one call of the seam costs while nothing is traced, in ns. */
function costWhileOff(): number {
  const calls = 5_000_000;
  let sum = 0;
  const facts = () => ({ name: 'work' });
  const work = (): number => (sum += 1);
  const times = Array.from({ length: 7 }, () => {
    const begun = performance.now();
    for (let call = 0; call < calls; call += 1) inSpan(facts, work);
    return ((performance.now() - begun) * 1e6) / calls;
  });
  return sum === calls * times.length ? quantile(times, 0.5) : NaN;
}

function supergraph(): string {
  const services = parts().map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
  return composeServices(services).supergraphSdl ?? '';
}

async function main(folder: string): Promise<void> {
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, supergraph());
  const collector = await startCollector();
  const ways = waysTo(collector.url);
  const contestants = new Map<string, Contestant>();
  const measured = new Map(ways.map(([name]) => [name, [] as number[]]));
  try {
    for (const [name, environment] of ways)
      contestants.set(name, await Contestant.start(server, ['in-process', file], environment));
    await round(contestants, new Map(), false);
    for (let number = 0; number < rounds; number += 1) await round(contestants, measured, number % 2 === 1);
    tell(measured);
    if (collector.spans() === 0) throw new Error('The collector was sent nothing');
  } finally {
    for (const contestant of contestants.values()) contestant.stop();
    collector.stop();
  }
}

function tell(measured: Measured): void {
  const base = measured.get(off) ?? [];
  for (const [name, cpu] of measured) {
    const ratio = quantile(
      cpu.map((value, index) => value / (base[index] ?? NaN)),
      0.5,
    );
    say(`${name.padEnd(40)}${quantile(cpu, 0.5).toFixed(3)} ms of CPU a request   ${ratio.toFixed(3)} ×`);
  }
  const ns = costWhileOff();
  const perRequest = quantile(base, 0.5) * 1e6;
  say(`a call of the seam while off: ${ns.toFixed(1)} ns, ${((100 * ns) / perRequest).toFixed(5)} % of such a request`);
}

const folder = mkdtempSync(join(tmpdir(), 'samband-bench-'));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true });
}
