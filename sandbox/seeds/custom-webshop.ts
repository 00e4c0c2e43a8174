import type { Row, Seed } from '../store/types.js';
import { draw } from '../world/draw.js';
import { customerIn, departments, type Address, type World } from '../world.js';
import { stamps } from './seed.js';

/** These departments stand behind the ordinary customers, under their own name. */
const asCustomers = departments.slice(1, 3);

/** Custom Webshop's table. No row has an `externalRef` yet; e-mail is lower case, as the shop stores it. */
export function customWebshopSeeds(world: World): Record<'customers', Seed> {
  const customers = world.customers.in('webshop');
  const count = customers.count + asCustomers.length;
  const customersSeed: Seed = {
    count,
    idAt: uuidAt,
    positionOf: (id) => positionOf(id, count),
    rowAt(position) {
      const department = asCustomers[position - customers.count];
      return department ? departmentRow(department) : customer(customers.indexAt(position));
    },
    ...stamps('webshop customer'),
  };
  return { customers: customersSeed };
}

const FIRST_TICK = 0x018d_0000_0000;
const TICKS = 40_961;
const lowBits = draw('webshop id low');
const highBits = draw('webshop id high');

/** A version 7 UUID: the first twelve digits ascend with the position, the rest is drawn. */
function uuidAt(position: number): string {
  const ticks = hex(FIRST_TICK + position * TICKS, 12);
  const [low, high] = [lowBits(position), highBits(position)];
  const tail = hex(Math.floor(low * 2 ** 24), 6) + hex(Math.floor(high * 2 ** 24), 6);
  return `${ticks.slice(0, 8)}-${ticks.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${hex(Math.floor(high * 2 ** 32), 12)}`;
}

function positionOf(id: string, count: number): number | null {
  const position = (parseInt(id.slice(0, 8) + id.slice(9, 13), 16) - FIRST_TICK) / TICKS;
  const isOne = Number.isInteger(position) && position >= 0 && position < count;
  return isOne && uuidAt(position) === id ? position : null;
}

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

function customer(index: number): Row {
  const known = customerIn('webshop', index);
  return {
    externalRef: null,
    name: known.name,
    organizationNumber: known.organizationNumber,
    email: known.email && known.email.trim().toLowerCase(),
    phone: known.phone,
    invoiceAddress: addressRow(known.address),
    deliveryAddress: known.deliveryAddress && addressRow(known.deliveryAddress),
    blocked: !known.active,
  };
}

function departmentRow(department: (typeof departments)[number]): Row {
  return {
    externalRef: null,
    name: department.name,
    organizationNumber: department.organizationNumber,
    email: null,
    phone: null,
    invoiceAddress: addressRow(department),
    deliveryAddress: null,
    blocked: false,
  };
}

function addressRow({ street, postalCode, city }: Address): Row {
  return { street, postalCode, city, country: 'NO' };
}
