import { readFields } from '../../shared/mapping/mapping.js';
import type { Json } from '../../shared/mapping/codec.js';
import type { HumanAct } from '../invariants/evidence.js';
import type { Deed } from '../run/scenario.js';
import type { Books } from './books.js';
import type { SimulatedPlace } from './place.js';
import type { Random } from './random.js';
import type { Row, Wire } from './table.js';
import { Words } from './words.js';

/** What people seldom have a reason to change. */
const rarely: readonly string[] = ['orgNo', 'nin'];

/** The people who work in the systems, and know nothing of the hub. */
export class People {
  private readonly words: Words;
  /** A chance of its own: what people do to references changes nothing of what else they do. */
  private readonly referring: Random;

  constructor(
    private readonly places: readonly SimulatedPlace[],
    private readonly random: Random,
    private readonly books: Books,
  ) {
    this.words = new Words(random.fork('words'));
    this.referring = random.fork('references');
  }

  /** Something is done to the nth record of an entity type, or to its last; where there is none, one is made. */
  perform(deed: Deed, key: string, nth: number, path?: string): void {
    const place = this.places.find(({ sheet }) => sheet.key === key);
    if (!place) throw new RangeError(`${key} takes no part`);
    const rows = place.table.present();
    const row = rows[Math.min(nth, rows.length - 1)];
    if (deed === 'hide' || deed === 'show') place.lists.hide(deed === 'hide');
    else if (deed === 'reuse') this.reuse(place);
    else if (deed === 'create' || !row) this.create(place, path);
    else this[deed](place, row, path);
  }

  /** Somebody does something somewhere. */
  act(): void {
    if (this.referring.chance(0.25)) this.refer();
    const place = this.random.pick(this.places);
    const rows = place.table.present();
    const roll = this.random.next();
    if (rows.length === 0 || roll < 0.12) return this.create(place);
    const row = this.random.pick(rows);
    if (roll < 0.72) return this.edit(place, row);
    if (roll < 0.8) return this.clear(place, row);
    if (roll < 0.9) return this.twin(place, row);
    if (roll < 0.95) return this.remove(place, row);
    return this.putBack(place, row);
  }

  /** Somebody has a record refer to another one, or to none. */
  private refer(): void {
    const { referring } = this;
    const rows = this.places.flatMap((place) =>
      Object.values(place.sheet.mapping.fields).flatMap(({ path, reference }) =>
        reference ? place.table.present().map((row) => ({ place, row, path, reference })) : [],
      ),
    );
    if (rows.length === 0) return;
    const { place, row, path, reference } = referring.pick(rows);
    const targets =
      this.places.find(({ sheet }) => sheet.key === `${place.system}.${reference}`)?.table.present() ?? [];
    const isCleared = targets.length === 0 || referring.chance(0.3);
    this.books.count(isCleared ? 'references cleared by people' : 'references edited by people');
    this.type(place, row, path, isCleared ? null : referring.pick(targets).id);
  }

  /** @param given what the record has in any case, beside its name. */
  create(place: SimulatedPlace, given?: string): void {
    const wire: Record<string, Json> = {};
    for (const path of this.writable(place))
      if (!this.random.chance(0.15) || path === 'name' || path === given) wire[path] = this.words.for(path);
    this.enter(place, this.withReference(place, wire));
  }

  /** A record of the same thing in another system, with some of its keys and something of its own; or one that only looks like it. */
  twin(place: SimulatedPlace, row: Row): void {
    const others = this.places.filter(
      (one) => one !== place && one.sheet.mapping.canonicalType === place.sheet.mapping.canonicalType,
    );
    if (others.length === 0) return this.create(place);
    const target = this.random.pick(others);
    const told = readFields(place.sheet.mapping, { id: row.id, ...row.wire });
    const wire: Record<string, Json> = {};
    for (const [field, { path, key, readOnly, codec, reference }] of Object.entries(target.sheet.mapping.fields)) {
      const value = told[field];
      if (key || readOnly || reference) continue;
      const isSame = value !== undefined && value !== null && !this.random.chance(0.35);
      wire[path] = isSame ? (codec?.write(value) ?? value) : this.words.for(path);
    }
    const number = told['employeeNumber'];
    if (target.sheet.mapping.fields['employeeNumber']?.readOnly && typeof number === 'string') wire['no'] = number;
    this.books.count('records of the same thing made in another system');
    this.enter(target, this.withReference(target, wire));
  }

  edit(place: SimulatedPlace, row: Row, chosen?: string): void {
    const path =
      chosen ??
      this.random.pick(this.writable(place).filter((one) => !rarely.includes(one) || this.random.chance(0.3)));
    this.type(place, row, path, this.words.for(path));
  }

  clear(place: SimulatedPlace, row: Row, chosen?: string): void {
    const paths = this.writable(place).filter((path) => !['name', 'active', 'closed', 'archived'].includes(path));
    if (paths.length === 0) return this.edit(place, row);
    this.type(place, row, chosen ?? this.random.pick(paths), null);
  }

  /** Somebody types a value into a field of a record. */
  type(place: SimulatedPlace, row: Row, path: string, value: Json): void {
    const before = row.wire;
    place.store(row.id, { ...before, [path]: value });
    this.log(place, row.id, 'EDIT', before, [path]);
  }

