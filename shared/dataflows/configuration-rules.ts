import { fieldOf } from '../canonical/types.js';
import type { FieldType } from '../canonical/field.js';
import type { Mapping } from '../mapping/mapping.js';
import { fieldAt } from '../sync/match-keys.js';
import { entityKey, type Dataflow, type MatchRule } from './dataflow.js';
import { identifyingFields } from './identifying.js';

/** Kinds of values that are brought to one form or checked, so that equal ones can mean one thing. */
const tellingTypes: ReadonlySet<FieldType> = new Set([
  ...(['text', 'email', 'phone', 'organizationNumber', 'nationalIdentityNumber'] as const),
]);

/** What is wrong with the rules and the listed properties of a dataflow under the mappings of its two sides. */
export function flowFaults(flow: Dataflow, left: Mapping, right: Mapping, place: string): string[] {
  const rules = flow.match.filter(({ by }) => by === 'properties');
  return [
    ...rules.flatMap((rule) => ruleFaults(rule, left, right).map((fault) => `${place}.match: ${fault}`)),
    ...flow.properties.flatMap((pair) => pairFaults(pair, left, right).map((fault) => `${place}.properties: ${fault}`)),
  ];
}

function ruleFaults({ pairs, strength }: MatchRule, left: Mapping, right: Mapping): string[] {
  const faults = pairs.flatMap((pair) => pairFaults(pair, left, right));
  if (faults.length > 0) return faults;
  const name = pairs.map((pair) => `${pair.left} = ${pair.right}`).join(', ');
  const fields = pairs.flatMap((pair) => fieldAt(left, pair.left) ?? []);
  const types = fields.map((field) => fieldOf(left.canonicalType, field).type);
  if (types.includes('boolean')) return [`${name}: a yes or no identifies nothing`];
  if (!types.some((type) => tellingTypes.has(type)))
    return [`${name}: needs a number, a name, an address or a telephone number beside it`];
  const identifying = identifyingFields[left.canonicalType];
  return strength === 'strong' && !fields.some((field) => identifying.includes(field))
    ? [`${name}: is strong only with ${identifying.join(' or ')}`]
    : [];
}

function pairFaults(pair: { left: string; right: string }, left: Mapping, right: Mapping): string[] {
  const [from, to] = [fieldAt(left, pair.left), fieldAt(right, pair.right)];
  const unmapped = [
    from === null ? `${pair.left} of ${entityKey(left)} is not mapped` : null,
    to === null ? `${pair.right} of ${entityKey(right)} is not mapped` : null,
  ].filter((fault) => fault !== null);
  if (from === null || to === null || from === to) return unmapped;
  return [`${pair.left} stands for ${from} and ${pair.right} for ${to}`];
}
