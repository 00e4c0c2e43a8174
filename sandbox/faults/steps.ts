import type { Answer, Call } from '../http.js';
import type { Dialect } from './dialect.js';
import type { FaultKind, FaultOf, FaultSpec } from './fault.js';
import type { Moments } from './moment.js';
import { renamed, withRows } from './rows.js';

/** Answers a call; null closes the connection without an answer. */
export type Next = (call: Call) => Promise<Answer | null>;

/** What a fault does to one call on its way to the system and back. */
export type Step = (call: Call, next: Next) => Promise<Answer | null>;

/** What faults are made with. */
export interface StepTools {
  readonly dialect: Dialect;
  readonly moments: Moments;
  /** Waits so many milliseconds, without a number until the server stops; a stop ends every wait. */
  wait(ms?: number): Promise<void>;
}

type Makers = { readonly [K in FaultKind]: (fault: FaultOf<K>, tools: StepTools) => Step };

/** The step of a fault. What it must remember between calls (an expired token) lives in the step. */
export function stepOf(fault: FaultSpec, tools: StepTools): Step {
  const make = makers[fault.kind] as (fault: FaultSpec, tools: StepTools) => Step;
  return make(fault, tools);
}

const makers: Makers = {
  latency: ({ ms }, { wait }) => {
    return async (call, next) => {
      await wait(ms);
      return next(call);
    };
  },
  timeoutBefore: ({ closeAfterMs }, { wait }) => {
    return async () => closed(wait(closeAfterMs));
  },
  timeoutAfter: ({ closeAfterMs }, { wait }) => {
    return async (call, next) => {
      await next(call);
      return closed(wait(closeAfterMs));
    };
  },
  tooMany: ({ retryAfter, asDate }, { dialect, moments }) => {
    const text = (): string | null => {
      if (retryAfter === undefined) return null;
      return asDate ? new Date(moments.now().getTime() + retryAfter * 1000).toUTCString() : String(retryAfter);
    };
    return async (call) => dialect.tooMany(call, text());
  },
  serverError: ({ when, status = 500 }, { dialect }) => {
    return instead(when, (call) => dialect.broken(call, status));
  },
  dropConnection: ({ when }) => instead(when, () => null),
  partialPage: () => rows((all) => all.slice(0, Math.floor(all.length / 2))),
  emptyPage: () => rows(() => []),
  pageDrift: ({ by = 1 }) => {
    return (call, next) => next({ ...call, drift: by });
  },
  duplicateRow: () => rows((all) => [...all, ...all.slice(0, 1)]),
  lateVisibility: ({ ms, share = 1, id = '' }, { moments }) => {
    return (call, next) => moments.run({ lag: { ms, share, name: id } }, () => next(call));
  },
  staleReads: ({ ms, id = '' }, { moments }) => {
    return (call, next) => moments.run({ lag: { ms, share: 1, name: id } }, () => next(call));
  },
  expiredToken: ({ until }, { dialect }) =>
    until === 'renewed' ? expired(dialect) : instead('before', refused(dialect)),
  malformedJson: () => answered(cut),
  html: ({ status = 502 }) => instead('before', () => htmlPage(status)),
  renamedProperty: ({ from, to }) =>
    answered((answer) => (answer.status < 300 ? { ...answer, body: renamed(answer.body, from, to) } : answer)),
  clockSkew: ({ ms }, { moments }) => {
    return (call, next) => moments.run({ skewMs: ms }, () => next(call));
  },
};

async function closed(wait: Promise<void>): Promise<null> {
  await wait;
  return null;
}

/** Another answer than the system's: before the system has seen the call, or after it has done what was asked. */
function instead(when: 'before' | 'after' | undefined, answer: (call: Call) => Answer | null): Step {
  return async (call, next) => {
    if (when === 'after') await next(call);
    return answer(call);
  };
}

function answered(change: (answer: Answer) => Answer): Step {
  return async (call, next) => {
    const answer = await next(call);
    return answer && change(answer);
  };
}

const rows = (change: (rows: readonly unknown[]) => unknown[]): Step => answered((answer) => withRows(answer, change));

const refused = (dialect: Dialect) => (call: Call) => dialect.unauthorised(call);

/** The credentials of the first call are expired from then on; others pass. */
function expired(dialect: Dialect): Step {
  let token: string | null = null;
  return async (call, next) => {
    const given = call.headers.authorization ?? call.headers['tb-key'] ?? '';
    token ??= given;
    return given === token ? dialect.unauthorised(call) : next(call);
  };
}

/** The first half of the text, under the same content type. */
function cut(answer: Answer): Answer {
  if (answer.body === undefined) return answer;
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers };
  return { ...answer, headers, body: text.slice(0, Math.max(1, text.length >> 1)) };
}

function htmlPage(status: number): Answer {
  const title = status === 200 ? 'Down for maintenance' : '502 Bad Gateway';
  const body = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
