import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';

const project = fileURLToPath(new URL('../..', import.meta.url));
const notCopied = /^(node_modules|dist|coverage|\..*)$/;
const system = 'northwind-field-service';

/** A copy of the project is compiled and tested. */
jest.setTimeout(120_000);

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'samband-new-system-'));
  const entries = (await readdir(project)).filter((name) => !notCopied.test(name) || name.startsWith('.prettier'));
  // What a benchmark has installed for itself is not the project's.
  const filter = (path: string): boolean => basename(path) !== 'node_modules';
  for (const name of entries) await cp(join(project, name), join(copy, name), { recursive: true, filter });
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rm(copy, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly told: string;
}

/** Runs a program with Node in the copy. */
async function run(...args: string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: copy, maxBuffer: 2 ** 24 });
    return { code: 0, told: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, told: stdout + stderr };
  }
}

const typescript = ['--import', './test/support/typescript.mjs'];
const newSystem = (...args: string[]) => run(...typescript, 'tools/new-system/main.ts', ...args);
const bin = (name: string): string => join('node_modules', name);

/** Every file of the copy that a new system could touch, by its path. */
async function sources(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const folder of ['subgraphs', 'sandbox', 'shared']) {
    const entries = await readdir(join(copy, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      found.set(path.slice(copy.length + 1), await readFile(path, 'utf8'));
    }
  }
  return found;
}

describe('a name that cannot be one changes nothing', () => {
  test.each([
    ['Acme', /small letters/],
    ['acme_crm', /small letters/],
    ['../acme', /small letters/],
    ['a-name-that-goes-on-and-on', /at most 24/],
    ['switch', /a word of the language/],
    ['hub', /the hub's own/],
    ['custom-webshop', /already is a system custom-webshop/],
    ['customwebshop', /already is a system custom-webshop/],
  ])('%s', async (name, sentence) => {
    const before = await sources();
    const { code, told } = await newSystem(name);
    expect([code, told]).toEqual([1, expect.stringMatching(sentence)]);
    expect(told).toContain('Nothing was written.');
    expect(await sources()).toEqual(before);
  });

  test('none, two, or an option that is not there', async () => {
    for (const args of [[], ['acme', 'other'], ['--force', 'acme']]) {
      expect(await newSystem(...args)).toEqual({ code: 1, told: expect.stringContaining('npm run new-system NAME') });
    }
  });
});

describe('a seventh system', () => {
  let before: Map<string, string>;
  let after: Map<string, string>;

  beforeAll(async () => {
    before = await sources();
    const { code, told } = await newSystem(system, '--dry-run');
    expect([code, await sources()]).toEqual([0, before]);
    expect(await newSystem(system)).toEqual({ code: 0, told: expect.any(String) });
    after = await sources();
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    const listed = [...told.matchAll(/(?:new|entry) +(\S+)/g)].map(([, path]) => path);
    expect(listed.sort()).toEqual(changed.sort());
  });

  test('is 150 lines or fewer, and takes none away', () => {
    let added = 0;
    for (const [path, text] of after) {
      const known = before.get(path)?.split('\n') ?? [];
      added += text.split('\n').length - known.length;
    }
    expect(added).toBeGreaterThan(50);
    expect(added).toBeLessThanOrEqual(150);
    expect([...before.keys()].filter((path) => !after.has(path))).toEqual([]);
  });

  test('compiles, formatted as the rest', async () => {
    expect(await run(bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.build.json')).toEqual({
      code: 0,
      told: '',
    });
    const mine = [...after.keys()].filter((path) => before.get(path) !== after.get(path));
    const formatted = await run(bin('prettier/bin/prettier.cjs'), '--check', ...mine);
    expect(formatted).toEqual({ code: 0, told: expect.any(String) });
  });

  test('passes the contract suite', async () => {
    const withoutDatabase = `import config from './jest.config.js';
      const { globalSetup, globalTeardown, ...rest } = config;
      export default rest;`;
    await writeFile(join(copy, 'jest.copy.mjs'), withoutDatabase);
    const { code, told } = await run(
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', bin('jest/bin/jest.js')],
      ...['--config', 'jest.copy.mjs', '--runInBand', 'test/connectors/contract', 'test/subgraph/systems'],
      ...['test/dataflows', '-t', `${system}|together they compose|conflict policy|a mapping`],
    );
    expect([code, told]).toEqual([0, expect.stringMatching(`Tests: .* passed`)]);
    expect(Number(/(\d+) passed, \d+ total\nSnap/.exec(told)?.[1])).toBeGreaterThan(25);
  });

  test('is in the supergraph, and its customer a canonical one', async () => {
    const file = join(copy, 'supergraph.graphql');
    expect((await run(...typescript, 'write-supergraph.ts', file)).code).toBe(0);
    const sdl = await readFile(file, 'utf8');
    expect(sdl).toMatch(/^ {2}northwindFieldServiceCustomer\(id: ID!\): NorthwindFieldServiceCustomer /m);
    expect(sdl).toMatch(/^ {2}NORTHWIND_FIELD_SERVICE\b/m);
    expect(sdl).toMatch(/^type NorthwindFieldServiceCustomer[^}]*^ {2}customer: Customer/ms);
  });
});
