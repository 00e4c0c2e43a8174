import { audit, type AuditCheck } from '../store/audit.js';
import type { SyncContext } from '../sync/context.js';

/** A night's share; a company with more records is gone through in several. */
const recordsAtMost = 200_000;

const told: Readonly<Record<AuditCheck, string>> = {
  edits: 'The audit found canonical records whose edits do not add up to their values.',
  tombstones: 'The audit found records in places that must not be filled again.',
};

/** Checks the books, and tells the operator what does not hold. */
export async function auditBooks({ db, logFault }: Pick<SyncContext, 'db' | 'logFault'>): Promise<void> {
  const findings = await audit(db, recordsAtMost);
  for (const [check, message] of Object.entries(told) as [AuditCheck, string][]) {
    const { violations } = findings[check];
    if (violations > 0) logFault(message, new RangeError(`${violations} of them`));
  }
}
