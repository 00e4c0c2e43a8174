import { createCanonical } from '../../subgraphs/hub/operations/create.js';
import type { Deciding } from '../../subgraphs/hub/operations/carry-out.js';
import type { Patch } from '../../subgraphs/hub/operations/patch.js';
import { undoCreation } from '../../subgraphs/hub/operations/undo-creation.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { plainly } from '../support/deciding.js';
import type { TestHub } from '../support/hub.js';

/** How long a test waits for the systems, in ms. */
export const waitMs = 20_000;

/** A record that the hub made. */
export interface Made {
  readonly linkId: string;
  readonly canonicalId: string;
  readonly externalId: string;
}

/** Records that the hub made in a place, the oldest first. */
export function made({ context: { db } }: TestHub, place: string): Promise<Made[]> {
  return rows<Made>(
    db,
    `select link.id as "linkId", link.canonical_id as "canonicalId", record.external_id as "externalId"
     from link join record on record.id = link.record_id
     where link.origin = 'CREATED' and link.state = 'ACTIVE' and link.system || '.' || link.entity_type = $1
     order by link.created_at, link.id`,
    [place],
  );
}

/** Takes its creation back. */
export const undo = (hub: TestHub, { linkId }: Pick<Made, 'linkId'>, more: Partial<Deciding> = {}) =>
  undoCreation(hub, linkId, { ...plainly(waitMs), ...more });

/** What somebody has the hub make. */
export async function madeByHand(
  hub: TestHub,
  type: 'Customer' | 'Employee',
  patch: Patch,
  place: string,
): Promise<Made> {
  const outcome = await createCanonical(hub, type, { kind: type === 'Customer' ? 'CUSTOMER' : null, patch, waitMs });
  const canonicalId = outcome.ok ? outcome.value.canonicalId : '';
  const one = (await made(hub, place)).find((each) => each.canonicalId === canonicalId);
  if (!one) throw new Error(`nothing was made in ${place}`);
  return one;
}
