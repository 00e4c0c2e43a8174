/** How often what goes wrong, per call unless said otherwise. */
export interface Rates {
  /** The call never arrives, and no answer comes. */
  readonly before: number;
  /** The same, of writes alone. */
  readonly unsent: number;
  /** It took effect, and no answer comes. */
  readonly after: number;
  /** It takes effect later, within the time its sheet gives, and no answer comes. */
  readonly delayed: number;
  /** The same, later than its sheet says. */
  readonly late: number;
  readonly tooMany: number;
  readonly unauthenticated: number;
  /** A read shows what was a while ago, in a system whose reads may lag. */
  readonly stale: number;
  /** A change shows in lists only later, in a system whose lists may lag. */
  readonly unlisted: number;
  /** A list breaks off after a page. */
  readonly broken: number;
  /** Somebody edits the first record while a whole list is read, per page. */
  readonly moving: number;
  /** A process is killed, per step. */
  readonly killed: number;
  /** A process is stopped, and goes on some time later where it was, per step. */
  readonly stopped: number;
  /** Clocks of systems are wrong, jump, and put stamps into the future. */
  readonly skewed: boolean;
  /** Hints are lost, doubled, late and out of order. */
  readonly hintChaos: boolean;
  /** A mapped property goes missing for a while, per list. */
  readonly drift: number;
  /** The same, per direct read, and per answer to a search or a write. */
  readonly driftRead: number;
  /** A call is refused for lacking a right. */
  readonly forbidden: number;
  /** A row comes twice in a page of a list. */
  readonly doubled: number;
  /** Somebody makes a record under the key of a creation before it arrives, per creation with a key. */
  readonly keyTaken: number;
  /** A search does not find what was made or changed a moment ago. */
  readonly unfound: number;
  /** A record goes into another one of its system, per act of people. */
  readonly becoming: number;
}

const none: Rates = {
  ...{
    before: 0,
    unsent: 0,
    after: 0,
    delayed: 0,
    late: 0,
    tooMany: 0,
    unauthenticated: 0,
    stale: 0,
    unlisted: 0,
    broken: 0,
  },
  ...{ moving: 0, killed: 0, stopped: 0, skewed: false, hintChaos: false, drift: 0 },
  ...{ driftRead: 0, forbidden: 0, doubled: 0, unfound: 0, keyTaken: 0, becoming: 0 },
};

const mixed: Rates = {
  ...none,
  ...{
    before: 0.05,
    unsent: 0,
    after: 0.07,
    delayed: 0.05,
    late: 0,
    tooMany: 0.05,
    unauthenticated: 0.02,
    stale: 0.2,
  },
  ...{
    unlisted: 0.15,
    broken: 0.05,
    moving: 0,
    killed: 0.006,
    stopped: 0,
    skewed: true,
    hintChaos: true,
    drift: 0.01,
    keyTaken: 0.01,
  },
};

/** The fault matrix, by profile; `configured` is a little of all of it, over a company with settings of its own. */
export const profiles = {
  clean: none,
  e429: { ...none, tooMany: 0.3, unauthenticated: 0.03 },
  before: { ...none, before: 0.2, broken: 0.1 },
  after: { ...none, after: 0.25, before: 0.05 },
  delayed: { ...none, delayed: 0.2, after: 0.05 },
  crash: { ...none, killed: 0.02, after: 0.02 },
  zombie: { ...none, stopped: 0.01, after: 0.02 },
  staleGet: { ...none, stale: 0.5, unlisted: 0.3, after: 0.05, delayed: 0.05 },
  skew: { ...none, skewed: true, unlisted: 0.2 },
  mixed,
  configured: { ...mixed, moving: 0.05, doubled: 0.05, driftRead: 0.02, forbidden: 0.01, becoming: 0.06 },
  'bound-violated': { ...none, late: 0.12, after: 0.05, delayed: 0.05 },
  'webhook-chaos': { ...none, hintChaos: true, before: 0.05 },
  'schema-drift': { ...none, drift: 0.3, before: 0.05 },
  odd: { ...none, driftRead: 0.1, after: 0.05, moving: 0.3, doubled: 0.2, unfound: 0.5, forbidden: 0.03 },
} as const satisfies Record<string, Rates>;

export type ProfileName = keyof typeof profiles;

export const profileNames = Object.keys(profiles) as readonly ProfileName[];

export function ratesOf(name: ProfileName): Rates {
  return profiles[name];
}
