import type { DataSource } from 'typeorm';
import type { Company } from './company.js';
import type { Desk } from './desk.js';
import { anythingTyped } from './people.js';
import { anySecret, secrets } from './planted.js';

/** Plants secret values wherever a system has room for them. @returns how many entity types took some. */
export async function plant(desks: readonly Desk[]): Promise<number> {
  let planted = 0;
  for (const { secret, list, edit } of desks) {
    if (secret === null) continue;
    const held = (await list()).slice(0, secrets.length);
    const taken = await Promise.all(held.map(({ id }, index) => edit(id, { [secret]: secrets[index] ?? '' })));
    if (taken.some(Boolean)) planted += 1;
  }
  return planted;
}

/** Where people's values belong: what the hub keeps of records, and of how they came to be so. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  canonical_record: ['fields', 'provenance'],
  conflict: ['winner', 'loser'],
  edit: ['before', 'after'],
  link: ['bases', 'last_write'],
  record: ['wire'],
  write: ['values', 'expect', 'causes'],
};

/**
 * Places where a planted secret is to be read: in what a process said, in an answer of the graph, in any table; and those
 * where anything people typed is to be read beside the rooms for it: logs, figures, errors, traces, jobs, reviews, reasons.
 */
export async function leaksIn({
  db,
  processes,
  answers,
  errors,
  figures,
  traces,
}: Pick<Company, 'answers' | 'errors' | 'figures'> & {
  readonly db: Pick<DataSource, 'query'>;
  readonly processes: readonly { readonly said: string }[];
  readonly traces: Pick<Company['traces'], 'leaks'>;
}): Promise<string[]> {
  const [secret, typed] = [new RegExp(anySecret), new RegExp(anythingTyped)];
  const said = processes.flatMap(({ said: text }, index) =>
    secret.test(text) || typed.test(text) ? [`the log of process ${index}`] : [],
  );
  const answered = answers.some((text) => secret.test(text)) ? ['an answer of the graph'] : [];
  const complained = errors.some((text) => typed.test(text)) ? ['an error of the graph'] : [];
  const counted = figures.some((text) => secret.test(text) || typed.test(text)) ? ['a figure for Prometheus'] : [];
  const traced = traces.leaks() > 0 ? ['a trace'] : [];
  return [...said, ...answered, ...complained, ...counted, ...traced, ...(await tablesWith(db))];
}

async function tablesWith(db: Pick<DataSource, 'query'>): Promise<string[]> {
  const tables: { schema: string; name: string }[] = await db.query(`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const own = schema === 'public' ? (rooms[name] ?? []) : [];
    const [row]: { leaks: boolean }[] = await db.query(
      `select exists (
         select 1 from "${schema}"."${name}" as whole
         where to_jsonb(whole)::text ~ $1 or (to_jsonb(whole) - $3::text[])::text ~ $2) as leaks`,
      [anySecret, anythingTyped, own],
    );
    if (row?.leaks) found.push(`the table ${schema}.${name}`);
  }
  return found;
}

/** Everything for people that the graph tells of what happened, so that it is among its answers. */
export const tellings = `{
  reviews(first: 100) { edges { node { kind place field message status } } }
  writes(first: 100) { edges { node { status message } } }
  matchCandidates(first: 100) { edges { node { reason } } }
  tidsbankenAnsatte(first: 100) { edges { node { fornavn epost } } }
}`;
