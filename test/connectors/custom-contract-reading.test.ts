import type { ChangePage, RawRecord } from '../../shared/connector.js';
import { Rejected, Unavailable } from '../../shared/errors.js';
import { reply, type Answerer, type Seen } from '../http/server.js';
import { withAcme } from './acme.js';

const queryOf = ({ url }: Seen): URLSearchParams => new URL(url, 'http://acme').searchParams;
const idsOf = (records: readonly (RawRecord | null)[]): (string | null)[] =>
  records.map((record) => record?.id ?? null);
const page = (ids: readonly string[], more: object = {}): object => {
  return {
    items: ids.map((id) => ({ id, name: `N${id}` })),
    nextCursor: null,
    total: ids.length,
    syncCursor: 's1',
    ...more,
  };
};

/** A list by cursor that never shows more than `most` rows at a time; the cursor is the last id shown. */
function listOf(ids: string[], most: number): Answerer {
  return (response, seen) => {
    const query = queryOf(seen);
    const rest = ids.filter((id) => id > (query.get('cursor') ?? ''));
    const shown = rest.slice(0, Math.min(Number(query.get('limit')), most));
    const nextCursor = shown.length < rest.length ? shown.at(-1) : null;
    reply(response, 200, page(shown, { nextCursor, total: ids.length }));
  };
}

