/** What may stand in a span; anything else has no way in: names, numbers and codes, never a value, an address or a system's id. */
export interface SpanAttributes {
  readonly 'http.request.method'?: string;
  readonly 'http.route'?: string;
  readonly 'http.response.status_code'?: number;
  /** The way of a request with `{id}` for every part that names a record. */
  readonly 'url.template'?: string;
  readonly 'server.address'?: string;
  readonly 'server.port'?: number;
  readonly 'graphql.operation.type'?: string;
  readonly 'graphql.operation.name'?: string;
  readonly 'samband.request.id'?: string;
  readonly 'samband.subgraph'?: string;
  readonly 'samband.transport'?: 'in-process' | 'http';
  readonly 'samband.system'?: string;
  readonly 'samband.entity_type'?: string;
  readonly 'samband.write.id'?: string;
  readonly 'samband.write.kind'?: string;
  readonly 'samband.run.mode'?: string;
  /** A code or a class, never a message; marks the span as failed. */
  readonly 'error.type'?: string;
}

/** A piece of work to be traced. */
export interface SpanFacts {
  /** One of few: it holds no name that a client or a system chose for a record. */
  readonly name: string;
  /** For whom it is: a caller from elsewhere, a system elsewhere, who asked for a job; this process where absent. */
  readonly kind?: 'server' | 'client' | 'consumer';
  readonly attributes?: SpanAttributes;
  /**
   * What it comes from, each as `traceNow` told of it, where that is not the work under way. It goes on in the trace of the
   * only one; of several, or of one that is wide, it is told apart, in a trace of its own with links to them.
   */
  readonly from?: readonly (string | null | undefined)[];
  /** The headers of the request that it answers, which may say what trace it belongs to. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** What it has to do with beside; one of its own trace goes without saying. */
  readonly links?: readonly (string | null | undefined)[];
  /** Whether it brings about so much that each piece is traced by itself. */
  readonly wide?: boolean;
}

/** Takes in what is done. */
export interface Tracer {
  inSpan<T>(facts: SpanFacts, work: () => T): T;
  note(attributes: SpanAttributes): void;
  now(): string | null;
  headers(): Readonly<Record<string, string>>;
  traceId(): string | null;
}

/** Null: nothing is traced, and nothing is made for it. */
let tracer: Tracer | null = null;

/** Has what is done from here on traced; null: no more. */
export function traceWith(next: Tracer | null): void {
  tracer = next;
}

export function isTracing(): boolean {
  return tracer !== null;
}

/** Does the work as one span: what it does in turn stands under it. A promise ends it when it is settled; what fails marks it. */
export function inSpan<T>(facts: () => SpanFacts, work: () => T): T {
  return tracer === null ? work() : tracer.inSpan(facts(), work);
}

/** Adds to the span of the work under way. */
export function noteInSpan(attributes: () => SpanAttributes): void {
  if (tracer !== null) tracer.note(attributes());
}

/** Where the work under way stands, to be kept with what follows from it: `SpanFacts.from`; null: in no trace. */
export function traceNow(): string | null {
  return tracer === null ? null : tracer.now();
}

const none: Readonly<Record<string, string>> = {};

/** The headers that have a part of ours elsewhere go on in this trace. */
export function traceHeaders(): Readonly<Record<string, string>> {
  return tracer === null ? none : tracer.headers();
}

/** The id of the trace under way, to find it by; null: none. */
export function traceId(): string | null {
  return tracer === null ? null : tracer.traceId();
}
