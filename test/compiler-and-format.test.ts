import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

test.each([
  ['the compiler finds nothing to say', ['node_modules/typescript/bin/tsc', '--noEmit']],
  [
    'every file is formatted',
    [
      'node_modules/prettier/bin/prettier.cjs',
      '--log-level',
      'warn',
      '--cache',
      '--cache-strategy',
      'content',
      '--check',
      '.',
    ],
  ],
])(
  '%s',
  async (_title, args) => {
    await expect(run(process.execPath, args, { cwd: root })).resolves.toMatchObject({ stdout: '' });
  },
  180_000,
);
