import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from './database.js';

/** Keeps the journals of sandbox systems in a database, so that a copy of it brings along the systems as its hub left them. */
export async function keepJournals(url: string, dataDir: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('create table sandbox_journal (name text not null, content text not null)');
    for (const name of await readdir(dataDir)) {
      const content = await readFile(join(dataDir, name), 'utf8');
      await client.query('insert into sandbox_journal values ($1, $2)', [name, content]);
    }
  });
}

/** Takes the journals out of a database again, to where systems that start find them. */
export async function takeJournals(url: string, dataDir: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string; content: string }>('select name, content from sandbox_journal');
    for (const { name, content } of rows) await writeFile(join(dataDir, name), content);
    await client.query('drop table sandbox_journal');
  });
}
