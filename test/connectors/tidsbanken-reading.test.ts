import type { ChangePage } from '../../shared/connector.js';
import { Rejected, Unavailable } from '../../shared/errors.js';
import { reply, type Answerer, type Seen } from '../http/server.js';
import { withTidsbanken } from './tidsbanken-server.js';

/** Lists that answer at most seven rows, whatever was asked for. */
function rows(all: () => readonly Record<string, unknown>[], filtered = all): Answerer {
  return (response, seen) => {
    const ask = asked(seen);
    const found = ask.has('$filter') ? filtered() : all();
    const ordered = ask.get('$orderby')?.startsWith('SistEndretDato') ? [...found].sort(newestFirst) : found;
    const from = Number(ask.get('$skip'));
    const value = ordered.slice(from, from + Math.min(7, Number(ask.get('$top'))));
    reply(response, 200, { ...(ask.get('$count') && { '@odata.count': found.length }), value });
  };
}

const newestFirst = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  Date.parse(String(b['SistEndretDato'])) - Date.parse(String(a['SistEndretDato']));

const asked = ({ url }: Seen): URLSearchParams => new URL(url, 'http://tidsbanken').searchParams;

const kunder = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    Id: String(1000 + index),
    SistEndretDato: '2026-01-05T10:00:00+01:00',
  }));

async function pagesOf(changes: AsyncIterable<ChangePage>): Promise<ChangePage[]> {
  const pages: ChangePage[] = [];
  for await (const page of changes) pages.push(page);
  return pages;
}

test('every request carries both keys and the version, asks for all fields and reads in the order of ids', async () => {
  await withTidsbanken(
    rows(() => kunder(3)),
    async ({ Kunde }, seen) => {
      await Kunde!.list({ first: 2, after: null });
      await Kunde!.readMany(['1000']);
      for (const each of seen) {
        expect(each.headers).toMatchObject({ 'ocp-apim-subscription-key': 'subscription', 'tb-key': 'database' });
        expect(each.headers).toMatchObject({ 'x-api-version': '3.0' });
        expect([asked(each).get('$select'), asked(each).get('$orderby')]).toEqual(['*', 'Id']);
      }
      expect(new URL(seen[0]!.url, 'http://t').pathname).toBe('/prosjekt/Kunde');
    },
  );
});

test('a server that answers fewer rows than asked for hides none', async () => {
  await withTidsbanken(
    rows(() => kunder(20)),
    async ({ Kunde }) => {
      const page = await Kunde!.list({ first: 16, after: '2' });
      expect(page.records.map(({ id }) => id)).toEqual(
        kunder(18)
          .slice(2)
          .map(({ Id }) => Id),
      );
      expect(page).toMatchObject({ hasNextPage: true, total: 20 });
      const rest = await Kunde!.list({ first: 16, after: page.cursors.at(-1)! });
      expect(rest.records.map(({ id }) => id)).toEqual(['1018', '1019']);
      expect(rest.hasNextPage).toBe(false);

      const pages = await pagesOf(Kunde!.readChanges(null));
      expect(pages.flatMap(({ records }) => records)).toHaveLength(20);
      expect(pages.map(({ cursor }) => cursor).slice(0, -1)).toEqual([null, null]);
    },
  );
});

test('an empty page is not the end where the server counts more', async () => {
  const answer: Answerer = (response) => reply(response, 200, { value: [], '@odata.count': 20 });
  await withTidsbanken(answer, async ({ Kunde }) => {
    await expect(Kunde!.list({ first: 5, after: '2' })).rejects.toThrow(
      'an empty page of Kunde where it counts 18 more',
    );
    await expect(pagesOf(Kunde!.readChanges(null))).rejects.toThrow(Unavailable);
  });
});

test('text keys are quoted, quotes within doubled, and number keys bare', async () => {
  const answer: Answerer = (response) => reply(response, 200, { value: [{ Id: "O'Brien" }, { Id: "o'brien" }] });
  await withTidsbanken(answer, async ({ Kunde, Ansatt }, seen) => {
    const [found, missing] = await Kunde!.readMany(["O'Brien", '2']);
    expect(found?.id).toBe("O'Brien");
    expect(missing).toBeNull();
    expect(asked(seen[0]!).get('$filter')).toBe("Id eq 'O''Brien' or Id eq '2'");
    await Ansatt!.readMany(['100', '007', 'x', '1 or 1 eq 1', '']);
    expect(asked(seen[1]!).get('$filter')).toBe('Id eq 100');
    expect(await Ansatt!.readMany(['x'])).toEqual([null]);
    expect(seen).toHaveLength(2);
  });
});

