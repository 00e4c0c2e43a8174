import { audit, type AuditCheck, type Books } from '../store/audit.js';
import type { SyncContext } from '../sync/context.js';

/** A night's share; a company with more records is gone through in several. */
const recordsAtMost = 200_000;

const told: Readonly<Record<AuditCheck, string>> = {
  edits: 'The audit found canonical records whose edits do not add up to their values.',
  tombstones: 'The audit found records in places that must not be filled again.',
  bases: 'BASE_NOT_IMAGE: the audit found records that agreed to something else than the hub has it.',
  rest: 'The audit found canonical records at rest for which something would be written.',
};

/** Checks the books, and tells the operator what does not hold. */
export async function auditBooks(books: Books & Pick<SyncContext, 'logFault'>): Promise<void> {
  const findings = await audit(books, recordsAtMost);
  for (const [check, message] of Object.entries(told) as [AuditCheck, string][]) {
    const { violations } = findings[check];
    if (violations > 0) books.logFault(message, new RangeError(`${violations} of them`));
  }
}
