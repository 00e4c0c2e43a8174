import { lanes, laneShares, type Lane } from './lane.js';

/** Who waits, by lane. */
export interface LaneQueue<T> {
  /** @param goesFirst before those of its lane that do not. */
  add(lane: Lane, item: T, goesFirst?: boolean): void;
  /** Whose turn it is; undefined when nobody waits. First come, first served within a lane, but for those that go first. */
  take(): T | undefined;
  size(): number;
  /** How many wait in a lane. */
  waitingIn(lane: Lane): number;
  /** The most hurried lane in which someone waits; null when nobody does. */
  first(): Lane | null;
}

/**
 * Lanes that are all in use get turns by their shares; a lane that comes to wait is next unless it has just had more than
 * its share. So nobody waits for long behind a lane below, and no lane is kept from its share by one above.
 */
export function createLaneQueue<T>(): LaneQueue<T> {
  const waiting = byLane<T[]>(() => []);
  /** How many of a lane go first. */
  const firsts = byLane(() => 0);
  /** When a lane's next turn falls due, in turns it would get if it were alone, over its share. */
  const due = byLane(() => 0);
  let reached = 0;

  const inUse = (): Lane[] => lanes.filter((lane) => waiting[lane].length > 0);
  return {
    add(lane, item, goesFirst = false) {
      if (waiting[lane].length === 0) due[lane] = Math.max(due[lane], reached);
      if (goesFirst) waiting[lane].splice(firsts[lane]++, 0, item);
      else waiting[lane].push(item);
    },
    take() {
      const [next] = inUse().sort((a, b) => due[a] - due[b]);
      if (next === undefined) return undefined;
      reached = due[next];
      due[next] += 1 / laneShares[next];
      if (firsts[next] > 0) firsts[next] -= 1;
      return waiting[next].shift();
    },
    waitingIn: (lane) => waiting[lane].length,
    size: () => lanes.reduce((sum, lane) => sum + waiting[lane].length, 0),
    first: () => inUse()[0] ?? null,
  };
}

function byLane<V>(of: () => V): Record<Lane, V> {
  return Object.fromEntries(lanes.map((lane) => [lane, of()])) as Record<Lane, V>;
}
