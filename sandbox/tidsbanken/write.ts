import type { Row, Store, Stored, Table } from '../store.js';
import type { Entity } from './entities.js';
import { ODataFault } from './faults.js';
import { checkedValues, emptyOf } from './values.js';

type Values = Map<string, unknown>;

const OWN_EMPLOYEE = 1;

/** Adds the records of a POST, all or none. */
export function insertAll(store: Store, entity: Entity, bodies: Record<string, unknown>[]): Stored[] {
  const table = store.table(entity.table);
  const rows = bodies.map((body) => checkedValues(entity, body, 'refuse'));
  const taken = new Set<string>();
  for (const values of rows) {
    const id = values.has('Id') || !entity.assignsId ? givenId(entity, values) : null;
    if (id !== null && (table.get(id) || taken.has(id)))
      throw new ODataFault(409, `There already is a ${entity.name} with Id '${id}'.`);
    if (id !== null) taken.add(id);
    checkReferences(store, entity, values);
  }
  return store.together(() => rows.map((values) => insert(table, entity, values)));
}

/** Changes the records of a PUT by their Id, all or none; properties that are not sent stay. */
export function updateAll(store: Store, entity: Entity, bodies: Record<string, unknown>[]): Stored[] {
  const table = store.table(entity.table);
  const changes = bodies.map((body) => {
    const values = checkedValues(entity, body, 'empty');
    const id = givenId(entity, values);
    values.delete('Id');
    return { id, values };
  });
  for (const { id, values } of changes) checkChange(store, entity, id, values);
  return store.together(() => changes.map(({ id, values }) => update(table, id, values)));
}

/** Changes one record; its Id stands in the path and may not be in the body. */
export function updateOne(store: Store, entity: Entity, id: string, body: Record<string, unknown>): Stored {
  const values = checkedValues(entity, body, 'empty');
  if (values.has('Id')) throw new ODataFault(400, "The property 'Id' stands in the path and must not be in the body.");
  checkChange(store, entity, id, values);
  return update(store.table(entity.table), id, values);
}

function givenId(entity: Entity, values: Values): string {
  const id = values.get('Id');
  if (id === undefined || id === null || id === '')
    throw new ODataFault(400, `The property 'Id' of ${entity.name} is required.`);
  if (typeof id === 'number' && id < 1) throw new ODataFault(400, "The property 'Id' must be 1 or more.");
  return String(id);
}

function checkChange(store: Store, entity: Entity, id: string, values: Values): void {
  if (!store.table(entity.table).get(id)) throw new ODataFault(404, `There is no ${entity.name} with Id '${id}'.`);
  checkReferences(store, entity, values);
}

function checkReferences(store: Store, entity: Entity, values: Values): void {
  for (const [property, table] of Object.entries(entity.references)) {
    const id = values.get(property) ?? '';
    if (id === '' || id === 0 || id === '0') continue;
    if (!store.table(table).get(String(id)))
      throw new ODataFault(400, `The property '${property}' refers to '${id}', which does not exist.`);
  }
}

function insert(table: Table, entity: Entity, values: Values): Stored {
  const row: Row = {};
  for (const [property, kind] of Object.entries(entity.kinds)) {
    const initial = property in entity.defaults ? entity.defaults[property] : emptyOf(kind);
    if (kind !== 'stamp') row[property] = values.get(property) ?? initial;
  }
  const id = values.has('Id') ? String(values.get('Id')) : freeId(table);
  row.Id = entity.idKind === 'integer' ? Number(id) : id;
  if (entity.kinds.PostId) row.PostId = table.seed.count + table.inserted().length + 1;
  if (entity.kinds.OpprettetAvId) row.OpprettetAvId = OWN_EMPLOYEE;
  if (entity.kinds.SistEndretAvId) row.SistEndretAvId = OWN_EMPLOYEE;
  return table.insert(id, row);
}

function freeId(table: Table): string {
  let id = String(table.nextNumber());
  while (table.get(id)) id = String(table.nextNumber());
  return id;
}

function update(table: Table, id: string, values: Values): Stored {
  return table.update(id, Object.fromEntries(values));
}
