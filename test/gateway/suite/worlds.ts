import { bank } from './bank.js';
import { library } from './library.js';
import { orders } from './orders.js';
import { shop } from './shop.js';
import { values } from './values.js';
import type { World } from './world.js';

export const worlds: readonly World[] = [shop, library, orders, values, bank];
