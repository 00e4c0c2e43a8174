import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDatabase } from '../support/database.js';
import { withSandbox } from './support.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The doctor as a person runs it: a process of its own. */
function doctor(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const command = ['--import', './test/support/typescript.mjs', 'doctor.ts', ...args];
  const env = { PATH: process.env['PATH'], ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root, env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('npm run doctor', () => {
  test('with no system configured says so, examines sandboxes of its own and ends well', async () => {
    const { code, out, err } = await doctor(['--write', '--system', 'custom-webshop', '--json']);
    expect(err).toContain('No system is configured');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, isSandbox: true, writes: true });
    expect(out).not.toContain('tidsbanken');
  });

  test('over configured systems tells what differs, shows no secret and ends with 1', async () => {
    await withDatabase((url) =>
      withSandbox(['custom-webshop', 'customerp'], async ({ environment }) => {
        const dataDir = await mkdtemp(join(tmpdir(), 'samband-doctor-'));
        const values = {
          SAMBAND_DATA_DIR: dataDir,
          ...environment,
          CUSTOMERP_API_KEY: 'a-wrong-key',
          DATABASE_URL: url,
          SAMBAND_SYNC_MINUTES: '0',
        };
        const { code, out } = await doctor([], values);
        await rm(dataDir, { recursive: true });
        expect(code).toBe(1);
        expect(out).toMatch(/FAILED +configuration: SAMBAND_SYNC_MINUTES/);
        expect(out).toMatch(/FAILED +sign-in: customerp .*CUSTOMERP_API_KEY/);
        expect(out).toMatch(/custom-webshop.Customer\n +fine +order/);
        expect(out).toContain('off: TIDSBANKEN_URL is not set');
        const secrets = Object.entries(values).filter(([name]) => name.endsWith('_KEY'));
        for (const [, secret] of secrets) expect(out).not.toContain(secret);
      }),
    );
  });

  test('of a system that there is none of names those that there are', async () => {
    const { code, err } = await doctor(['--system', 'tidsbank']);
    expect(code).toBe(2);
    expect(err).toContain('There is no tidsbank: there are tidsbanken,');
  });
});
