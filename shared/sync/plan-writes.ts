import type { Value } from '../canonical/field.js';
import {
  isOpen,
  nothingToNote,
  openWrites,
  type Awaited,
  type Dossier,
  type Journal,
  type Review,
  type Write,
} from './dossier.js';
import { heldLinks } from './held.js';
import { planUpdates, type PlannedUpdate } from './plan.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { slotOf, type Effort, type LinkState } from './state.js';
import { bothAwaited, inTurn, type Foresight } from './turns.js';

const quarterMs = 900_000;
const ineffectiveAtMost = 3;

interface Planned {
  readonly dossier: Dossier;
  readonly journal: Journal;
  readonly updates: number;
}

type Values = Readonly<Record<string, Value | null>>;

/**
 * Plans the updates that a canonical record's links need. What was planned and never sent gives way to today's plan; a plan
 * that is the same stays as it is, with its waiting time. What a system refused is not planned again as it was, and a field
 * that was written too often, or in vain, is left to a person. A value that another record must give up first is left out
 * until it has.
 */
export function planWrites(dossier: Dossier, view: View, policy: SyncPolicy, foresee: Foresight): Planned {
  const held = heldLinks(dossier, view, policy);
  const free = dossier.links.filter((link) => !held.has(link.id) && isFree(dossier, link));
  const reviews: Review[] = [];
  const wanted = new Map<string, Write>();
  let [awaits, isUnknown]: [Awaited | null, boolean] = [null, false];
  for (const update of planUpdates(dossier.canonical, free, view.reference)) {
    const link = free.find(({ id }) => id === update.linkId);
    if (!link) continue;
    const turns = inTurn(dossier, link, update.values, view, foresee);
    awaits = bothAwaited(awaits, turns.awaits);
    isUnknown ||= turns.isUnknown;
    const values = withinBudget(dossier, link, turns.values, view, policy, reviews);
    if (Object.keys(values).length > 0 && !wasRefused(dossier, link.id, values))
      wanted.set(link.id, writeOf(dossier, link, { ...update, values }, view, policy));
  }
  const spent = reviews.flatMap(frozenBy).filter((field) => !dossier.canonical.frozen.includes(field));
  if (spent.length > 0) return planWithout(dossier, [...new Set(spent)], reviews, view, policy, foresee);
  const writes = [...dossier.writes.map((write) => standing(write, wanted)), ...wanted.values()];
  const journal = reviews.length > 0 ? { ...nothingToNote, reviews } : nothingToNote;
  const updates = writes.filter(({ kind, status }) => kind === 'UPDATE' && status === 'PLANNED').length;
  const due = dossier.due || isUnknown;
  return { dossier: { ...dossier, writes, due, ...(awaits || dossier.awaits ? { awaits } : {}) }, journal, updates };
}

/** The plan once fields are frozen, in all systems alike. */
function planWithout(
  dossier: Dossier,
  spent: readonly string[],
  reviews: readonly Review[],
  view: View,
  policy: SyncPolicy,
  foresee: Foresight,
): Planned {
  const canonical = { ...dossier.canonical, frozen: [...dossier.canonical.frozen, ...spent] };
  const planned = planWrites({ ...dossier, canonical }, view, policy, foresee);
  return { ...planned, journal: { ...nothingToNote, reviews: [...reviews, ...planned.journal.reviews] } };
}

function frozenBy({ kind, field }: Review): string[] {
  return kind === 'BUDGET_SPENT' && field !== null ? [field] : [];
}

/** Whether the link's record may be written: it was there at the last look, and no other write of it is on its way. */
function isFree(dossier: Dossier, { id, state, missedAt }: LinkState): boolean {
  if (state !== 'ACTIVE' || missedAt !== null) return false;
  return openWrites(dossier, id).every(({ status, kind }) => status === 'PLANNED' && kind !== 'REMOVE');
}

