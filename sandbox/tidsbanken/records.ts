import { osloText, shortText } from '../oslo.js';
import type { Row, Stored, Table } from '../store.js';
import type { Entity } from './entities.js';

const HOUR = 3_600_000;

/** The Id as the API shows it: a number for Ansatt, else text. */
export function shownId(entity: Entity, id: string): string | number {
  return entity.idKind === 'integer' ? Number(id) : id;
}

/** A record as the API shows it, all its properties in order. */
export function shownRecord(entity: Entity, stored: Stored): Row {
  const { row } = stored;
  const shown: Row = {};
  for (const property of Object.keys(entity.kinds)) {
    shown[property] = row[property] ?? (entity.kinds[property] === 'text' ? '' : null);
  }
  shown.Id = shownId(entity, stored.id);
  if (entity.kinds.OpprettetDato) shown.OpprettetDato = stampText(entity, stored.createdAt);
  shown.SistEndretDato = stampText(entity, stored.changedAt);
  return shown;
}

/** A property's value for comparing: dates as milliseconds, stamps as they are shown. Reads the row only when it must. */
export function comparable(entity: Entity, stored: Stored, property: string): unknown {
  if (property === 'Id') return shownId(entity, stored.id);
  if (property === 'SistEndretDato') return shownInstant(entity, stored.changedAt);
  if (property === 'OpprettetDato') return shownInstant(entity, stored.createdAt);
  const kind = entity.kinds[property];
  const value = stored.row[property] ?? (kind === 'text' ? '' : null);
  return typeof value === 'string' && (kind === 'date' || kind === 'dateTime') ? Date.parse(value) : value;
}

/** The seeds' stamps as they are shown, or null when the seed does not tell. */
export function seededBetween(entity: Entity, table: Table): { oldest: number; newest: number } | null {
  const between = table.seed.changedBetween;
  return between ? { oldest: between.oldest - lag(entity), newest: between.newest - lag(entity) } : null;
}

const lag = (entity: Entity): number => (entity.clock === 'oslo' ? HOUR : 0);
const shownInstant = (entity: Entity, iso: string): number => Date.parse(iso) - lag(entity);

function stampText(entity: Entity, iso: string): string {
  const instant = shownInstant(entity, iso);
  return entity.clock === 'oslo' ? osloText(instant) : shortText(instant);
}
