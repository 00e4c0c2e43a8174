import { parseSource, projectSources, circlesAmong, exists } from './architecture/source.js';
import {
  defaultExports,
  environmentReads,
  forbiddenImports,
  impureImports,
  impureUses,
  isCore,
  isProduct,
  isTest,
  refusedWords,
  tooLong,
} from './architecture/rules.js';

const sources = projectSources();

describe('the code keeps to ARCHITECTURE.md', () => {
  test('each folder imports only what the table allows', () => {
    expect(sources.flatMap(forbiddenImports)).toEqual([]);
  });

  test('every relative import names a file of the project', () => {
    const missing = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ line, target, isLocal }) =>
        isLocal && target.endsWith('.ts') && !exists(target, sources) ? [`${path}:${line} imports ${target}`] : [],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('no files import each other in a circle, types included', () => {
    expect(circlesAmong(sources)).toEqual([]);
  });

  test('the core imports nothing that acts', () => {
    expect(sources.filter(isCore).flatMap(impureImports)).toEqual([]);
  });

  test('the core has no clock, chance, environment or wire', () => {
    expect(sources.filter(isCore).flatMap(impureUses)).toEqual([]);
  });

  test('the environment is read in one place', () => {
    const others = sources.filter((source) => isProduct(source) && source.path !== 'shared/config.ts');
    expect(others.flatMap(environmentReads)).toEqual([]);
  });

  test('no file is over 250 lines and no function over 40', () => {
    expect(
      sources.filter((source) => !isTest(source)).flatMap((source) => tooLong(source, { file: 250, body: 40 })),
    ).toEqual([]);
  });

  test('no test file is over 250 lines', () => {
    expect(sources.filter(isTest).flatMap((source) => tooLong(source, { file: 250, body: Infinity }))).toEqual([]);
  });

  test('nothing is typed loosely, silenced, left to do or printed', () => {
    expect(sources.filter(isProduct).flatMap(refusedWords)).toEqual([]);
  });

  test('nothing is exported by default', () => {
    expect(sources.flatMap(defaultExports)).toEqual([]);
  });
});

describe('the rules see what they forbid', () => {
  const at = (path: string, ...lines: string[]) => parseSource(path, lines.join('\n'));

  test.each([
    ['shared/sync/x.ts', '../http/client.js'],
    ['shared/mapping/x.ts', '../connector.js'],
    ['shared/http/x.ts', '../../gateway/server.js'],
    ['subgraphs/acme/x.ts', '../crmoffice/token.js'],
    ['subgraphs/acme/x.ts', '../hub/jobs.js'],
    ['subgraphs/hub/x.ts', '../crmoffice/mappings.js'],
    ['gateway/x.ts', '../subgraphs/registry.js'],
    ['sandbox/x.ts', '../shared/errors.js'],
    ['migrations/x.ts', '../shared/errors.js'],
    ['elsewhere/x.ts', './y.js'],
  ])('%s must not import %s, be it for its types', (path, target) => {
    expect(forbiddenImports(at(path, '// é', `import type { A } from '${target}';`))).toHaveLength(1);
    expect(forbiddenImports(at(path, `export type B = import('${target}').B;`))).toHaveLength(1);
    expect(forbiddenImports(at(path, `export const load = () => import('${target}');`))).toHaveLength(1);
  });

  test('a message names file and line', () => {
    const [message] = forbiddenImports(at('gateway/x.ts', '// æøå', '', `export * from '../start.js';`));
    expect(message).toBe('gateway/x.ts:3 must not import start.ts');
  });

  test('two files whose types need each other are a circle', () => {
    const a = at('shared/a.ts', `import type { B } from './b.js';`);
    const b = at('shared/b.ts', `import type { A } from './a.js';`);
    expect(circlesAmong([a, b])).toEqual(['shared/a.ts -> shared/b.ts -> shared/a.ts']);
  });

  test.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'process.pid',
    'setTimeout(f, 1)',
    'fetch(x)',
    'console',
  ])('the core must not use %s', (use) => {
    expect(impureUses(at('shared/sync/x.ts', '', `export const y = () => ${use};`))).toHaveLength(1);
  });

  test('the core may turn a known time into a date, and name a property as it likes', () => {
    expect(impureUses(at('shared/sync/x.ts', 'export const y = [new Date(0), z.console, z.now()];'))).toEqual([]);
  });

  test.each([`import { z } from 'zod';`, `import type { Stats } from 'node:fs';`, `import 'libphonenumber-js/min';`])(
    'the core must not say %s',
    (line) => {
      expect(impureImports(at('shared/sync/x.ts', line))).toHaveLength(1);
    },
  );

  test.each([`process.env['X']`, `process['env'].X`])('%s reads the environment', (read) => {
    expect(environmentReads(at('shared/x.ts', `export const y = ${read};`))).toHaveLength(1);
    expect(environmentReads(at('shared/x.ts', 'const { env } = process;'))).toHaveLength(1);
  });

  test('a body of 41 lines is too long, and one of 40 is not', () => {
    const body = (lines: number) => [...Array<string>(lines - 2).fill('  f();'), '}'];
    expect(tooLong(at('shared/x.ts', 'class A { m(): void {', ...body(41), '}'), { file: 250, body: 40 })).toHaveLength(
      1,
    );
    expect(tooLong(at('shared/x.ts', 'const a = () => {', ...body(40)), { file: 250, body: 40 })).toEqual([]);
    expect(tooLong(at('shared/x.ts', ...Array<string>(251).fill('')), { file: 249, body: 40 })).toHaveLength(1);
  });

  test.each(['const a: any = 1;', '// @ts-' + 'ignore', '// TO' + 'DO', 'console.log(1);'])('%s is refused', (line) => {
    expect(refusedWords(at('shared/x.ts', line))).toHaveLength(1);
  });

  test.each(['export default 1;', 'export default class {}'])('%s is a default export', (line) => {
    expect(defaultExports(at('shared/x.ts', line))).toHaveLength(1);
  });
});
