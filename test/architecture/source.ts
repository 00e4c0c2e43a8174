import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = /^(node_modules|dist|coverage|\..*)$/;

/** A node of the syntax tree. */
export interface Node {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

export interface Import {
  readonly line: number;
  /** The file it names, from the project's root; for a package its name, for Node's own `node:x`. */
  readonly target: string;
  readonly isLocal: boolean;
}

/** One TypeScript file of the project, parsed. */
export interface Source {
  /** From the project's root: `shared/sync/merge.ts`. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly nodes: readonly Node[];
  readonly imports: readonly Import[];
  lineOf(offset: number): number;
}

/** Every TypeScript file of the project, in the order of their paths. */
export function projectSources(): Source[] {
  return pathsUnder('').map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

function pathsUnder(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !notOurs.test(name));
  const paths = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pathsUnder(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
  return paths.sort();
}

export function parseSource(path: string, text: string): Source {
  const bytes = Buffer.from(text);
  const nodes = nodesIn(parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' }));
  // The parser counts bytes, from one.
  const lineOf = (offset: number): number =>
    bytes
      .subarray(0, offset - 1)
      .toString('latin1')
      .split('\n').length;
  const imports = nodes.flatMap((node) => importIn(path, node, lineOf));
  return { path, lines: text.replace(/\n$/, '').split('\n'), nodes, imports, lineOf };
}

/** The nodes below and including a node, in the order of the text. */
export function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(nodesIn);
  return isNode(value) ? [value, ...below] : below;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function importIn(path: string, node: Node, lineOf: (offset: number) => number): Import[] {
  const specifier = specifierOf(node);
  if (specifier === null || !node.span) return [];
  const isLocal = specifier.startsWith('.');
  const target = isLocal ? normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts') : specifier;
  return [{ line: lineOf(node.span.start), target, isLocal }];
}

function specifierOf(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return textOf(node['source']);
    case 'TsImportType':
      return textOf(node['argument']);
    case 'CallExpression':
      return isNode(node['callee']) && node['callee'].type === 'Import' ? calledWith(node['arguments']) : null;
    default:
      return null;
  }
}

function calledWith(args: unknown): string | null {
  const [first] = Array.isArray(args) ? (args as { expression: unknown }[]) : [];
  return textOf(first?.expression) ?? 'a computed name';
}

function textOf(node: unknown): string | null {
  return isNode(node) && node.type === 'StringLiteral' ? String(node['value']) : null;
}

/** Groups of files that import each other in a circle, as `a -> b -> a`. */
export function circlesAmong(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map((source) => [source.path, source.imports]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const { target, isLocal } of imports.get(path) ?? []) if (isLocal) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return circles;
}

/** Whether the project has the file. */
export function exists(path: string, sources: readonly Source[]): boolean {
  return sources.some((source) => source.path === path);
}
