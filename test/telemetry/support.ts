import { Env } from '../../shared/config.js';
import { readTracing } from '../../shared/telemetry/settings.js';
import { startTracing } from '../../shared/telemetry/start.js';
import { withCollector, type Collector } from './collector.js';

/** Has all that this process does meanwhile traced to the collector. */
export async function tracedTo(collector: Collector, work: () => Promise<void>): Promise<void> {
  const env = new Env({ ...collector.variables, OTEL_SERVICE_NAME: 'the-hub' });
  const stop = await startTracing(readTracing(env), (error) => void Promise.reject(error));
  try {
    await work();
  } finally {
    await stop();
  }
}

export function withTracing(use: (collector: Collector) => Promise<void>): Promise<void> {
  return withCollector((collector) => tracedTo(collector, () => use(collector)));
}
