import { comparable } from '../canonical/same.js';
import { faultOf, isNationalIdentityNumber, isOrganizationNumber, nationalNumberOf } from '../canonical/valid.js';
import { fieldOf } from '../canonical/types.js';
import type { FieldType, Value } from '../canonical/field.js';
import { identifiesNobody, type Blocklist } from '../dataflows/blocklist.js';
import { identifyingFields } from '../dataflows/identifying.js';
import { entityKey, type Dataflow, type MatchRule } from '../dataflows/dataflow.js';
import { dateTime } from '../mapping/codec.js';
import { readField, valueAt, type FieldMapping, type Mapping } from '../mapping/mapping.js';

/** A record's key under one rule, before hashing: records of the two sides with equal name and text match. */
export interface MatchKey {
  /** `dataflow-id#rule`, or `=field` for an identifying number. */
  readonly name: string;
  readonly side: 'LEFT' | 'RIGHT' | 'IDENTITY';
  readonly text: string;
}

/** What the keys of a record are made from. */
export interface KeySource {
  readonly mapping: Mapping;
  readonly externalId: string;
  readonly wire: Readonly<Record<string, unknown>>;
  /** The external reference it carries, where its system has one. */
  readonly externalRef: string | null;
  /** Whether the hub chose or caused its key: then the key says nothing. */
  readonly ownKey: boolean;
  /** The canonical id of a referenced record, by canonical field; undefined while it is not known. */
  readonly reference: (field: string) => string | undefined;
}

/** What the keys of every record are made by. */
export interface KeyRules {
  readonly flows: readonly Dataflow[];
  readonly blocklist: Blocklist;
}

/** Every key of a record: one per side of a rule it can serve, and one per identifying number it carries. */
export function matchKeys(source: KeySource, { flows, blocklist }: KeyRules): MatchKey[] {
  const slot = entityKey(source.mapping);
  const keys = flows.flatMap((flow) => {
    const sides = [
      entityKey(flow.left) === slot ? 'LEFT' : null,
      entityKey(flow.right) === slot ? 'RIGHT' : null,
    ] as const;
    return sides.flatMap((side) => (side ? ruleKeys(source, flow, side, blocklist) : []));
  });
  return [...keys, ...identityKeys(source, blocklist)];
}

/** Names of the keys that stand for one thing alone: those of identifying numbers, and of strong rules. */
export function strongKeys(flows: readonly Dataflow[]): string[] {
  const numbers = Object.values(identifyingFields).flatMap((fields) => fields.map((field) => `=${field}`));
  const rules = flows.flatMap(({ id, match }) =>
    match.flatMap(({ strength }, index) => (strength === 'strong' ? [`${id}#${index}`] : [])),
  );
  return [...new Set([...numbers, ...rules])];
}

function ruleKeys(source: KeySource, flow: Dataflow, side: 'LEFT' | 'RIGHT', blocklist: Blocklist): MatchKey[] {
  return flow.match.flatMap((rule, index) => {
    const text =
      rule.by === 'externalRef' ? referenceText(source, flow, side) : pairsText(source, rule, side, blocklist);
    return text === null ? [] : [{ name: `${flow.id}#${index}`, side, text }];
  });
}

function referenceText(source: KeySource, flow: Dataflow, side: 'LEFT' | 'RIGHT'): string | null {
  return side === 'LEFT' ? `${entityKey(flow.left)}:${source.externalId}` : source.externalRef;
}

function pairsText(source: KeySource, rule: MatchRule, side: 'LEFT' | 'RIGHT', blocklist: Blocklist): string | null {
  const parts = rule.pairs.map((pair) => propertyText(source, side === 'LEFT' ? pair.left : pair.right, blocklist));
  return parts.every((part) => part !== null) ? JSON.stringify(parts) : null;
}

function propertyText(source: KeySource, path: string, blocklist: Blocklist): string | null {
  const field = fieldAt(source.mapping, path);
  if (!field) return null;
  const mapped = source.mapping.fields[field];
  if (!mapped || (mapped.key && source.ownKey)) return null;
  const type = fieldOf(source.mapping.canonicalType, field).type;
  const value = mapped.reference ? source.reference(field) : readField(mapped, source.wire);
  if (value === undefined || value === null) return null;
  if (identifiesNobody(blocklist, source.mapping.canonicalType, type, value)) return null;
  return usable(type, type === 'nationalIdentityNumber' ? wholeNumber(mapped, value, source.wire) : value);
}

/** The canonical field mapped to a wire path; the first letter's case is free, since the two PowerOffice APIs differ in it. */
export function fieldAt({ fields }: Mapping, path: string): string | null {
  const known = fieldsByPath.get(fields) ?? byPath(fields);
  fieldsByPath.set(fields, known);
  return known.get(path.toLowerCase()) ?? null;
}

/** Mappings never change, and are asked for every record. */
const fieldsByPath = new WeakMap<Mapping['fields'], ReadonlyMap<string, string>>();

function byPath(fields: Mapping['fields']): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, { path }] of Object.entries(fields)) {
    const key = path.toLowerCase();
    if (!names.has(key)) names.set(key, name);
  }
  return names;
}

/** A national identity number of which a system shows the last five digits, made whole by the date of birth beside them. */
function wholeNumber({ bornAt }: FieldMapping, value: Value, wire: KeySource['wire']): Value {
  const digits = comparable('nationalIdentityNumber', value);
  if (bornAt === undefined || digits.length !== 5) return value;
  const born = dateTime.read(valueAt(wire, bornAt));
  return typeof born === 'string' ? (nationalNumberOf(born, digits) ?? value) : value;
}

/** The comparable form of a value that can identify; null for what is empty, masked or malformed. */
function usable(type: FieldType, value: Value): string | null {
  const text = comparable(type, value);
  if (text === '') return null;
  switch (type) {
    case 'email':
    case 'phone':
      return faultOf(type, value) ? null : text;
    case 'organizationNumber':
      return isOrganizationNumber(value) ? text : null;
    case 'nationalIdentityNumber':
      return isNationalIdentityNumber(value) ? text : null;
    case 'text':
      return text.toLowerCase();
    default:
      return text;
  }
}

function identityKeys(source: KeySource, blocklist: Blocklist): MatchKey[] {
  return identifyingFields[source.mapping.canonicalType].flatMap((field) => {
    const path = source.mapping.fields[field]?.path;
    const text =
      path === undefined || valueAt(source.wire, path) === undefined ? null : propertyText(source, path, blocklist);
    return text === null ? [] : [{ name: `=${field}`, side: 'IDENTITY' as const, text }];
  });
}
