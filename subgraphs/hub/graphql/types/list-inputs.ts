import { Field, ID, InputType } from 'type-graphql';
import type { CanonicalType, FieldType } from '../../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../../shared/canonical/types.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import { orderable } from '../../store/queries/canonical-order.js';
import { CustomerKind, LinkState, OrderDirection, SyncState, SystemId, words } from '../enums.js';
import { DateFilter, ReferenceFilter, TextFilter } from './filters.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** The inputs of one canonical type's list. */
export interface ListInputs {
  readonly filter: WireClass;
  readonly order: WireClass;
}

interface InputField {
  readonly type: () => unknown;
  readonly description: string;
  readonly isRequired?: true;
}

/** The filter and the order of each canonical type, out of its fields. */
export const listInputs: Readonly<Record<CanonicalType, ListInputs>> = {
  Customer: { filter: filterInput('Customer'), order: orderInput('Customer') },
  Employee: { filter: filterInput('Employee'), order: orderInput('Employee') },
  Project: { filter: filterInput('Project'), order: orderInput('Project') },
};

function filterInput(name: CanonicalType): WireClass {
  const self = (): WireClass => filter;
  const filter = inputClass(
    `${name}Filter`,
    `Which ${name.toLowerCase()}s to show; everything that is given must hold.`,
    {
      and: { type: () => [self()], description: 'All of these hold.' },
      or: { type: () => [self()], description: 'At least one of these holds.' },
      not: { type: self, description: 'This does not hold.' },
      ids: { type: () => [ID], description: 'One of these, at most 500.' },
      ...(name === 'Customer' ? { kind: { type: () => CustomerKind, description: 'What it is.' } } : {}),
      linkedIn: { type: () => [SystemId], description: 'Each of these systems has a record of it.' },
      missingIn: { type: () => [SystemId], description: 'None of these systems has a record of it.' },
      linkState: { type: () => [LinkState], description: 'One of its links stands so.' },
      syncState: { type: () => [SyncState], description: 'It stands so towards its systems.' },
      changedSince: { type: () => DateTime, description: 'One of its values changed then or later.' },
      ...fieldInputs(name),
    },
  );
  return filter;
}

function fieldInputs(name: CanonicalType): Record<string, InputField> {
  const inputs: Record<string, InputField> = {};
  const groups: Record<string, Record<string, InputField>> = {};
  for (const [field, { type, secret }] of Object.entries(canonicalTypes[name])) {
    if (secret) continue;
    const [group = '', member] = field.split('.');
    const input: InputField = { type: () => inputFor(type), description: `What its \`${field}\` is.` };
    if (member === undefined) inputs[group] = input;
    else groups[group] = { ...groups[group], [member]: input };
  }
  for (const [group, members] of Object.entries(groups)) {
    const type = inputClass(`${name}${capital(group)}Filter`, `What is asked of \`${group}\`.`, members);
    inputs[group] = { type: () => type, description: `What its \`${group}\` is.` };
  }
  return inputs;
}

function inputFor(type: FieldType): unknown {
  if (type === 'boolean') return Boolean;
  if (type === 'date') return DateFilter;
  return type === 'reference' ? ReferenceFilter : TextFilter;
}

function orderInput(name: CanonicalType): WireClass {
  const fields = new Map([...orderable[name], 'createdAt', 'updatedAt'].map((field) => [screaming(field), field]));
  const meanings = Object.fromEntries([...fields].map(([word, field]) => [word, `Its \`${field}\`.`]));
  const ofField = words(
    `${name}OrderField`,
    `What ${name.toLowerCase()}s can be ordered by.`,
    meanings,
    (word) => fields.get(word) ?? word,
  );
  return inputClass(`${name}Order`, 'One thing to order by; empty values come first.', {
    field: { type: () => ofField, description: 'By what.', isRequired: true },
    direction: { type: () => OrderDirection, description: 'Which way; ascending where it is left out.' },
  });
}

/** An input type; its fields may be left out, except as they say. */
function inputClass(name: string, description: string, fields: Readonly<Record<string, InputField>>): WireClass {
  const made = class {};
  Object.defineProperty(made, 'name', { value: name });
  InputType(name, { description })(made);
  for (const [field, { type, description: text, isRequired = false }] of Object.entries(fields))
    Field(type as () => typeof String, { nullable: !isRequired, description: text })(made.prototype as object, field);
  return made;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `lastName` is `LAST_NAME`. */
function screaming(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
