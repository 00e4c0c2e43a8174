import type { Env } from '../config.js';

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** What is traced, and where it goes. */
export interface TracingSettings {
  readonly exporter: 'otlp' | 'console';
  /** Where the collector takes traces; null: where the exporter expects one, on this machine. */
  readonly url: string | null;
  readonly protocol: 'http/protobuf' | 'http/json';
  /** Null: as the resource's attributes say, or `samband`. */
  readonly serviceName: string | null;
  readonly sampler: (typeof samplers)[number];
  /** The part of traces that is kept, from 0 to 1, where the sampler asks for one. */
  readonly ratio: number;
  /** How long spans are gathered before they are sent, in ms. */
  readonly delayMs: number;
  /** How many spans wait at the most; what comes beyond is dropped. */
  readonly queueSize: number;
  readonly batchSize: number;
}

/**
 * Reads the variables of OpenTelemetry that say whether, what and where to trace. Null: nothing is traced, as where none is set.
 * The exporter itself reads those about its headers, certificates, compression and time limit.
 */
export function readTracing(env: Env): TracingSettings | null {
  const { exporter, url } = target(env);
  const settings: Omit<TracingSettings, 'exporter'> = {
    url,
    protocol: protocolIn(env),
    serviceName: env.optionalText('OTEL_SERVICE_NAME'),
    sampler: env.choice('OTEL_TRACES_SAMPLER', samplers, 'parentbased_always_on'),
    ratio: ratioIn(env),
    delayMs: env.int('OTEL_BSP_SCHEDULE_DELAY', { min: 1, max: 600_000, fallback: 5000 }),
    queueSize: env.int('OTEL_BSP_MAX_QUEUE_SIZE', { min: 1, max: 1_000_000, fallback: 2048 }),
    batchSize: env.int('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', { min: 1, max: 1_000_000, fallback: 512 }),
  };
  return exporter === 'none' ? null : { exporter, ...settings };
}

function target(env: Env): { exporter: 'otlp' | 'console' | 'none'; url: string | null } {
  const own = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
  const common = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const shared = env.has(common) ? `${env.url(common)}/v1/traces` : null;
  const url = env.has(own) ? env.url(own) : shared;
  const wanted = env.choice('OTEL_TRACES_EXPORTER', ['otlp', 'console', 'none'], url === null ? 'none' : 'otlp');
  const isDisabled = env.choice('OTEL_SDK_DISABLED', ['true', 'false'], 'false') === 'true';
  return { exporter: isDisabled ? 'none' : wanted, url };
}

/** The variable that is for traces alone goes before the one for everything. */
function protocolIn(env: Env): TracingSettings['protocol'] {
  const own = 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL';
  const name = env.has(own) ? own : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  return env.choice(name, ['http/protobuf', 'http/json'], 'http/protobuf');
}

function ratioIn(env: Env): number {
  const text = env.optionalText('OTEL_TRACES_SAMPLER_ARG');
  if (text === null) return 1;
  const ratio = Number(text);
  return ratio >= 0 && ratio <= 1 ? ratio : env.fault('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1', 1);
}
