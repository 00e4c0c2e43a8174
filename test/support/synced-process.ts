import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashKey, withSyncedDatabase } from './hub.js';
import { takeJournals } from './journals.js';
import { startProcess, type HubProcess } from './process.js';

/** The company as a person's sandbox has it. */
const scale = 1;

/** A hub as a person starts it, over its sandbox, where the first sync is over: both are copies of what one left. */
export async function withSyncedProcess(
  use: (hub: HubProcess) => Promise<void>,
  environment: Record<string, string> = {},
): Promise<void> {
  await withSyncedDatabase(scale, async (url) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'samband-synced-'));
    try {
      await mkdir(join(dataDir, 'sandbox'));
      await takeJournals(url, join(dataDir, 'sandbox'));
      await writeFile(join(dataDir, 'secret.key'), hashKey);
      const where = { PORT: '0', SANDBOX_PORT: '0', SAMBAND_DATA_DIR: dataDir, DATABASE_URL: url };
      const hub = await startProcess({ ...where, ...environment });
      await use(hub).finally(() => hub.end('SIGTERM'));
    } finally {
      await rm(dataDir, { recursive: true });
    }
  });
}
