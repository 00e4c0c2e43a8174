/**
 * A worker of Jest whose event loop is empty ends at once. Native parts take longer to be unloaded than the half second that Jest
 * waits for a worker before it says that tests leak. One that does leak never gets here, and is still told of.
 */
if (process.argv[1]?.includes('jest-worker')) process.on('exit', (code) => process.reallyExit(code));
