import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Slot } from '../../subgraphs/hub/sync/engine.js';
import type { MemoryStore } from '../store/memory.js';
import { show } from './agreement.js';
import { collapsed } from './books.js';
import type { Evidence, HumanAct, Violation } from './evidence.js';

/**
 * I-3: the last edit of all, made when everything was at rest, is what everyone holds in the end. A field that said nothing
 * before is met for the first time: no edit.
 */
export function undone({ dossiers, live, met, people }: Evidence, linkId: string, edit: HumanAct): Violation[] {
  const { place, recordId, field, before, after } = edit;
  // What it made one with another thing meets that one's value for the first time: one of the two must lose.
  if ((met.get(`${place}/${recordId}`)?.linkedAt ?? 0) > edit.at) return [];
  const dossier = dossiers.find(({ links }) => links.some(({ id }) => id === linkId));
  if (!dossier || field === null || after === undefined || dossier.canonical.frozen.includes(field)) return [];
  // Nothing flows from what says that it is somebody else by now.
  if (dossier.links.some(({ id, state }) => id === linkId && state === 'PAUSED')) return [];
  // Somebody else typed later, while a list was read.
  const isOf = ({ links }: Dossier, act: HumanAct): boolean =>
    links.some((link) => slotOf(link) === act.place && link.externalId === act.recordId);
  if (people.some((act) => act.seq > edit.seq && act.field === field && isOf(dossier, act))) return [];
  const { type } = fieldOf(dossier.canonical.type, field);
  if (before === undefined || same(type, before, after)) return [];
  const meant = after === null ? [after] : [after, collapsed(after)];
  const inHub = dossier.canonical.fields[field];
  const inPlace = live.get(place)?.get(recordId)?.values[field];
  const isHeld = [inHub, inPlace].every((value) => value !== undefined && meant.some((one) => same(type, value, one)));
  if (isHeld) return [];
  const what = `${place}/${recordId}.${field}: ${show(after)} was typed last; the hub has ${show(inHub)}, the record ${show(inPlace)}`;
  return [{ invariant: 'I-3', what }];
}

/** I-20: what changed in a system that can tell so, and that polling did not bring. */
export function unheard({ live }: Evidence, store: MemoryStore, slots: readonly Slot[]): Violation[] {
  const { byName } = store.everything();
  return slots.flatMap(({ key, mapping }) =>
    [...(live.get(key)?.values() ?? [])].flatMap(({ id, values }) => {
      const known = byName.get(`${key}/${id}`);
      if (!known?.holder) return [];
      return Object.entries(values).flatMap(([field, value]): Violation[] => {
        const told = known.told[field];
        const isSilent = told === undefined || value === undefined || mapping.fields[field]?.reference;
        if (isSilent || same(fieldOf(mapping.canonicalType, field).type, told, value)) return [];
        return [{ invariant: 'I-20', what: `${key}/${id}.${field} is ${show(value)}; polling brought ${show(told)}` }];
      });
    }),
  );
}
