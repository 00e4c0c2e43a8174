import { isNode, type Node, type Source } from './source.js';

/** Who may import whom: for files whose path starts with `of`, every allowed beginning of a target. The first row that fits counts. */
interface Row {
  readonly of: string;
  readonly mayImport: readonly string[];
}

const core = ['shared/canonical/', 'shared/dataflows/', 'shared/mapping/', 'shared/sync/'];
const everything = [''];

/** What a person starts, and the composition root they share. */
const entryPoints = [
  'main.ts',
  'start.ts',
  'serve.ts',
  'access.ts',
  'operating.ts',
  'serve-supergraph.ts',
  'gateway-options.ts',
  'doctor.ts',
  'write-supergraph.ts',
];

const importTable: readonly Row[] = [
  ...core.map((of) => ({ of, mayImport: [...core, 'shared/errors.ts'] })),
  { of: 'shared/', mayImport: ['shared/'] },
  { of: 'subgraphs/hub/', mayImport: ['subgraphs/hub/', 'subgraphs/registry.ts', 'shared/'] },
  { of: 'subgraphs/<system>/', mayImport: ['subgraphs/<system>/', 'shared/'] },
  { of: 'subgraphs/', mayImport: ['subgraphs/', 'shared/'] },
  { of: 'gateway/', mayImport: ['gateway/', 'shared/'] },
  { of: 'sandbox/', mayImport: ['sandbox/'] },
  { of: 'migrations/', mayImport: ['migrations/'] },
  { of: 'console/', mayImport: ['console/'] },
  { of: 'simulation/', mayImport: ['simulation/', 'subgraphs/hub/', 'shared/', 'migrations/'] },
  { of: 'tools/', mayImport: ['tools/'] },
  { of: 'examples/', mayImport: ['examples/'] },
  ...[...entryPoints, 'bench/', 'chaos/', 'test/'].map((of) => ({ of, mayImport: everything })),
];

/** Imports that the table forbids, and files it does not know. */
export function forbiddenImports(source: Source): string[] {
  const row = rowOf(source.path);
  if (!row) return [`${source.path}:1 lies outside the folders of ARCHITECTURE.md: give it a rule`];
  const local = source.imports.filter(({ isLocal }) => isLocal);
  return local.flatMap(({ line, target }) =>
    row.some((start) => target.startsWith(start)) ? [] : [`${source.path}:${line} must not import ${target}`],
  );
}

function rowOf(path: string): readonly string[] | undefined {
  const system = /^subgraphs\/([^/]+)\//.exec(path)?.[1] ?? '<system>';
  const named = (text: string): string => text.replace('<system>', system);
  return importTable.find(({ of }) => path.startsWith(named(of)))?.mayImport.map(named);
}

export const isCore = ({ path }: Source): boolean => core.some((folder) => path.startsWith(folder));
export const isTest = ({ path }: Source): boolean => path.startsWith('test/');
export const isProduct = (source: Source): boolean => !isTest(source) && !/^(bench|examples)\//.test(source.path);

/** Packages that would let the world into the pure core: all but the rules of phone numbers. */
export function impureImports(source: Source): string[] {
  const isPhoneRules = (target: string): boolean =>
    source.path.startsWith('shared/canonical/') && target.startsWith('libphonenumber-js/');
  const packages = source.imports.filter(({ isLocal, target }) => !isLocal && !isPhoneRules(target));
  return packages.map(({ line, target }) => `${source.path}:${line} must not import ${target}: the core is pure`);
}

const outside = new Set([
  ...['process', 'fetch', 'console', 'performance', 'crypto', 'globalThis', 'global', 'Buffer', 'require'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
]);

/** Uses of clock, chance, environment and wire in the pure core. */
export function impureUses(source: Source): string[] {
  return source.nodes.flatMap((node) => {
    const use = impureUse(node);
    return use ? [`${at(source, node)} uses ${use}: the core is pure`] : [];
  });
}

function impureUse(node: Node): string | null {
  if (isReference(node) && outside.has(String(node['value']))) return String(node['value']);
  if (isMember(node, 'Date', 'now')) return 'Date.now';
  if (isMember(node, 'Math', 'random')) return 'Math.random';
  const isDate = nameOf(node['callee']) === 'Date';
  if (isDate && node.type === 'CallExpression') return 'Date()';
  if (!isDate || node.type !== 'NewExpression') return null;
  return Array.isArray(node['arguments']) && node['arguments'].length > 0 ? null : 'new Date() without an argument';
}

/** Reads of `process.env`, also by taking `process` apart or importing it. */
export function environmentReads(source: Source): string[] {
  const byUse = source.nodes.filter((node) => {
    const isTakenApart = node.type === 'VariableDeclarator' && nameOf(node['init']) === 'process';
    return isTakenApart || isMember(node, 'process', 'env');
  });
  const byImport = source.imports.filter(({ target }) => /^(node:)?process$/.test(target));
  const places = [...byUse.map((node) => at(source, node)), ...byImport.map(({ line }) => `${source.path}:${line}`)];
  return places.map((found) => `${found} reads the environment: only shared/config.ts may`);
}

/** What review would refuse anyway. */
export function refusedWords(source: Source): string[] {
  const inText = source.lines.flatMap((text, index) => {
    const word = /\b(TO[D]O|FIX[M]E)\b|@ts-ignor[e]|@ts-nochec[k]/.exec(text)?.[0];
    return word ? [`${source.path}:${index + 1} ${word}`] : [];
  });
  const inCode = source.nodes.flatMap((node) => {
    if (node.type === 'TsKeywordType' && node['kind'] === 'any') return [`${at(source, node)} any`];
    return node.type === 'MemberExpression' && nameOf(node['object']) === 'console'
      ? [`${at(source, node)} console`]
      : [];
  });
  return [...inText, ...inCode];
}

export function defaultExports(source: Source): string[] {
  const found = source.nodes.filter(({ type }) => /^ExportDefault(Declaration|Expression)$/.test(type));
  return found.map((node) => `${at(source, node)} exports a default`);
}

export function tooLong(source: Source, most: { file: number; body: number }): string[] {
  const bodies = source.nodes.flatMap((node) => {
    const body = bodyOf(node);
    const length = body?.span ? source.lineOf(body.span.end) - source.lineOf(body.span.start) + 1 : 0;
    return body && length > most.body ? [`${at(source, body)} has a function body of ${length} lines`] : [];
  });
  const { length } = source.lines;
  return length > most.file ? [`${source.path}:${most.file + 1} has ${length} lines`, ...bodies] : bodies;
}

function bodyOf(node: Node): Node | null {
  if (node.type === 'FunctionBody') return node;
  const isConcise =
    node.type === 'ArrowFunctionExpression' && isNode(node['body']) && node['body'].type !== 'FunctionBody';
  return isConcise ? (node['body'] as Node) : null;
}

/** Where a node stands, as `file:line`. */
function at(source: Source, node: Node): string {
  return `${source.path}:${node.span ? source.lineOf(node.span.start) : 1}`;
}

/** A name that stands for a value or type in scope; a property's name does not. */
function isReference(node: Node): boolean {
  return node.type === 'Identifier' && 'ctxt' in node;
}

function nameOf(node: unknown): string | null {
  return isNode(node) && isReference(node) ? String(node['value']) : null;
}

function isMember(node: Node, object: string, property: string): boolean {
  const key = node['property'];
  if (node.type !== 'MemberExpression' || nameOf(node['object']) !== object || !isNode(key)) return false;
  const name = key.type === 'Computed' && isNode(key['expression']) ? key['expression']['value'] : key['value'];
  return name === property;
}
