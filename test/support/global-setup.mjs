import './typescript.mjs';

/** Jest wants a default export; the work is done in TypeScript, which it cannot load here. */
export default async function globalSetup() {
  const { keepTemporaryFilesInMemory } = await import('./temporary-folder.ts');
  await keepTemporaryFilesInMemory();
  const { startTestPostgres } = await import('./test-postgres.ts');
  globalThis.stopTestPostgres = await startTestPostgres();
}
