import { readFields } from '../../shared/mapping/mapping.js';
import { slotOver, type Slot } from '../../subgraphs/hub/sync/engine.js';
import type { HumanAct, LandedWrite, LiveRecord } from '../invariants/evidence.js';
import type { Outside } from '../run/outside.js';
import { sheetsOf, themes } from './company.js';
import type { Company } from '../run/scenario.js';
import { Clocks } from './clocks.js';
import { Herald, type Hinted } from './herald.js';
import { People } from './people.js';
import type { CursorRules } from './cursors.js';
import type { Around, Entity, Sent } from './around.js';
import { giveUpLate } from './patience.js';
import { SimulatedPlace } from './place.js';
import { policyOver } from './policy.js';
import { profiles, ratesOf, type ProfileName, type Rates } from './profiles.js';
import { Random } from './random.js';
import type { Wire } from './table.js';
import { Successions } from './successions.js';
import { WireFaults } from './wire-faults.js';

const startAt = Date.UTC(2026, 0, 5, 8);
const firstRecords = { least: 5, most: 12 };

interface Later {
  readonly at: number;
  readonly seq: number;
  readonly effect: () => void;
}

/** A small company, its systems and its people, from a seed. */
export class World implements Outside {
  readonly people: HumanAct[] = [];
  readonly landed: LandedWrite[] = [];
  readonly counts = new Map<string, number>();
  readonly slots: readonly Slot[];
  private readonly places: readonly SimulatedPlace[];
  private readonly staff: People;
  private readonly successions: Successions;
  private readonly faults: WireFaults;
  private readonly random: Random;
  private readonly keys: Random;
  private readonly clocks: Clocks;
  private readonly looks = new Map<string, number>();
  private asking = '';
  private readonly herald: Herald;
  private later: Later[] = [];
  private time = startAt;
  private seq = 0;
  private isCalm = false;
  readonly beganAt: number;
  readonly clocksAreRight: boolean;
  readonly mayBeLate: boolean;
  readonly searchesMayLag: boolean;

  constructor(
    seed: string,
    private readonly profile: ProfileName,
    private readonly cursors: CursorRules,
    private readonly company: Company = {},
  ) {
    this.random = new Random(seed).fork('world');
    this.keys = this.random.fork('keys');
    const keys = themes[company.theme ?? this.random.int(0, themes.length - 1)] ?? [];
    this.clocks = new Clocks(this.random.fork('clocks'), ratesOf(profile).skewed);
    this.herald = new Herald(this.random.fork('hints'));
    this.faults = new WireFaults(this.random.fork('faults'), profiles.clean, (what) => this.count(what));
    this.places = sheetsOf(keys, company.unique).map(
      (sheet, index) => new SimulatedPlace(sheet, 100 * (index + 1), this.around(), this.faults, cursors),
    );
    this.slots = this.places.map((place) =>
      slotOver(place.system, { ...place.sheet, name: place.sheet.mapping.entityType }, place.resource()),
    );
    this.staff = new People(this.places, this.random.fork('people'), {
      ...{ acts: this.people, now: () => this.time, clock: (system: string) => this.clock(system) },
      ...{ nextSeq: () => this.nextSeq(), count: (what: string) => this.count(what) },
    });
    this.successions = new Successions(this.places, this.random.fork('successions'), this.staff);
    this.settleIn();
    this.beganAt = this.time;
    this.clocksAreRight = !ratesOf(profile).skewed;
    this.mayBeLate = ratesOf(profile).late > 0;
    this.searchesMayLag = ratesOf(profile).unfound > 0;
    this.storm();
  }

  get policy(): Outside['policy'] {
    return policyOver(this.slots, this.company);
  }

