import type { CanonicalType } from '../canonical/field.js';

/** Where a record that a person creates through the hub is made first: in the system at the centre. The dataflows carry it on. */
export function homeOf(type: CanonicalType, kind: 'CUSTOMER' | 'DEPARTMENT' | null): string {
  switch (type) {
    case 'Customer':
      return kind === 'DEPARTMENT' ? 'tidsbanken.Avdeling' : 'tidsbanken.Kunde';
    case 'Employee':
      return 'tidsbanken.Ansatt';
    case 'Project':
      return 'tidsbanken.Prosjekt';
  }
}
