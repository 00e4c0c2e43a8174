import { CannotLayOut, layOut, write, type LaidOut } from './lay-out.js';

const usage = `npm run new-system NAME            lays out a system that speaks the common contract
npm run new-system NAME -- --dry-run   lists what it would write
`;

/** Lays out the named system under the working directory; exit code 1 and a sentence where it cannot. */
async function main(args: readonly string[]): Promise<number> {
  const isDry = args.includes('--dry-run');
  const [name, ...more] = args.filter((arg) => arg !== '--dry-run');
  if (name === undefined || more.length > 0 || name.startsWith('-')) return tell(process.stderr, usage, 1);
  try {
    const files = await layOut(process.cwd(), name);
    if (!isDry) await write(process.cwd(), files);
    return tell(process.stdout, report(name, files, isDry), 0);
  } catch (error) {
    if (error instanceof CannotLayOut) return tell(process.stderr, `${error.message}\nNothing was written.\n`, 1);
    throw error;
  }
}

function report(name: string, files: readonly LaidOut[], isDry: boolean): string {
  const lines = files.map(({ path, isNew }) => `  ${isNew ? 'new   ' : 'entry '} ${path}`);
  const next = isDry
    ? 'Nothing was written.'
    : `Next: npm test -- test/connectors/contract, then subgraphs/${name}/README.md.`;
  return [...lines, next, ''].join('\n');
}

function tell(stream: NodeJS.WriteStream, text: string, code: number): number {
  stream.write(text);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
