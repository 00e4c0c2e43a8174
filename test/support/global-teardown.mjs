/** Jest wants a default export. */
export default async function globalTeardown() {
  await globalThis.stopTestPostgres();
}
