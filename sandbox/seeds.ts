import { crmofficeSeeds } from './seeds/crmoffice.js';
import { customPmsSeeds } from './seeds/custom-pms.js';
import { customWebshopSeeds } from './seeds/custom-webshop.js';
import { customerpSeeds } from './seeds/customerp.js';
import { powerofficegoSeeds } from './seeds/powerofficego.js';
import { tidsbankenSeeds } from './seeds/tidsbanken.js';
import type { Seed } from './store/types.js';
import type { World } from './world.js';

/** What a system's tables hold at first, by the table's name. */
type SystemSeeds = (world: World) => Record<string, Seed>;

/** Every system, one line each, in the order of their ports. */
const seeds = {
  tidsbanken: tidsbankenSeeds,
  powerofficego: powerofficegoSeeds,
  crmoffice: crmofficeSeeds,
  'custom-pms': customPmsSeeds,
  customerp: customerpSeeds,
  'custom-webshop': customWebshopSeeds,
} satisfies Record<string, SystemSeeds>;

/** One of the external systems. */
export type SystemName = keyof typeof seeds;

/** The seeds of every system's tables. */
export const seedsOf: Readonly<Record<SystemName, SystemSeeds>> = seeds;

/** The systems in the order of their ports. */
export const SYSTEM_NAMES = Object.keys(seeds) as readonly SystemName[];
