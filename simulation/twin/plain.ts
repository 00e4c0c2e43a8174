import { fieldOf } from '../../shared/canonical/types.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import type { Candidate, MatchEvidence } from '../../shared/sync/match.js';
import type { View } from '../../shared/sync/policy.js';
import type { LinkState } from '../../shared/sync/state.js';
import type { Holder } from '../../shared/sync/turns.js';

/** How one of the two stores names things, so that what it says can be told in names that both know. */
export interface Tongue {
  /** `place/id` of a record. */
  readonly record: (recordId: string) => string;
  /** What Postgres keeps of the text of a key. */
  readonly key: (name: string, text: string) => string;
}

type Plain = Readonly<Record<string, unknown>>;

/**
 * A dossier as both stores must have it. Secret values are not in it, since Postgres keeps none; nor is its age, which each
 * store counts by itself, nor what its records looked like, which only a decision carries.
 */
export function plainDossier(dossier: Dossier, tongue: Tongue): Plain {
  const { seq: _seq, links, former, tombstones, awaits = null, ...rest } = dossier;
  return {
    ...{ ...rest, awaits, links: links.map((link) => plainLink(link, tongue)) },
    ...{ former: sorted(former), tombstones: sorted(tombstones) },
  };
}

function plainLink({ mapping, wire: _wire, recordId, observed, ...rest }: LinkState, { record }: Tongue): Plain {
  const open = Object.entries(observed).filter(([field]) => !fieldOf(mapping.canonicalType, field).secret);
  return { ...rest, record: record(recordId), observed: Object.fromEntries(open) };
}

export function plainEvidence({ pairs, identities, isExcluded }: MatchEvidence, tongue: Tongue): Plain {
  const plain = ({ recordId, ...rest }: Candidate): Plain => ({ ...rest, record: tongue.record(recordId) });
  return {
    pairs: pairs.map(({ left, right, ...rest }) => ({
      ...{ ...rest, left: plain(left), right: plain(right), isExcluded: isExcluded(left, right) },
    })),
    identities: byName(
      [...identities].map(([id, { seq: _seq, slots, numbers, ...rest }]) => [
        id,
        {
          ...{ ...rest, slots: sorted(slots) },
          numbers: byName([...numbers].map(([field, text]) => [field, tongue.key(`=${field}`, text)])),
        },
      ]),
    ),
  };
}

/** Who bears a value; null: that was not looked up. */
export function plainHolders(holders: readonly Holder[] | null, tongue: Tongue): Plain[] | null {
  return holders && holders.map(({ dossier, isChanging }) => ({ isChanging, dossier: plainDossier(dossier, tongue) }));
}

/** What a decision may ask, but for references and holders, which are compared as they are asked for. */
export function plainView(view: View, tongue: Tongue): Plain {
  const { now, expected, evidence, ungathered, unseen, paused, stopped, removals, creationsUnderWay } = view;
  const places = [...expected].filter(([, found]) => found.size > 0);
  return {
    ...{ now, stopped, removals, creationsUnderWay, ungathered: sorted(ungathered), unseen: sorted(unseen) },
    ...{ paused: sorted(paused), expected: byName(places.map(([id, found]) => [id, sorted(found)])) },
    evidence: evidence && plainEvidence(evidence, tongue),
  };
}

export function sorted(texts: Iterable<string>): string[] {
  return [...texts].sort();
}

/** A map as plain data. */
export function byName(entries: Iterable<readonly [string, unknown]>): Plain {
  return Object.fromEntries(entries);
}
