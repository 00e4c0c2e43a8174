import { usualLimits } from '../../shared/dataflows/configuration-apply.js';
import { entityKey, type Dataflow } from '../../shared/dataflows/dataflow.js';
import type { Slot } from '../../subgraphs/hub/sync/engine.js';
import type { Outside } from '../run/outside.js';
import type { Company } from '../run/scenario.js';
import { flows } from './company.js';
import type { Random } from './random.js';

const often = { quarter: 200, day: 1000 };

/** Dataflows and limits of a company. */
export function policyOver(slots: readonly Slot[], company: Company): Outside['policy'] {
  const { missingAtMost: records = usualLimits.missingAtMost.records, quietMs = 0, writesAtMost = often } = company;
  return {
    ...{ ...usualLimits, owners: {}, systemOrder: ['tid', 'erp', 'pms', 'shop', 'ledger', 'crm'] },
    ...{ flows: flowsOver(slots, company), quietMs, missingAtMost: { ...usualLimits.missingAtMost, records } },
    places: new Map(slots.map((slot) => [slot.key, slot])),
    writesAtMost,
  };
}

/** What a company sets for itself, of what most histories leave out. */
export function settingsFrom(random: Random): Company {
  const deletes = random.pick<Dataflow['deletes']>(['tombstone', 'archive', 'propagate']);
  return {
    ...{ quietMs: random.pick([0, 60_000]), writesAtMost: random.pick([often, usualLimits.writesAtMost]) },
    deletes,
  };
}

function flowsOver(slots: readonly Slot[], { deletes }: Company): readonly Dataflow[] {
  const here = new Set(slots.map(({ key }) => key));
  const between = flows.filter(({ left, right }) => here.has(entityKey(left)) && here.has(entityKey(right)));
  return deletes ? between.map((flow) => ({ ...flow, deletes })) : between;
}
