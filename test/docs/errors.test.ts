import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { projectSources } from '../architecture/source.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), 'utf8');

/** What Apollo Server itself answers. */
const ofTheServer = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];

test('the page of error codes has every code that the product says, and no other', () => {
  const said = projectSources()
    .filter(({ path }) => /^(gateway|shared|subgraphs)\//.test(path))
    .flatMap(({ lines }) => codesIn(lines.join('\n')));
  const told = [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g)].map(([, code = '']) => code);
  const codes = (all: readonly string[]): string[] => [...new Set(all)].sort();
  expect(codes(told)).toEqual(codes([...said, ...ofTheServer]));
});

/** A property named `code`, and what is thrown to refuse a request. */
function codesIn(text: string): string[] {
  return [...text.matchAll(/\bcode(?:: | = )'([A-Z_]+)'|new Refused\(\d+, '([A-Z_]+)'/g)].map(
    ([, property, refused]) => property ?? refused ?? '',
  );
}
