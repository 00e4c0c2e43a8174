import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { entriesOf, withEntry } from './entries.js';
import { namesOf, refusalOf } from './names.js';
import { filesOf } from './templates.js';

/** A file to write: new, or one that all systems share with the new one in it. */
export interface LaidOut {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
  readonly isNew: boolean;
}

/** Thrown where a system cannot be laid out; the message is a sentence for the person who asked. */
export class CannotLayOut extends Error {
  override readonly name = 'CannotLayOut';
}

/**
 * All files of a new system that speaks the common contract. Writes nothing. @param root the project's.
 * @throws CannotLayOut for a name that is malformed or taken, or where a shared file has no place for a system.
 */
export async function layOut(root: string, system: string): Promise<readonly LaidOut[]> {
  const refusal = refusalOf(system, await systemsIn(root));
  if (refusal !== null) throw new CannotLayOut(refusal);
  const names = namesOf(system);
  const made = [...filesOf(names)].map(([path, text]) => ({ path, text, isNew: true }));
  const there = made.find(({ path }) => existsSync(join(root, path)));
  if (there) throw new CannotLayOut(`There already is a file ${there.path}. Take another name, or remove it.`);
  const shared = entriesOf(names).map(async (entry) => {
    const text = await readFile(join(root, entry.path), 'utf8');
    return { path: entry.path, text: placed(text, entry), isNew: false };
  });
  return Promise.all([...made, ...(await Promise.all(shared))].map((file) => formatted(root, file)));
}

/** Writes the files. */
export async function write(root: string, files: readonly LaidOut[]): Promise<void> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function systemsIn(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'subgraphs'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function placed(text: string, entry: Parameters<typeof withEntry>[1]): string {
  try {
    return withEntry(text, entry);
  } catch (error) {
    throw new CannotLayOut(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Names differ in length, so lines break elsewhere. A page of text is left as it is, as everywhere in the project. */
async function formatted(root: string, file: LaidOut): Promise<LaidOut> {
  if (!file.path.endsWith('.ts')) return file;
  const filepath = join(root, file.path);
  return { ...file, text: await format(file.text, { ...(await resolveConfig(filepath)), filepath }) };
}
