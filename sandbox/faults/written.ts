import { SYSTEM_NAMES, type SystemName } from '../seeds.js';
import { BadFault, readFault, type FaultSpec } from './fault.js';

/**
 * The faults of a text like `{ "tidsbanken": [{ "kind": "latency", "ms": 200 }] }`, as SANDBOX_FAULTS holds it; none for
 * blank text. Throws `BadFault`, naming the system and the field.
 */
export function faultsIn(text: string): Partial<Record<SystemName, FaultSpec[]>> {
  if (text.trim() === '') return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadFault('The faults must be a JSON object with an array of faults for each system.');
  return Object.fromEntries(Object.entries(value).map(([system, faults]) => [system, faultsOf(system, faults)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new BadFault('The faults are not JSON.', { cause });
  }
}

function faultsOf(system: string, faults: unknown): FaultSpec[] {
  if (!SYSTEM_NAMES.some((name) => name === system))
    throw new BadFault(`${system} is no system of the sandbox; there are ${SYSTEM_NAMES.join(', ')}.`);
  if (!Array.isArray(faults)) throw new BadFault(`${system} needs an array of faults.`);
  try {
    return faults.map(readFault);
  } catch (cause) {
    throw new BadFault(`${system}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
