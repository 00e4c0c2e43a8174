import type { Names } from './names.js';

/** What a new system adds to a file that all systems share. */
export interface Entry {
  readonly path: string;
  /** An import to stand after the others. */
  readonly imports?: string;
  /** The list or table begins here ... */
  readonly begins: string;
  /** ... and ends at the first of these after it. */
  readonly ends: string;
  /** The element, without a comma. */
  readonly element: string;
}

/** The entries that make a new system known: to the hub, to the conflict policy (last in its order) and to the sandbox. */
export function entriesOf({ system, identifier }: Names): readonly Entry[] {
  return [
    {
      path: 'subgraphs/registry.ts',
      imports: `import { ${identifier} } from './${system}/connector.js';`,
      begins: 'export const connectors',
      ends: '\n];',
      element: identifier,
    },
    { path: 'shared/dataflows/policy.ts', begins: 'systemOrder: [', ends: ']', element: `'${system}'` },
    {
      path: 'sandbox/seeds.ts',
      imports: `import { ${identifier}Seeds } from './seeds/${system}.js';`,
      begins: 'const seeds = {',
      ends: '\n}',
      element: system === identifier ? `${system}: ${identifier}Seeds` : `'${system}': ${identifier}Seeds`,
    },
    {
      path: 'sandbox/custom-contract/systems.ts',
      begins: 'export const customSystems',
      ends: '\n};',
      element: `${system === identifier ? system : `'${system}'`}: {
        customers: {
          idOf: decimal,
          fields: { name, organizationNumber: text, email: text, phone: text, isActive: flag(true) },
        },
      }`,
    },
  ];
}

/** The file's text with the entry in it, to be formatted. @throws Error, a sentence, where the text has no place for it. */
export function withEntry(text: string, { path, imports, begins, ends, element }: Entry): string {
  const begin = text.indexOf(begins);
  const end = text.indexOf(ends, begin + begins.length);
  if (begin < 0 || end < 0) throw new Error(`${path} has no place for a new system: it should have ${begins} there.`);
  const before = text.slice(0, end).trimEnd();
  const added = `${before}${before.endsWith(',') ? '' : ','}\n${element},${text.slice(end)}`;
  return imports === undefined ? added : withImport(added, imports);
}

/** Imports stand in the order of what they name. */
function withImport(text: string, line: string): string {
  const lines = text.split('\n');
  const later = lines.findIndex((each) => each.startsWith('import ') && named(each) > named(line));
  const last = lines.findLastIndex((each) => each.startsWith('import '));
  return lines.toSpliced(later < 0 ? last + 1 : later, 0, line).join('\n');
}

function named(line: string): string {
  return /'(.*)'/.exec(line)?.[1] ?? '';
}
