import { traceWith } from '../trace.js';
import type { TracingSettings } from './settings.js';

/**
 * Has what is done traced from here on, where that is wanted. Nothing of OpenTelemetry is loaded otherwise.
 * @param onFault gets why traces cannot be sent, once until they can again. @returns what sends the rest and ends it.
 */
export async function startTracing(
  settings: TracingSettings | null,
  onFault: (error: unknown) => void,
): Promise<() => Promise<void>> {
  if (settings === null) return async () => undefined;
  const { openTelemetry } = await import('./open-telemetry.js');
  const { tracer, stop } = openTelemetry(settings, onFault);
  traceWith(tracer);
  return async () => {
    traceWith(null);
    await stop();
  };
}