  /** Types what a field held some time ago. */
  putBack(place: SimulatedPlace, row: Row, chosen?: string): void {
    const former = row.past.at(-1)?.wire;
    const path = chosen ?? this.random.pick(this.writable(place));
    if (!former || former[path] === undefined) return this.edit(place, row);
    this.type(place, row, path, former[path] ?? null);
  }

  give(place: SimulatedPlace, row: Row, path = ''): void {
    this.exchange(place, row, path, false);
  }

  swap(place: SimulatedPlace, row: Row, path = ''): void {
    this.exchange(place, row, path, true);
  }

  /** What a record holds goes to the one before it; what that held is lost, or goes to the record. */
  private exchange(place: SimulatedPlace, row: Row, path: string, isMutual: boolean): void {
    const rows = place.table.present();
    const elder = rows[rows.indexOf(row) - 1];
    if (!elder) return;
    this.books.count('values that moved between records');
    const after = [
      [elder, row.wire[path] ?? null],
      [row, isMutual ? (elder.wire[path] ?? null) : null],
    ] as const;
    for (const [to, value] of after) this.type(place, to, path, value);
  }

  remove(place: SimulatedPlace, row: Row): void {
    this.takeAway(place, row, {});
  }

  private takeAway(place: SimulatedPlace, row: Row, how: Pick<HumanAct, 'became'>): void {
    place.table.remove(row, this.books.clock(place.system), this.books.now());
    this.books.count('records removed by people');
    const gone = { field: null, before: undefined, after: undefined };
    this.note({ place: place.sheet.key, recordId: row.id, kind: 'DELETE', ...how, ...gone });
  }

  /** A record is copied with all that is in it, also what people do not see. */
  copy(place: SimulatedPlace, row: Row): void {
    this.books.count('records copied with all that is in them');
    this.enter(place, row.wire);
  }

  /** The system has a record go into another one: that one holds what it held, and it is there no more. */
  become(place: SimulatedPlace, row: Row): void {
    this.goInto(place, row, this.copyMapped(place, row));
  }

  /** @returns the id of a new record with all that people see of the row. */
  copyMapped(place: SimulatedPlace, row: Row): string {
    const mapped = Object.values(place.sheet.mapping.fields).map(({ path }) => path);
    const id = place.table.newId();
    this.enter(place, Object.fromEntries(Object.entries(row.wire).filter(([path]) => mapped.includes(path))), id);
    return id;
  }

  /** The record is there no more, and the other one stands for it. */
  goInto(place: SimulatedPlace, row: Row, became: string): void {
    this.books.count('records that became others in their system');
    this.takeAway(place, row, { became });
  }

  /** The system gives the id of a record that was removed to another one. */
  private reuse(place: SimulatedPlace): void {
    const removed = [...place.table.rows.values()].findLast(({ isRemoved }) => isRemoved);
    if (!removed) return;
    this.books.count('ids used again');
    this.enterNew(place, removed.id);
  }

  /** Somebody makes a record under a key of their own choice, where nobody has it. */
  takeKey(key: string, id: string): void {
    const place = this.places.find(({ sheet }) => sheet.key === key);
    if (!place || place.table.rows.has(id)) return;
    this.books.count('keys that somebody else took');
    this.enterNew(place, id);
  }

  private enterNew(place: SimulatedPlace, id: string): void {
    this.enter(place, Object.fromEntries(this.writable(place).map((path) => [path, this.words.for(path)])), id);
  }

  private enter(place: SimulatedPlace, wire: Wire, id = place.table.newId()): void {
    place.store(id, wire);
    this.log(place, id, 'CREATE', {}, Object.keys(wire));
  }

  private writable({ sheet }: SimulatedPlace): string[] {
    return Object.values(sheet.mapping.fields).flatMap(({ path, key, readOnly, reference }) =>
      key || readOnly || reference ? [] : [path],
    );
  }

  private withReference(place: SimulatedPlace, wire: Record<string, Json>): Wire {
    for (const { path, reference } of Object.values(place.sheet.mapping.fields)) {
      const target = this.places.find(({ sheet }) => sheet.key === `${place.system}.${reference ?? ''}`);
      const rows = target?.table.present() ?? [];
      if (reference && rows.length > 0 && this.random.chance(0.8)) wire[path] = this.random.pick(rows).id;
    }
    return wire;
  }

  private log(
    place: SimulatedPlace,
    id: string,
    kind: 'EDIT' | 'CREATE',
    before: Wire,
    paths: readonly string[],
  ): void {
    const { mapping } = place.sheet;
    const after = readFields(mapping, { id, ...place.table.rows.get(id)?.wire });
    const told = readFields(mapping, { id, ...before });
    for (const [field, { path }] of Object.entries(mapping.fields))
      if (paths.includes(path))
        this.note({ place: place.sheet.key, recordId: id, kind, field, before: told[field], after: after[field] });
  }

  private note(act: Omit<HumanAct, 'at' | 'seq'>): void {
    this.books.acts.push({ ...act, at: this.books.now(), seq: this.books.nextSeq() });
  }
}
