import { createHash } from 'node:crypto';
import { Client } from 'pg';

/** More texts than this are not kept: a session would hold the plans of them all. */
const textsAtMost = 500;

/** Has a session keep the plan of a statement for good, whatever its values: few of ours depend on them. */
const planOnce = '-c plan_cache_mode=force_generic_plan';

/** Begins, as a comment, a statement that is to be planned each time by the values it is given. */
export const byValues = 'by its values';
const planByValues = `set plan_cache_mode = force_custom_plan`;
const planOnceAgain = `set plan_cache_mode = force_generic_plan`;

const names = new Map<string, string | null>();

/** The name to prepare a statement by; null at first, and where there are too many already. */
function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known === undefined && names.size < textsAtMost) names.set(text, null);
  if (known === null) names.set(text, createHash('sha256').update(text).digest('base64url').slice(0, 20));
  return known ?? null;
}

/**
 * A client of Postgres that prepares, from its second use on, each statement that takes values: to plan ours takes longer than
 * to run them. Such a text must be one statement.
 */
export class PreparingClient extends Client {
  override query = ((first: unknown, ...rest: unknown[]) => {
    if (typeof first === 'string' && first.startsWith(`/* ${byValues} */`)) return this.planned(first, rest[0]);
    const name = typeof first === 'string' && Array.isArray(rest[0]) && rest[0].length > 0 ? nameOf(first) : null;
    return super.query(...([name === null ? first : { name, text: first }, ...rest] as [never, never, never]));
  }) as Client['query'];

  /** Whoever has the session waits for the answer: no other statement comes between. */
  private async planned(text: string, values: unknown): Promise<unknown> {
    await super.query(planByValues);
    try {
      return (await super.query(...([text, values] as [never, never]))) as unknown;
    } finally {
      await super.query(planOnceAgain);
    }
  }
}

/** What makes a pool of `pg` one of such clients. */
export const preparing = { Client: PreparingClient, options: planOnce } as const;