test('many ids are asked for in few filters, none of them too long', async () => {
  await withTidsbanken(
    rows(() => []),
    async ({ Kunde }, seen) => {
      const ids = Array.from({ length: 40 }, (_, index) => `${'æ'.repeat(30)}${index}`);
      await Kunde!.readMany([...ids, ...ids]);
      const filters = seen.map((each) => asked(each).get('$filter')!);
      expect(filters.flatMap((filter) => filter.match(/æ+\d+/g)).sort()).toEqual([...ids].sort());
      for (const { url } of seen) expect(url.length).toBeLessThan(1800);
      const short = seen.length;
      await Kunde!.readMany(Array.from({ length: 40 }, (_, index) => String(index + 1)));
      expect(seen.length - short).toBe(3);
    },
  );
});

test.each([
  ['Ansatt', '2023-12-06T09:27:57.713Z', '2023-12-06T09:22:57.713Z'],
  ['Avdeling', '2005-11-07T18:59:56Z', '2005-11-07T18:54:56.000Z'],
  ['Kunde', '2024-03-08T10:00:00+01:00', '2024-03-08T07:55:00.000Z'],
  ['Prosjekt', '2024-07-01T10:00:00.1234567+02:00', '2024-07-01T06:55:00.123Z'],
])('reading changes of %s keeps the stamp as written and reaches back before it', async (name, stamp, from) => {
  const all = [{ Id: name === 'Ansatt' ? 7 : '7', SistEndretDato: stamp }];
  await withTidsbanken(
    rows(() => all),
    async (resources, seen) => {
      const cursor = (await pagesOf(resources[name]!.readChanges(null))).at(-1)!.cursor;
      expect(cursor).toBe(stamp);
      expect(seen.some((each) => asked(each).has('$filter'))).toBe(false);
      await pagesOf(resources[name]!.readChanges(cursor));
      expect(asked(seen.at(-1)!).get('$filter')).toBe(`SistEndretDato gt ${from}`);
    },
  );
});

test('what changes while reading goes on is read the next time', async () => {
  const all = kunder(10);
  let reads = 0;
  const answer: Answerer = (response, seen, count) => {
    if (asked(seen).get('$orderby') === 'Id' && ++reads === 2) {
      all[0]!.SistEndretDato = '2026-02-01T12:00:00+01:00';
      all[9]!.SistEndretDato = '2026-02-01T15:00:00+01:00';
    }
    rows(() => all)(response, seen, count);
  };
  await withTidsbanken(answer, async ({ Kunde }) => {
    const pages = await pagesOf(Kunde!.readChanges(null));
    expect(pages.flatMap(({ records }) => records)[0]?.fields).toMatchObject({
      SistEndretDato: '2026-01-05T10:00:00+01:00',
    });
    expect(pages.at(-1)!.cursor).toBe('2026-01-05T10:00:00+01:00');
  });
});

test('a cursor never goes back, and an empty list has one too', async () => {
  await withTidsbanken(
    rows(() => []),
    async ({ Kunde }) => {
      expect((await pagesOf(Kunde!.readChanges(null))).at(-1)!.cursor).toBe('1970-01-01T00:00:00Z');
      const cursor = '2026-01-01T00:00:00+01:00';
      expect((await pagesOf(Kunde!.readChanges(cursor))).at(-1)!.cursor).toBe(cursor);
    },
  );
});

test('a cursor from elsewhere is refused', async () => {
  await withTidsbanken(
    rows(() => []),
    async ({ Kunde }) => {
      await expect(Kunde!.list({ first: 1, after: 'x' })).rejects.toThrow(Rejected);
      await expect(pagesOf(Kunde!.readChanges('yesterday'))).rejects.toThrow(Rejected);
    },
  );
});

test('a list of an unknown form is no information', async () => {
  for (const body of [[], { value: [{ id: '1' }] }, { value: null }, 'x']) {
    await withTidsbanken(
      (response) => reply(response, 200, body),
      async ({ Kunde }) => expect(Kunde!.readMany(['1'])).rejects.toThrow(Unavailable),
    );
  }
});

test("OData's annotations are no fields of a record", async () => {
  const answer: Answerer = (response) => reply(response, 200, { value: [{ '@odata.etag': 'x', Id: '1', Navn: 'A' }] });
  await withTidsbanken(answer, async ({ Kunde }) => {
    expect(await Kunde!.readMany(['1'])).toEqual([{ id: '1', version: null, fields: { Id: '1', Navn: 'A' } }]);
  });
});
