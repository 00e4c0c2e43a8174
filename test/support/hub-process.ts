import { startEmbeddedPostgres } from '../../shared/db/embedded/embedded-postgres.js';

/** A hub as far as the database goes, in a process of its own: tells the url or the fault, goes on until its input ends. */
const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

try {
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
  tell({ url: postgres.url, dataDir: postgres.dataDir });
  process.stdin.resume().once('end', () => void postgres.stop());
} catch (error) {
  tell({ fault: (error as Error).message });
}
