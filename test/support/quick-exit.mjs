/**
 * A worker of Jest whose event loop is empty ends at once: native parts take long to be unloaded. One that leaks never gets here, and
 * is told of by Jest.
 */
if (process.argv[1]?.includes('jest-worker')) process.on('exit', (code) => process.reallyExit(code));
