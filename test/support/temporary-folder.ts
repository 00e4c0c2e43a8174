import { access, constants, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Linux keeps what is in there in memory. */
const memory = '/dev/shm';
const gib = 2 ** 30;

/**
 * Has the tests and all they start keep their temporary files in memory, where there is room: a test's database is hundreds of
 * small files, which a disk takes ten times as long to make. A TMPDIR that is set stays.
 */
export async function keepTemporaryFilesInMemory(): Promise<void> {
  if (process.env['TMPDIR'] === undefined && (await hasRoom()) && (await runsPrograms()))
    process.env['TMPDIR'] = memory;
}

/** A run of all tests takes a third of a GiB. */
async function hasRoom(): Promise<boolean> {
  const found = await statfs(memory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return found !== null && found.bavail * found.bsize > 2 * gib && process.availableMemory() > 6 * gib;
}

/** Postgres' programs are copied there where their package cannot be read; a container may forbid to run any. */
async function runsPrograms(): Promise<boolean> {
  const folder = await mkdtemp(join(memory, 'samband-'));
  const program = join(folder, 'program');
  try {
    await writeFile(program, '', { mode: 0o700 });
    return await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