async function collected(pages: AsyncIterable<ChangePage>): Promise<ChangePage[]> {
  const all: ChangePage[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

test('a record asked for alone comes with its version', () =>
  withAcme(
    (response) => reply(response, 200, { id: '7', name: 'Nord' }, { etag: '"3"' }),
    async (resource, seen) => {
      expect(await resource.readMany(['7', '7'])).toEqual(
        [1, 2].map(() => ({ id: '7', version: '"3"', fields: { id: '7', name: 'Nord' } })),
      );
      expect(seen.map(({ url }) => url)).toEqual(['/api/customers/7']);
    },
  ));

test('records of lists, batches and changes bear the version their row says, as a conditional write wants it', () => {
  const items = [{ id: 'a', version: 3 }, { id: 'b' }];
  return withAcme(
    (response) => reply(response, 200, page([], { items })),
    async (resource) => {
      const read = [
        (await resource.list({ first: 2, after: null })).records,
        await resource.readMany(['a', 'b']),
        (await collected(resource.readChanges(null)))[0]!.records,
      ];
      for (const records of read) expect(records.map((record) => record?.version)).toEqual(['"3"', null]);
    },
  );
});

test('many are asked for in batches of 200, each once, and answered in the order of the ids', () =>
  withAcme(
    (response, seen) => reply(response, 200, page(queryOf(seen).get('ids')!.split(',').reverse())),
    async (resource, seen) => {
      const ids = Array.from({ length: 450 }, (_, index) => `c${index}`);
      expect(idsOf(await resource.readMany([...ids, 'c3']))).toEqual([...ids, 'c3']);
      expect(seen.map((each) => queryOf(each).get('ids')!.split(',').length).sort()).toEqual([200, 200, 50]);
    },
  ));

test('what the system does not answer is missing, and what cannot be an id is not asked for', () =>
  withAcme(
    (response, seen) => reply(response, 200, page(queryOf(seen).get('ids')!.split(',').slice(1))),
    async (resource, seen) => {
      expect(idsOf(await resource.readMany(['b', '', 'a,b', '..', 'a']))).toEqual([null, null, null, null, 'a']);
      expect(seen).toHaveLength(1);
    },
  ));

test.each([404, 410])('a record that answers %i is missing', (status) =>
  withAcme(
    (response) => reply(response, status, { title: 'Gone' }),
    async (resource) => expect(await resource.readMany(['7'])).toEqual([null]),
  ),
);

test('windows of any size give the same list, whatever the pages of the system', async () => {
  const ids = [...'abcdefghijk'];
  for (const first of [1, 2, 3, 5, 7, 11, 12]) {
    await withAcme(listOf([...ids], 3), async (resource) => {
      const found: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const window = await resource.list({ first, after });
        expect([window.total, window.cursors.length]).toEqual([11, window.records.length]);
        found.push(...window.records.map(({ id }) => id));
        [after, more] = [window.cursors.at(-1) ?? null, window.hasNextPage];
      }
      expect(found).toEqual(ids);
    });
  }
});

test('every cursor of a window starts right behind its record', () =>
  withAcme(listOf([...'abcdefg'], 3), async (resource) => {
    const { cursors } = await resource.list({ first: 7, after: null });
    const next = await Promise.all(cursors.map((after) => resource.list({ first: 1, after })));
    expect(next.map(({ records }) => idsOf(records).join())).toEqual(['b', 'c', 'd', 'e', 'f', 'g', '']);
  }));

test('records removed before the end of a window shift nothing in the next', () => {
  const ids = [...'abcdefg'];
  return withAcme(listOf(ids, 100), async (resource) => {
    const { cursors } = await resource.list({ first: 3, after: null });
    ids.splice(0, 2);
    expect(idsOf((await resource.list({ first: 2, after: cursors[2]! })).records)).toEqual(['d', 'e']);
  });
});

test('a cursor that is none is refused without asking the system', () =>
  withAcme(
    () => undefined,
    async (resource) => {
      await expect(resource.list({ first: 1, after: 'bm9uZQ' })).rejects.toThrow(Rejected);
    },
  ));

test('a reading of everything ends with the cursor of its first page, so that nothing in between is missed', () =>
  withAcme(
    (response, _seen, count) => {
      if (count === 1) reply(response, 200, page(['a', 'b'], { nextCursor: 'p2', syncCursor: 'early' }));
      else reply(response, 200, page(['c'], { syncCursor: 'late' }));
    },
    async (resource, seen) => {
      const pages = await collected(resource.readChanges(null));
      expect(pages.map(({ records, cursor }) => [idsOf(records), cursor])).toEqual([
        [['a', 'b'], null],
        [['c'], 'early'],
      ]);
      expect(seen.map(({ url }) => url)).toEqual(['/api/customers?limit=1000', '/api/customers?limit=1000&cursor=p2']);
    },
  ));

test('a reading of changes marks the records that were removed', () =>
  withAcme(
    (response) => {
      const items = [{ id: 'a' }, { id: 'b', deletedAt: '2026-11-20T10:00:00.000Z' }];
      reply(response, 200, page([], { items, syncCursor: 's2' }));
    },
    async (resource, seen) => {
      const [only] = await collected(resource.readChanges('s1'));
      expect(only?.records.map(({ id, deleted }) => [id, deleted])).toEqual([
        ['a', undefined],
        ['b', true],
      ]);
      expect(only?.cursor).toBe('s2');
      expect(seen[0]?.url).toBe('/api/customers?updatedSince=s1&includeDeleted=true&limit=1000');
    },
  ));

test('a cursor the system no longer knows starts a reading of everything', () =>
  withAcme(
    (response, seen) => {
      if (queryOf(seen).has('updatedSince')) reply(response, 410, { title: 'Gone' });
      else reply(response, 200, page(['a', 'b']));
    },
    async (resource) => {
      const pages = await collected(resource.readChanges('lost'));
      expect(pages.map(({ records, cursor }) => [idsOf(records), cursor])).toEqual([[['a', 'b'], 's1']]);
    },
  ));

test('a system that answers one page over and over is given up', () =>
  withAcme(
    (response) => reply(response, 200, page(['a'], { nextCursor: 'p1' })),
    async (resource) => {
      await expect(collected(resource.readChanges(null))).rejects.toThrow('one page of Customer over and over');
    },
  ));

test('an answer that breaks the contract is told by where it does, not by what it says', () =>
  withAcme(
    (response) =>
      reply(response, 200, { items: [{ id: 7, name: 'Kari Nes' }], nextCursor: null, total: 1, syncCursor: '' }),
    async (resource) => {
      const failure = await resource.list({ first: 1, after: null }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Unavailable);
      expect(String(failure)).toContain('items.0.id');
      expect(JSON.stringify(failure) + String(failure)).not.toContain('Kari');
    },
  ));
