import type { DataSource } from 'typeorm';
import type { Company } from './company.js';
import type { Desk } from './desk.js';

/** National identity numbers with right check digits, of nobody. */
const canaries = ['01010150589', '02020250531', '03030350572', '04040450514', '05050550556'];

/** Plants secret values wherever a system has room for them. @returns how many systems' entity types took one. */
export async function plant(desks: readonly Desk[]): Promise<number> {
  let planted = 0;
  for (const [index, desk] of desks.filter(({ hasSecret }) => hasSecret !== null).entries()) {
    const value = canaries[index % canaries.length] ?? '';
    for (const { id } of (await desk.list()).slice(0, 5))
      if (await desk.edit(id, { [desk.hasSecret ?? '']: value })) {
        planted += 1;
        break;
      }
  }
  return planted;
}

/** Where a planted value is to be read in the clear: in what processes said, what the graph answered, or any table. */
export async function leaksIn({ db, processes, answers }: Company): Promise<string[]> {
  const said = processes.flatMap(({ said: text }, index) => (hasCanary(text) ? [`the log of process ${index}`] : []));
  const answered = answers.some(hasCanary) ? ['an answer of the graph'] : [];
  return [...said, ...answered, ...(await tablesWith(db))];
}

function hasCanary(text: string): boolean {
  return canaries.some((canary) => text.includes(canary));
}

async function tablesWith(db: DataSource): Promise<string[]> {
  const tables: { name: string }[] = await db.query(`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const found: string[] = [];
  for (const { name } of tables) {
    const [row]: { leaks: boolean }[] = await db.query(
      `select exists (select 1 from ${name} as whole where whole::text ~ $1) as leaks`,
      [canaries.join('|')],
    );
    if (row?.leaks) found.push(`the table ${name}`);
  }
  return found;
}
