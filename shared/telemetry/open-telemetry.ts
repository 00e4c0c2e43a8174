import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  type Resource,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ConsoleSpanExporter,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { Tracer } from '../trace.js';
import type { TracingSettings } from './settings.js';
import { tracerOver } from './tracer.js';

/** Traces with OpenTelemetry. Nothing is registered globally: only who is given the tracer traces. */
export function openTelemetry(
  settings: TracingSettings,
  onFault: (error: unknown) => void,
): { readonly tracer: Tracer; stop(): Promise<void> } {
  const failing = once(onFault);
  const provider = new TracerProvider({
    resource: resourceOf(settings),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: telling(exporterOf(settings), failing),
        scheduledDelayMillis: settings.delayMs,
        maxQueueSize: settings.queueSize,
        maxExportBatchSize: Math.min(settings.batchSize, settings.queueSize),
      }),
    ],
  });
  return {
    tracer: tracerOver(provider.getTracer('samband')),
    stop: () => atMost(lastWordsMs, provider.shutdown().catch(failing.failed)),
  };
}

/** How long the last spans may take to be sent: whoever stops does not wait for a collector that is gone. */
const lastWordsMs = 2000;

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** `OTEL_RESOURCE_ATTRIBUTES` counts, and `OTEL_SERVICE_NAME` before it. */
function resourceOf({ serviceName }: TracingSettings): Resource {
  const named = serviceName === null ? {} : { 'service.name': serviceName };
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'samband' }))
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes(named));
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const isByParent = sampler.startsWith('parentbased_');
  const root = rootSampler(sampler, ratio);
  return isByParent ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(sampler: TracingSettings['sampler'], ratio: number): Sampler {
  if (sampler.endsWith('traceidratio')) return new TraceIdRatioBasedSampler(ratio);
  return sampler.endsWith('always_off') ? new AlwaysOffSampler() : new AlwaysOnSampler();
}

function exporterOf({ exporter, protocol, url }: TracingSettings): SpanExporter {
  if (exporter === 'console') return new ConsoleSpanExporter();
  const at = url === null ? {} : { url };
  return protocol === 'http/json' ? new JsonExporter(at) : new ProtobufExporter(at);
}

const succeeded = 0;

/** The same exporter, which tells how each sending ends. */
function telling(exporter: SpanExporter, failing: Failing): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code === succeeded) failing.over();
        else failing.failed(result.error);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

/** Tells of the first failure of many, and of none after it until one is over. */
interface Failing {
  failed(error: unknown): void;
  over(): void;
}

function once(onFault: (error: unknown) => void): Failing {
  let isTold = false;
  return {
    failed(error) {
      if (!isTold) onFault(error);
      isTold = true;
    },
    over: () => void (isTold = false),
  };
}
