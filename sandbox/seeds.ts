import { crmofficeSeeds } from './seeds/crmoffice.js';
import { customPmsSeeds } from './seeds/custom-pms.js';
import { customWebshopSeeds } from './seeds/custom-webshop.js';
import { customerpSeeds } from './seeds/customerp.js';
import { powerofficegoSeeds } from './seeds/powerofficego.js';
import { tidsbankenSeeds } from './seeds/tidsbanken.js';
import type { Seed } from './store/types.js';
import type { World } from './world.js';

/** The systems in the order of their ports. */
export const SYSTEM_NAMES = [
  'tidsbanken',
  'powerofficego',
  'crmoffice',
  'custom-pms',
  'customerp',
  'custom-webshop',
] as const;

/** One of the six external systems. */
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** What every system's tables hold at first, by the table's name. */
export const seedsOf: Record<SystemName, (world: World) => Record<string, Seed>> = {
  tidsbanken: tidsbankenSeeds,
  powerofficego: powerofficegoSeeds,
  crmoffice: crmofficeSeeds,
  'custom-pms': customPmsSeeds,
  customerp: customerpSeeds,
  'custom-webshop': customWebshopSeeds,
};
