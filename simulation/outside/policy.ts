import { usualLimits } from '../../shared/dataflows/configuration-apply.js';
import { entityKey, type Dataflow } from '../../shared/dataflows/dataflow.js';
import type { Slot } from '../../subgraphs/hub/sync/engine.js';
import type { Outside } from '../run/outside.js';
import type { Company } from '../run/scenario.js';
import { flows } from './company.js';

/** Dataflows and limits of a company. */
export function policyOver(slots: readonly Slot[], company: Company): Outside['policy'] {
  const { missingAtMost: records = usualLimits.missingAtMost.records } = company;
  return {
    ...{ ...usualLimits, owners: {}, systemOrder: ['tid', 'erp', 'pms', 'shop', 'ledger', 'crm'] },
    ...{ flows: flowsOver(slots, company), quietMs: 0, missingAtMost: { ...usualLimits.missingAtMost, records } },
    places: new Map(slots.map((slot) => [slot.key, slot])),
    writesAtMost: { quarter: 200, day: 1000 },
  };
}

function flowsOver(slots: readonly Slot[], { deletes }: Company): readonly Dataflow[] {
  const here = new Set(slots.map(({ key }) => key));
  const between = flows.filter(({ left, right }) => here.has(entityKey(left)) && here.has(entityKey(right)));
  return deletes ? between.map((flow) => ({ ...flow, deletes })) : between;
}
