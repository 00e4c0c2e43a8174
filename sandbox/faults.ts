import type { Call } from './http.js';
import { dialectOf, type Dialect } from './faults/dialect.js';
import { readFault, type FaultKind, type FaultSpec } from './faults/fault.js';
import { createMoments, type Moments } from './faults/moment.js';
import { stepOf, type Next, type Step } from './faults/steps.js';
import { createWaits } from './faults/waits.js';
import type { SystemName } from './seeds.js';
import { draw } from './world/draw.js';

export { BadFault, type FaultKind, type FaultSpec } from './faults/fault.js';

/** A fault that is on, and how many calls it has hit. */
export type ActiveFault = FaultSpec & { readonly id: string; readonly hits: number };

/** The faults of one system. With none on, calls pass untouched. */
export interface Faults {
  list(): ActiveFault[];
  /** Switches a fault on; one with the same id is replaced. Throws `BadFault`. */
  add(value: unknown): ActiveFault;
  /** Whether there was such a fault. */
  remove(id: string): boolean;
  clear(): void;
  /** Takes a call through every fault that hits it, in the order they were added; `only` leaves out the other kinds. */
  pass(call: Call, next: Next, only?: FaultKind): ReturnType<Next>;
  /** Reading in the past and wrong clocks; the system's store must be one of theirs. */
  readonly moments: Moments;
  /** Ends every wait. */
  stop(): void;
}

interface Entry {
  readonly fault: FaultSpec & { readonly id: string };
  readonly step: Step;
  /** How many calls its route and kind have fitted, and how many of them it hit. */
  fitted: number;
  hits: number;
}

/** A system without faults. Throws `BadFault` for a first one that is none. */
export function createFaults(system: SystemName, clock: () => Date, first: readonly unknown[] = []): Faults {
  const entries = new Map<string, Entry>();
  const dialect = dialectOf(system);
  const waits = createWaits();
  const looksBack = ({ fault: { kind } }: Entry): boolean => kind === 'staleReads' || kind === 'lateVisibility';
  const moments = createMoments(clock, () => [...entries.values()].some(looksBack));
  let number = 0;
  const faults: Faults = {
    list: () => [...entries.values()].map(shown),
    add(value) {
      const read = readFault(value);
      const fault = { ...read, ...limited(read), id: read.id ?? `fault-${(number += 1)}` };
      const entry = { fault, step: stepOf(fault, { dialect, moments, wait: waits.wait }), fitted: 0, hits: 0 };
      entries.set(fault.id, entry);
      return shown(entry);
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    pass(call, next, only) {
      if (entries.size === 0) return next(call);
      const hit = [...entries.values()].filter((entry) => isWanted(entry, only) && hits(entry, call, dialect));
      for (const { fault, hits } of hit) if (fault.times !== undefined && hits >= fault.times) entries.delete(fault.id);
      return hit.reduceRight<Next>(
        (rest, { step }) =>
          (each) =>
            step(each, rest),
        next,
      )(call);
    },
    moments,
    stop: waits.stop,
  };
  for (const value of first) faults.add(value);
  return faults;
}

const isWanted = ({ fault }: Entry, only?: FaultKind): boolean => only === undefined || fault.kind === only;

/** An expired token is renewed at the first refusal, if it does not say otherwise. */
function limited({ kind, ...fault }: FaultSpec): { times?: number } {
  const isOnce = kind === 'expiredToken' && !('until' in fault && fault.until === 'renewed');
  return isOnce && fault.times === undefined ? { times: 1 } : {};
}

function shown({ fault, hits }: Entry): ActiveFault {
  return { ...fault, hits };
}

/** Whether a fault hits this call; counts, and draws by the fault's seed and the count. */
function hits(entry: Entry, call: Call, dialect: Dialect): boolean {
  const { fault } = entry;
  if (!isRouted(fault, call) || !concerns(fault.kind, call, dialect)) return false;
  entry.fitted += 1;
  const isHit = draw(`${fault.kind} ${fault.seed ?? 1}`)(entry.fitted) < (fault.probability ?? 1);
  if (isHit) entry.hits += 1;
  return isHit;
}

function isRouted({ route = {} }: FaultSpec, call: Call): boolean {
  const { method, path, query } = route;
  const isMethod = method === undefined || method.toUpperCase() === call.method;
  const isPath = path === undefined || new RegExp(path, 'i').test(call.path);
  return isMethod && isPath && (query === undefined || new RegExp(query, 'i').test(decodeURIComponent(textOf(call))));
}

const textOf = ({ query }: Call): string => query.toString().replaceAll('+', '%20');

/** Whether a kind of fault can do anything to this call. */
function concerns(kind: FaultKind, call: Call, dialect: Dialect): boolean {
  switch (kind) {
    case 'partialPage':
    case 'emptyPage':
    case 'duplicateRow':
    case 'lateVisibility':
      return dialect.isList(call);
    case 'pageDrift':
      return dialect.isList(call) && dialect.isLaterPage(call);
    case 'staleReads':
      return call.method === 'GET';
    case 'expiredToken':
      return !dialect.isTokenCall(call);
    default:
      return true;
  }
}
