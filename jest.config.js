/** ESM throughout: pg-boss has no CommonJS build. */
export default {
  testEnvironment: '<rootDir>/test/support/plain-environment.cjs',
  testTimeout: 30_000,
  maxWorkers: '100%',
  // The memory of a worker that has run a hundred suites takes longer to be given back than the half second of the default.
  workerGracefulExitTimeout: 10_000,
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/console-guard.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/(?!.*\\.json\\.js$).*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
