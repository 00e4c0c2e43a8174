import type { CanonicalType } from '../canonical/field.js';

/** Canonical fields whose value stands for one thing alone: what a strong match rests on. */
export const identifyingFields: Readonly<Record<CanonicalType, readonly string[]>> = {
  Customer: ['organizationNumber'],
  Employee: ['nationalIdentityNumber', 'employeeNumber'],
  Project: ['number'],
};