/** A planned update stays if it is still what is wanted (and is then no longer to be added), and is cancelled otherwise. */
function standing(write: Write, wanted: Map<string, Write>): Write {
  if (write.kind !== 'UPDATE' || write.status !== 'PLANNED') return write;
  const next = wanted.get(write.linkId);
  if (!next) return { ...write, status: 'CANCELLED', code: 'SUPERSEDED', message: 'It is not needed any more.' };
  wanted.delete(write.linkId);
  return patchKey(write.values) === patchKey(next.values)
    ? { ...write, expect: next.expect, causes: next.causes, notBefore: later(write.notBefore, next.notBefore) }
    : {
        ...next,
        id: write.id,
        attempts: write.attempts,
        firstSentAt: write.firstSentAt,
        notBefore: later(write.notBefore, next.notBefore),
      };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function wasRefused(dossier: Dossier, linkId: string, values: Values): boolean {
  const refused = dossier.writes.findLast(
    ({ linkId: of, kind, status }) => of === linkId && kind === 'UPDATE' && status === 'REFUSED',
  );
  return refused !== undefined && patchKey(refused.values) === patchKey(values);
}

/** One text per patch, whatever the order of its fields. */
export function patchKey(values: Values): string {
  return JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The values that may be written now; the others are put before a person, once. */
function withinBudget(
  dossier: Dossier,
  link: LinkState,
  values: Values,
  { now }: View,
  { writesAtMost }: SyncPolicy,
  reviews: Review[],
): Values {
  const about = { canonicalId: dossier.canonical.id, place: slotOf(link), open: true };
  const kept = Object.entries(values).filter(([field]) => {
    const effort = link.effort[field];
    if (!effort) return true;
    if (effort.ineffective >= ineffectiveAtMost) {
      reviews.push({
        ...about,
        kind: 'NOT_WRITABLE',
        field,
        message: 'The system takes this field and keeps its own value.',
      });
      return false;
    }
    if (!isSpent(effort, now, writesAtMost)) return true;
    reviews.push({ ...about, kind: 'BUDGET_SPENT', field, message: 'This field was written too often; it is frozen.' });
    return false;
  });
  return Object.fromEntries(kept);
}

function isSpent({ sentAt }: Effort, now: number, most: SyncPolicy['writesAtMost']): boolean {
  return sentAt.length >= most.day || sentAt.filter((at) => at > now - quarterMs).length >= most.quarter;
}

function writeOf(dossier: Dossier, link: LinkState, update: PlannedUpdate, view: View, policy: SyncPolicy): Write {
  const { canonical } = dossier;
  const causes = Object.keys(update.values).map((field) => [
    field,
    canonical.provenance[field]?.version ?? canonical.version,
  ]);
  return {
    ...{ id: view.newId(), linkId: link.id, system: link.system, entityType: link.entityType },
    ...{ kind: 'UPDATE', status: 'PLANNED', values: update.values, expect: update.expect },
    causes: Object.fromEntries(causes) as Record<string, number>,
    ...{ externalRef: null, externalId: null, sentVersion: null, attempts: 0, lookUps: 0 },
    ...{ notBefore: quietUntil(dossier, link, view, policy), firstSentAt: null, leaseUntil: null },
    ...{ code: null, message: null },
  };
}

/** When a record that someone just edited may be written, in a system that cannot refuse a write by version. */
function quietUntil({ canonical }: Dossier, link: LinkState, { now }: View, policy: SyncPolicy): number | null {
  if (policy.quietMs === 0 || placeAt(policy, slotOf(link)).traits.conditionalWrite) return null;
  const edited = Object.values(canonical.provenance).flatMap((made) =>
    made.edited && made.linkId === link.id ? [made.until] : [],
  );
  const until = Math.max(0, ...edited) + policy.quietMs;
  return until > now ? until : null;
}

/** Whether a link or place has a write that is not at its end. */
export function hasOpenWrite(dossier: Dossier, linkId: string): boolean {
  return dossier.writes.some((write) => write.linkId === linkId && isOpen(write));
}
