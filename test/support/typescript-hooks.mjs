import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jestConfig from '../../jest.config.js';

const [, ofJest] = jestConfig.transform['^.+\\.ts$'];
const options = { ...ofJest, sourceMaps: false, swcrc: false };
const { version } = createRequire(import.meta.url)('@swc/core/package.json');
const compiler = `${version} ${JSON.stringify(options)}`;
const kept = fileURLToPath(new URL('../../node_modules/.cache/samband-typescript', import.meta.url));

/** Our sources name `./x.js`, as they are once built; where there is an `./x.ts`, that is meant. */
export function resolve(specifier, context, nextResolve) {
  const { parentURL } = context;
  if (!parentURL?.includes('/node_modules/') && /^(\.|file:).*\.js$/.test(specifier)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

/** Compiles TypeScript as Jest does it. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  return { format: 'module', source: await compiled(readFileSync(new URL(url), 'utf8')), shortCircuit: true };
}

/** What was compiled once is kept for all processes, as Jest keeps it for its own. */
async function compiled(source) {
  const file = join(kept, createHash('sha256').update(compiler).update(source).digest('hex'));
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const { transform } = await import('@swc/core');
    const { code } = await transform(source, options);
    keep(file, code);
    return code;
  }
}

/** Whole or not at all. Where nothing can be kept, the next process compiles again. */
function keep(file, code) {
  try {
    mkdirSync(kept, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    return;
  }
}
