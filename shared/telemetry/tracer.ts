import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createContextKey,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type Tracer as SpanMaker,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { SpanFacts, Tracer } from '../trace.js';

const propagator = new W3CTraceContextPropagator();
const wideKey = createContextKey('samband.wide');
/** Before a `traceparent` that what follows from it does not go on in. */
const wideMark = '~';
const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };

/** A tracer that makes OpenTelemetry's spans, each under the one of the work that it is made in. */
export function tracerOver(maker: SpanMaker): Tracer {
  const underWay = new AsyncLocalStorage<Context>();
  const current = (): Context => underWay.getStore() ?? ROOT_CONTEXT;
  return {
    inSpan(facts, work) {
      if (isLeftOut(facts, current())) return work();
      const { parent, links } = placeOf(facts, current());
      const kind = facts.kind === undefined ? SpanKind.INTERNAL : kinds[facts.kind];
      const span = maker.startSpan(facts.name, { kind, links, attributes: { ...facts.attributes } }, parent);
      if (facts.attributes?.['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      const within = trace.setSpan(parent, span);
      return underWay.run(isWide(facts) ? within.setValue(wideKey, true) : within, () => toItsEnd(span, work));
    },
    note(attributes) {
      const span = trace.getSpan(current());
      span?.setAttributes({ ...attributes });
      if (attributes['error.type'] !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR });
    },
    now() {
      const { traceparent } = headersIn(current());
      if (traceparent === undefined) return null;
      return current().getValue(wideKey) === true ? `${wideMark}${traceparent}` : traceparent;
    },
    headers: () => headersIn(current()),
    traceId: () => trace.getSpanContext(current())?.traceId ?? null,
  };
}

/** Whether it is part of a trace that is not kept: then nothing is made for it. */
function isLeftOut({ headers, from }: SpanFacts, current: Context): boolean {
  return !headers && !from && trace.getSpan(current)?.isRecording() === false;
}

function headersIn(context: Context): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
}

/** Under what a span is made, and what it is linked to. */
function placeOf(facts: SpanFacts, current: Context): { parent: Context; links: Link[] } {
  const beside = spansIn(facts.links ?? []);
  if (facts.headers)
    return { parent: propagator.extract(ROOT_CONTEXT, facts.headers, defaultTextMapGetter), links: [] };
  if (!facts.from) return { parent: current, links: linksTo(beside, trace.getSpanContext(current)) };
  const [only, ...others] = new Set(facts.from.flatMap((each) => each ?? []));
  const isOne = only !== undefined && others.length === 0 && !only.startsWith(wideMark);
  const causes = spansIn(facts.from);
  const [first] = causes;
  if (!isOne || !first) return { parent: ROOT_CONTEXT, links: linksTo([...causes, ...beside], undefined) };
  return { parent: trace.setSpanContext(ROOT_CONTEXT, first), links: linksTo(beside, first) };
}

/** Whoever speaks for several is as wide as one who says so. */
function isWide({ wide = false, from = [] }: SpanFacts): boolean {
  return wide || new Set(from.flatMap((each) => each ?? [])).size > 1;
}

/** The spans that texts of `Tracer.now` tell of, each once; what is none is left out. */
function spansIn(texts: readonly (string | null | undefined)[]): SpanContext[] {
  return [...new Set(texts)].flatMap((text) => {
    const traceparent = text?.startsWith(wideMark) ? text.slice(wideMark.length) : text;
    const context = propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
    return trace.getSpanContext(context) ?? [];
  });
}

function linksTo(spans: readonly SpanContext[], own: SpanContext | undefined): Link[] {
  return spans.flatMap((context) => (context.traceId === own?.traceId ? [] : [{ context }]));
}

function toItsEnd<T>(span: Span, work: () => T): T {
  let answer: T;
  try {
    answer = work();
  } catch (error) {
    fail(span, error);
    throw error;
  }
  if (!(answer instanceof Promise)) {
    span.end();
    return answer;
  }
  return answer.then(
    (value: unknown) => {
      span.end();
      return value;
    },
    (error: unknown) => {
      fail(span, error);
      throw error;
    },
  ) as T;
}

function fail(span: Span, error: unknown): void {
  span.setAttribute('error.type', typeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Of an error only its code or class: a message may say what a record holds. */
function typeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && /^\w+$/.test(code)) return code;
  return typeof name === 'string' && /^\w+$/.test(name) ? name : typeof error;
}