  /** By place: the wire path of the reference its records carry. */
  get referencePaths(): Map<string, string> {
    return new Map(
      this.slots.flatMap(({ key, capabilities: { externalRef } }) => (externalRef ? [[key, externalRef.path]] : [])),
    );
  }

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    const until = this.time + ms;
    const ripe = this.later.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.seq - b.seq);
    this.later = this.later.filter(({ at }) => at > until);
    for (const { at, effect } of ripe) {
      this.time = Math.max(this.time, at);
      effect();
    }
    this.time = until;
  }

  act(): void {
    this.staff.act();
    this.successions.act(ratesOf(this.profile).becoming);
  }

  perform(...deed: Parameters<People['perform']>): void {
    this.staff.perform(...deed);
  }

  weather(sky: ProfileName | Partial<Rates>): void {
    this.faults.calm(typeof sky === 'string' ? ratesOf(sky) : { ...profiles.clean, ...sky });
  }

  editOne(place: string, recordId: string): { field: string } | null {
    const found = this.places.find(({ sheet }) => sheet.key === place);
    const row = found?.table.rows.get(recordId);
    if (!found || !row || row.isRemoved) return null;
    this.staff.edit(found, row);
    return { field: this.people.at(-1)?.field ?? '' };
  }

  hints(): readonly Hinted[] {
    return this.herald.hints(!this.isCalm && ratesOf(this.profile).hintChaos);
  }

  allHints(): readonly Hinted[] {
    return this.herald.told;
  }

  calm(): void {
    this.isCalm = true;
    this.faults.calm(profiles.clean);
    this.advance(60_000);
  }

  storm(): void {
    this.isCalm = false;
    this.faults.calm(ratesOf(this.profile));
  }

  live(): Map<string, Map<string, LiveRecord>> {
    return new Map(
      this.places.map(({ sheet, table }) => [
        sheet.key,
        new Map(
          table.present().map(({ id, wire }) => [id, { id, values: readFields(sheet.mapping, { id, ...wire }) }]),
        ),
      ]),
    );
  }

  heldSince(key: string, recordId: string, since: number): LiveRecord['values'][] {
    const place = this.places.find(({ sheet }) => sheet.key === key);
    const row = place?.table.rows.get(recordId);
    if (!place || !row) return [];
    const states = [...row.past.filter(({ until }) => until >= since), ...(row.isRemoved ? [] : [row])];
    return states.flatMap(({ wire }) => (wire ? [readFields(place.sheet.mapping, { id: recordId, ...wire })] : []));
  }

  /** What was there before the hub came: some of it the same thing in several systems. */
  private settleIn(): void {
    const count = this.random.int(firstRecords.least, firstRecords.most);
    for (let made = 0; made < count; made += 1) {
      const place = this.random.pick(this.places);
      const rows = place.table.present();
      if (rows.length > 0 && this.random.chance(0.5)) this.staff.twin(place, this.random.pick(rows));
      else this.staff.create(place);
      this.time += 1000;
    }
    this.time += 3_600_000;
    this.herald.forget();
  }

  /** A process of the hub has the word from here on: what it has seen, another has not. */
  asks(process: string): void {
    this.asking = process;
    if (!this.cursors.sendsLate) giveUpLate((what) => this.count(what));
  }

  private around(): Around {
    return {
      now: () => this.time,
      pageSize: this.company.pageSize,
      clock: (system) => this.clock(system),
      later: (at, effect) => this.later.push({ at, seq: this.nextSeq(), effect }),
      count: (what) => this.count(what),
      chance: (probability) => this.random.chance(probability),
      random: (min, max) => this.random.int(min, max),
      landed: (place, kind, id, before, sent) => this.note(place, kind, id, before, sent),
      looked: (place, id) => this.looks.set(`${this.asking}/${place}/${id}`, this.nextSeq()),
      meddle: (place) => this.staff.perform('edit', place, 0, 'email'),
      takeKey: (place, key, probability) => {
        if (this.keys.chance(probability)) this.staff.takeKey(place, key);
      },
      lastLook: (place, id) => this.looks.get(`${this.asking}/${place}/${id}`) ?? null,
      hint: ({ sheet }, id) => (sheet.tells ? this.herald.tell(sheet.key, id) : undefined),
    };
  }

  private note({ sheet, table }: Entity, kind: LandedWrite['kind'], id: string, before: Wire, sent: Sent): void {
    const [told, now] = [
      readFields(sheet.mapping, { id, ...before }),
      readFields(sheet.mapping, { id, ...table.rows.get(id)?.wire }),
    ];
    const set = Object.fromEntries(Object.entries(now).filter(([field, value]) => value !== told[field]));
    this.landed.push({
      at: this.time,
      seq: this.nextSeq(),
      place: sheet.key,
      recordId: id,
      kind,
      set,
      before: told,
      ...sent,
    });
    this.count(`records ${kind === 'CREATE' ? 'made' : kind === 'UPDATE' ? 'written' : 'removed'} by the hub`);
  }

  private clock(system: string): number {
    return this.clocks.at(system, this.time);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  private nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }
}
