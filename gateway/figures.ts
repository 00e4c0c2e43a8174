import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { overloads, type LoadGuard } from './guard/load.js';
import type { Operating } from './operate.js';
import type { RemoteSubgraph } from './remote/client.js';

/** A registry with the figures of this process, and of what its guard refused. */
export function processFigures(load: LoadGuard | null): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: 'samband_shed_requests_total',
    help: 'Requests refused with 503 because there was too much to do, by what there was too much of.',
    labelNames: ['reason'] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const reason of overloads) this.inc({ reason }, load?.refused(reason) ?? 0);
    },
  });
  return registry;
}

/** What whoever operates a gateway by itself may ask of it: it is ready without its subgraphs, of which each is told how it stands. */
export function operatingOfGateway(load: LoadGuard, subgraphs: () => readonly RemoteSubgraph[]): Operating {
  const registry = processFigures(load);
  const up = new Gauge({
    name: 'samband_subgraph_up',
    help: 'Whether a subgraph is asked at all: 0 while its breaker is open.',
    labelNames: ['subgraph'] as const,
    registers: [registry],
  });
  return {
    async readiness() {
      const states = subgraphs().map(({ name, outage }): [string, string] => {
        const down = outage();
        return [name, down ? `down since ${down.since.toISOString()}` : 'up'];
      });
      return { isReady: true, dependencies: Object.fromEntries(states) };
    },
    async metrics() {
      up.reset();
      for (const { name, outage } of subgraphs()) up.set({ subgraph: name }, outage() ? 0 : 1);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
