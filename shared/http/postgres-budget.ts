import { createHmac } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { leftAt, stepMs, windowMs, type Budget, type Budgets, type Spent } from './budget.js';
import { systemClock, type Clock } from './clock.js';

/** The clock of the database, in ms. */
const now = `extract(epoch from clock_timestamp())::float8 * 1000`;

const make = `
  insert into rate_budget (key, slots) values ($1, array_fill(0::float8, array[$2::int]))
  on conflict (key) do nothing`;

/** `nextSlots` as one statement. A slot a minute ahead is the trace of a database clock that was set back. */
const claim = `
  update rate_budget as budget
  set slots = budget.slots[$2::int + 1:] || (
    select array_agg(
      greatest(budget.paused_until, least(clock.now + 60000, greatest(clock.now + $3::float8,
        past.slot + $4::float8, budget.slots[cardinality(budget.slots)] + past.position * $5::float8)))
      order by past.position)
    from unnest(budget.slots[:$2::int]) with ordinality as past (slot, position))
  from (select ${now} as now) as clock
  where budget.key = $1
  returning budget.slots[cardinality(budget.slots) - $2::int + 1:] as slots, clock.now`;

const pause = `update rate_budget set paused_until = greatest(paused_until, ${now} + $2::float8) where key = $1`;

const spent = `select slots, paused_until as "pausedUntil", ${now} as now from rate_budget where key = $1`;

/** No answer of the database is waited for longer ahead than this, in ms. */
const longestLead = 500;

/** Budgets in the table `rate_budget`, shared by every process over the same database; one statement a claim. */
export function postgresBudgets(db: DataSource, secret: string, clock: Clock = systemClock): Budgets {
  return {
    of(credential) {
      const { system, perSecond } = credential;
      const named = JSON.stringify([system, credential.secret, perSecond]);
      return postgresBudget(db, createHmac('sha256', secret).update(named).digest(), perSecond, clock);
    },
  };
}

function postgresBudget(db: DataSource, key: Buffer, perSecond: number, clock: Clock): Budget {
  const read = clockReader();
  let made: Promise<unknown> | null = null;
  let lead = 0;

  async function ready(): Promise<void> {
    made ??= db.query(make, [key, perSecond]);
    await made.catch((error: unknown) => {
      made = null;
      throw error;
    });
  }

  async function claimed(count: number, step: number): Promise<Granted> {
    await ready();
    const [[granted]] = await db.query<[Granted[], number]>(claim, [key, count, lead, windowMs, step]);
    if (granted) return granted;
    // A crash of the database emptied the table.
    made = null;
    return claimed(count, step);
  }

  return {
    perSecond,
    async claim(count, isHurried) {
      const asked = clock.now();
      const granted = await claimed(count, stepMs(perSecond, isHurried));
      const answered = clock.now();
      // A slot that is over before its claim is answered is of no use: the slower the answers, the further ahead.
      lead = Math.min(answered - asked, longestLead);
      const offset = read(asked - granted.now, answered - granted.now);
      return granted.slots.map((slot) => slot + offset);
    },
    async pause(ms) {
      await ready();
      await db.query(pause, [key, ms]);
    },
    left: () => ready().then(() => leftIn(db, key, perSecond)),
  };
}

async function leftIn(db: DataSource, key: Buffer, perSecond: number): Promise<number> {
  const [known] = await db.query<(Spent & { now: number })[]>(spent, [key]);
  return known ? leftAt(known, known.now) : perSecond;
}

interface Granted {
  readonly slots: readonly number[];
  /** By the clock of the database. */
  readonly now: number;
}

/**
 * How far our clock is ahead of the database's, in ms. Each exchange says between which two numbers that lies, and what
 * was read before is moved no further than it must be.
 */
function clockReader(): (least: number, most: number) => number {
  let offset = Infinity;
  return (least, most) => (offset = Math.min(most, Math.max(least, offset)));
}
