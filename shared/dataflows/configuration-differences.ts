import { canonicalText, type DataflowSetting, type FieldSetting, type SyncConfiguration } from './configuration.js';

/** What changes between two configurations, a sentence for each thing; none where they say the same. */
export function differences(before: SyncConfiguration, after: SyncConfiguration): string[] {
  return [
    ...names(before.dataflows, after.dataflows).flatMap((id) =>
      dataflowChanges(id, before.dataflows[id], after.dataflows[id]),
    ),
    ...ownerChanges(before, after),
    ...change(before.systemOrder, after.systemOrder, (order) => `${decides} ${order.join(', ')}.`),
    ...setChanges(before.critical, after.critical, {
      added: (field) => `${field} freezes in a conflict until a person decides.`,
      removed: (field) => `${field} does not freeze in a conflict any more.`,
    }),
    ...blocklistChanges(before.blocklists, after.blocklists),
    ...limitChanges(before, after),
    ...mappingChanges(before, after),
  ];
}

const decides = 'Where nothing else decides a conflict, the systems come in this order:';

function dataflowChanges(id: string, before?: DataflowSetting, after?: DataflowSetting): string[] {
  const flow = `The dataflow ${id}`;
  if (!before) return [`${flow} is there now and was not before.`];
  if (!after) return [`${flow} is not there any more.`];
  return [
    ...change(before.enabled, after.enabled, (on) => `${flow} is switched ${on ? 'on' : 'off'}.`),
    ...change(before.deletes, after.deletes, (policy) => `${flow} ${deletions[policy]}`),
    ...change(before.reflect, after.reflect, (reflects) => `${flow} ${reflections[reflects ? 'on' : 'off']}`),
    ...change(before.weakMatches, after.weakMatches, (does) => `${flow} ${weakly[does]}`),
    ...change(before.match, after.match, (rules) => `${flow} ${recognition(rules)}`),
    ...setChanges(before.properties.map(pairText), after.properties.map(pairText), {
      added: (pair) => `${flow} also keeps ${pair} equal.`,
      removed: (pair) => `${flow} does not keep ${pair} equal any more, unless the mappings say so.`,
    }),
    ...orderChange(before.properties.map(pairText), after.properties.map(pairText), `${flow} lists its added pairs`),
  ];
}

const deletions: Readonly<Record<DataflowSetting['deletes'], string>> = {
  tombstone: 'leaves the other record as it is when one is removed.',
  archive: 'puts the other record out of use when one is removed.',
  propagate: 'asks a person whether to remove the other record too when one is removed.',
};

const reflections = {
  on: 'makes counterparts also of records that the hub made.',
  off: 'makes no counterpart of a record that the hub made.',
} as const;

const weakly: Readonly<Record<DataflowSetting['weakMatches'], string>> = {
  link: 'links records that match by a weak rule alone.',
  review: 'puts records that match by a weak rule alone before a person.',
};

function recognition(rules: DataflowSetting['match']): string {
  if (rules === null) return 'recognises records by its default rules.';
  const told = rules.map(({ properties, strength }) => `${properties.map(pairText).join(' and ')} (${strength})`);
  return `recognises records by ${told.join(', or ')}.`;
}

function pairText({ left, right, field }: { left: string; right: string; field?: string | undefined }): string {
  return `${left} = ${right}${field === undefined ? '' : ` as ${field}`}`;
}

function ownerChanges({ owners: before }: SyncConfiguration, { owners: after }: SyncConfiguration): string[] {
  return names(before, after).flatMap((field) =>
    change(before[field] ?? [], after[field] ?? [], (places) =>
      places.length === 0 ? `${field} has no owner any more.` : `The owner of ${field}: ${places.join(', then ')}.`,
    ),
  );
}

/** Placeholders are counted, not shown: one may be a person's. */
function blocklistChanges(before: SyncConfiguration['blocklists'], after: SyncConfiguration['blocklists']): string[] {
  const added = after.values.filter((value) => !before.values.includes(value)).length;
  const removed = before.values.filter((value) => !after.values.includes(value)).length;
  return [
    ...setChanges(before.sharedMailboxes, after.sharedMailboxes, {
      added: (mailbox) => `${mailbox}@ identifies no employee.`,
      removed: (mailbox) => `${mailbox}@ can identify an employee.`,
    }),
    ...setChanges(before.emailDomains, after.emailDomains, {
      added: (domain) => `An e-mail address at ${domain} identifies nobody.`,
      removed: (domain) => `An e-mail address at ${domain} can identify.`,
    }),
    ...(added > 0 ? [`Placeholders that identify nobody: ${added} added.`] : []),
    ...(removed > 0 ? [`Placeholders that identify nobody: ${removed} removed.`] : []),
  ];
}

function limitChanges(before: SyncConfiguration, after: SyncConfiguration): string[] {
  return [
    ...change(
      before.quietPeriodSeconds,
      after.quietPeriodSeconds,
      (seconds) => `A record just edited is left alone for ${seconds} s where its system has no conditional writes.`,
    ),
    ...change(
      before.budgets,
      after.budgets,
      ({ writesPerQuarter, writesPerDay }) =>
        `A field of a record is written at most ${writesPerQuarter} times in 15 minutes and ${writesPerDay} in a day.`,
    ),
    ...change(
      before.massDeleteStop,
      after.massDeleteStop,
      ({ records, percent }) => `Removals stop beyond ${records} records or ${percent} %, whichever is more.`,
    ),
  ];
}

function mappingChanges({ mappings: before }: SyncConfiguration, { mappings: after }: SyncConfiguration): string[] {
  return names(before, after).flatMap((place) => {
    const [was, is] = [before[place] ?? {}, after[place] ?? {}];
    return names(was, is).flatMap((field) =>
      change(was[field], is[field], (setting) => `${field} of ${place} ${standing(setting)}`),
    );
  });
}

function standing(setting: FieldSetting | null | undefined): string {
  if (setting === undefined) return 'is mapped as by default.';
  if (setting === null) return 'is not mapped.';
  const { path, codec, readOnly, unique, required } = setting;
  const said = [
    ...(codec ? [`as ${codec}`] : []),
    ...(readOnly ? ['and is only read'] : []),
    ...(unique ? ['and no two records bear the same'] : []),
    ...(required ? ['and cannot be cleared'] : []),
  ];
  return `stands at ${[path, ...said].join(', ')}.`;
}

function change<T>(before: T, after: T, sentence: (after: T) => string): string[] {
  return canonicalText({ before }) === canonicalText({ before: after }) ? [] : [sentence(after)];
}

interface Sentences {
  readonly added: (name: string) => string;
  readonly removed: (name: string) => string;
}

function setChanges(before: readonly string[], after: readonly string[], { added, removed }: Sentences): string[] {
  return [
    ...after.filter((name) => !before.includes(name)).map(added),
    ...before.filter((name) => !after.includes(name)).map(removed),
  ];
}

/** The order, where it is all that differs. */
function orderChange(before: readonly string[], after: readonly string[], what: string): string[] {
  const isSame = [...before].sort().join('\n') === [...after].sort().join('\n');
  return isSame && before.join('\n') !== after.join('\n') ? [`${what} in another order.`] : [];
}

function names(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}
