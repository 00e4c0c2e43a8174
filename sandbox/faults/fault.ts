import { z } from 'zod';

const longestMs = 600_000;
const milliseconds = z.int().min(0).max(longestMs);
const pattern = z.string().max(200).refine(isPattern, 'is not a regular expression');
const when = z.enum(['before', 'after']).optional();
const failures = z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]);

const route = z.strictObject({ method: z.string().optional(), path: pattern.optional(), query: pattern.optional() });

const common = {
  id: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .optional(),
  route: route.optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.int().min(1).optional(),
  seed: z.int().optional(),
};

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('latency'), ms: milliseconds }),
  z.strictObject({ ...common, kind: z.literal('timeoutBefore'), closeAfterMs: milliseconds.optional() }),
  z.strictObject({ ...common, kind: z.literal('timeoutAfter'), closeAfterMs: milliseconds.optional() }),
  z.strictObject({
    ...common,
    kind: z.literal('tooMany'),
    retryAfter: z.int().min(0).max(3600).optional(),
    asDate: z.boolean().optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('serverError'), when, status: failures.optional() }),
  z.strictObject({ ...common, kind: z.literal('dropConnection'), when }),
  z.strictObject({ ...common, kind: z.literal('partialPage') }),
  z.strictObject({ ...common, kind: z.literal('emptyPage') }),
  z.strictObject({ ...common, kind: z.literal('pageDrift'), by: z.int().min(-100).max(100).optional() }),
  z.strictObject({ ...common, kind: z.literal('duplicateRow') }),
  z.strictObject({
    ...common,
    kind: z.literal('lateVisibility'),
    ms: milliseconds,
    share: z.number().min(0).max(1).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('staleReads'), ms: milliseconds }),
  z.strictObject({ ...common, kind: z.literal('expiredToken'), until: z.enum(['once', 'renewed']).optional() }),
  z.strictObject({ ...common, kind: z.literal('malformedJson') }),
  z.strictObject({
    ...common,
    kind: z.literal('html'),
    status: z.union([z.literal(200), z.literal(502)]).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('renamedProperty'), from: z.string().min(1), to: z.string().min(1) }),
  z.strictObject({ ...common, kind: z.literal('clockSkew'), ms: z.int().min(-86_400_000).max(86_400_000) }),
]);

/** One way a system can go wrong, where and how often; sandbox/README.md says what each kind does. */
export type FaultSpec = z.infer<typeof faultSchema>;
/** The ways a system can go wrong. */
export type FaultKind = FaultSpec['kind'];
/** The fault of one kind. */
export type FaultOf<K extends FaultKind> = Extract<FaultSpec, { kind: K }>;
/** The furthest back a fault can make a read look, in milliseconds. */
export const LONGEST_LAG = longestMs;

/** Thrown for a value that is no fault; the message names the field. */
export class BadFault extends Error {
  override readonly name = 'BadFault';
}

/** Reads a fault from JSON. Throws `BadFault`, naming every field that is unknown, missing or out of range. */
export function readFault(value: unknown): FaultSpec {
  const read = faultSchema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'fault'}: ${message}`);
  throw new BadFault(faults.join('; '));
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
