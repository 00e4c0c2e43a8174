import type { ConflictPolicy } from '../sync/state.js';

/**
 * Who wins a conflict where it matters, and the order of systems where nothing else decides. An owner decides conflicts
 * only: an edit that nobody contests is taken from anyone.
 */
export const conflictPolicy: ConflictPolicy = {
  owners: {},
  systemOrder: ['tidsbanken', 'customerp', 'powerofficego', 'custom-pms', 'custom-webshop', 'crmoffice'],
};
