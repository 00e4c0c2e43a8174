import * as z from 'zod';
import { codecNames } from '../../shared/dataflows/configuration-codecs.js';
import { nearest } from '../../shared/dataflows/configuration-names.js';
import type { ConfigurationFile } from '../../shared/dataflows/configuration.js';

const name = z.string().min(1).max(200);
const names = z.array(name).max(1000).optional();
const whole = (least: number, most: number) => z.int().min(least).max(most).optional();
const percent = z.number().min(0).max(100).optional();
const pair = { left: name, right: name };

const rule = z.strictObject({
  properties: z.array(z.strictObject(pair)).min(1),
  strength: z.enum(['strong', 'weak']),
});

const dataflow = z.strictObject({
  enabled: z.boolean().optional(),
  deletes: z.enum(['tombstone', 'archive', 'propagate']).optional(),
  reflect: z.boolean().optional(),
  weakMatches: z.enum(['link', 'review']).optional(),
  match: z.array(rule).optional(),
  properties: z.array(z.strictObject({ ...pair, field: name.optional() })).optional(),
});

const mappedField = z.strictObject({
  path: name,
  codec: z.enum(codecNames).optional(),
  readOnly: z.boolean().optional(),
  unique: z.boolean().optional(),
  required: z.boolean().optional(),
});

const blocklists = z.strictObject({
  sharedMailboxes: z.strictObject({ added: z.array(mailbox()).optional(), removed: names }).optional(),
  emailDomains: z.array(domain()).optional(),
  values: names,
});

const file = z.strictObject({
  dataflows: z.record(z.string(), dataflow).optional(),
  owners: z.record(z.string(), z.array(name)).optional(),
  systemOrder: names,
  critical: z.record(z.string(), z.boolean()).optional(),
  blocklists: blocklists.optional(),
  quietPeriodSeconds: whole(0, 3600),
  budgets: z.strictObject({ writesPerQuarter: whole(1, 1000), writesPerDay: whole(1, 10_000) }).optional(),
  massDeleteStop: z.strictObject({ records: whole(0, 1_000_000), percent }).optional(),
  mappings: z.record(z.string(), z.record(z.string(), mappedField.nullable())).optional(),
});

type Path = readonly PropertyKey[];

/** What a file says, as far as its form is right, and a fault for each part of which it is not. */
export interface Form {
  readonly file: ConfigurationFile;
  readonly faults: readonly string[];
}

/** Reads the form: names of settings, kinds of values, bounds. Parts that are wrong are left out of the answer. */
export function readForm(value: unknown): Form {
  const read = file.safeParse(value);
  if (read.success) return { file: read.data, faults: [] };
  const { issues } = read.error;
  const rest = file.safeParse(issues.flatMap(wrongPaths).reduce(without, value));
  return { file: rest.success ? rest.data : {}, faults: issues.flatMap(sentences) };
}

function sentences(issue: z.core.$ZodIssue): string[] {
  const at = placeOf(issue.path);
  if (issue.code !== 'unrecognized_keys') return [`${at}: ${sentence(issue)}`];
  const known = settingsAt(issue.path);
  return issue.keys.map((key) => {
    const meant = nearest(key, known);
    const hint = meant === null ? `settings here are ${known.join(', ')}` : `did you mean ${meant}?`;
    return `${placeOf([...issue.path, key])}: is not a setting; ${hint}`;
  });
}

/** Says what is expected, never what was there. */
function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return issue.origin === 'number' ? `must be at least ${issue.minimum}` : 'must not be empty';
    case 'too_big':
      return issue.origin === 'number' ? `must be at most ${issue.maximum}` : 'is too long';
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** `dataflows.X.match[0].strength`; the file itself where the path is empty. */
function placeOf(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}

/** A list with a fault in it goes as a whole: what is left of it would be another setting. */
function wrongPaths(issue: z.core.$ZodIssue): Path[] {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const list = path.findIndex((part) => typeof part === 'number');
    return list === -1 ? path : path.slice(0, list);
  });
}

function without(value: unknown, [first, ...rest]: Path): unknown {
  if (first === undefined || typeof value !== 'object' || value === null) return first === undefined ? {} : value;
  const members = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    if (key !== first) return [[key, member]];
    return rest.length === 0 ? [] : [[key, without(member, rest)]];
  });
  return Object.fromEntries(members);
}

/** The settings that may stand at a place. */
function settingsAt(path: Path): string[] {
  const found = path.reduce<z.core.$ZodType>((schema, part) => inner(bare(schema), part) ?? schema, file);
  const schema = bare(found);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape as object) : [];
}

function inner(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, z.core.$ZodType>)[part];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema;
}

function mailbox() {
  return name.regex(/^[^@\s]+$/, 'must be the part of an address before the @');
}

function domain() {
  return name.regex(/^[^@\s]+\.[^@\s.]+$/, 'must be a domain, as example.com');
}
