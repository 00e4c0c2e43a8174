import * as z from 'zod';
import type { RawRecord } from '../../shared/connector.js';

/** A customer or an employee as the wire has it. */
export const wireRecord = z.looseObject({ Id: z.number().int() });

/**
 * The record in a wire object. A number that is `hidden` for want of a privilege is left out: it is no information.
 * The parts of an address are spelled with a capital whichever way they came.
 */
export function toRecord(wire: z.infer<typeof wireRecord>): RawRecord {
  const shown = Object.entries(wire).filter(([name, value]) => !(secret.has(name) && isHidden(value)));
  const fields = Object.fromEntries(
    shown.map(([name, value]) => [name, name === 'MailAddress' ? spelled(value) : value]),
  );
  return { id: String(wire.Id), version: null, fields };
}

/** Whether a number is masked: a match on the mask would make one of many people. */
export function isHidden(value: unknown): boolean {
  return typeof value === 'string' && /^hidden$/i.test(value.trim());
}

const secret: ReadonlySet<string> = new Set(['NationalIdNumber', 'InternationalIdNumber']);

function spelled(address: unknown): unknown {
  if (typeof address !== 'object' || address === null) return address;
  return Object.fromEntries(
    Object.entries(address).map(([name, part]) => [name.charAt(0).toUpperCase() + name.slice(1), part as unknown]),
  );
}
