import type { ChangePage, Resource } from '../../shared/connector.js';
import { NotFound, Rejected, Unavailable } from '../../shared/errors.js';
import { crmofficeResource, explainRefusal } from '../../subgraphs/crmoffice/resource.js';
import { reply, withServer, type Answerer, type Seen } from '../http/server.js';

function withContacts(
  answer: Answerer,
  use: (resource: Resource, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  return withServer(
    answer,
    ({ client, seen }) => use(crmofficeResource({ client, entityType: 'Contacts', path: '/contacts' }), seen),
    { explain: explainRefusal },
  );
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Lists by page, and single contacts, over the ids of the moment. */
function contacts(ids: () => readonly string[]): Answerer {
  return (response, { url }) => {
    const { pathname, searchParams } = new URL(url, 'http://crm');
    const id = pathname.split('/')[3];
    if (id !== undefined) return ids().includes(id) ? reply(response, 200, { id }) : reply(response, 404, {});
    const from = (Number(searchParams.get('page')) - 1) * Number(searchParams.get('pageSize'));
    const shown = ids().slice(from, from + Number(searchParams.get('pageSize')));
    return reply(response, 200, { items: shown.map((each) => ({ id: Number(each) })), total: ids().length });
  };
}

async function collected(pages: AsyncIterable<ChangePage>): Promise<ChangePage[]> {
  const all: ChangePage[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

test('every reading of changes reads everything, and ends with one and the same cursor', () =>
  withContacts(
    contacts(() => numbers(1, 250)),
    async (resource) => {
      const [first, again] = [await collected(resource.readChanges(null)), await collected(resource.readChanges('x'))];
      expect(first.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(numbers(1, 250));
      expect(first.map(({ cursor }) => cursor)).toEqual([null, null, 'everything']);
      expect(again).toEqual(first);
    },
  ));

test('an empty list is one empty page', () =>
  withContacts(
    contacts(() => []),
    async (resource) => {
      expect(await collected(resource.readChanges(null))).toEqual([{ records: [], cursor: 'everything' }]);
      expect(await resource.list({ first: 5, after: null })).toMatchObject({
        records: [],
        hasNextPage: false,
        total: 0,
      });
    },
  ));

test('a list that shrinks while it is read is read again, so that no record slips between pages', () => {
  let ids = numbers(1, 250);
  const list = contacts(() => ids);
  return withContacts(
    (response, seen, count) => {
      list(response, seen, count);
      if (count === 1) ids = ids.slice(50);
    },
    async (resource) => {
      const read = (await collected(resource.readChanges(null))).flatMap(({ records }) => records.map(({ id }) => id));
      expect(new Set(read)).toEqual(new Set(numbers(1, 250)));
    },
  );
});

test('a list that never holds still is given up', () => {
  let ids = numbers(1, 900);
  const list = contacts(() => ids);
  return withContacts(
    (response, seen, count) => {
      list(response, seen, count);
      ids = ids.slice(1);
    },
    async (resource) => {
      await expect(collected(resource.readChanges(null))).rejects.toThrow(Unavailable);
    },
  );
});

test('a page of another size than asked for is no page, as records would be skipped', () =>
  withContacts(
    (response) => reply(response, 200, { items: [{ id: 'a' }], total: 80 }),
    async (resource) => {
      await expect(collected(resource.readChanges(null))).rejects.toThrow('the size of page 1, 1 and not 80');
    },
  ));

test('windows start anywhere, and go on over pages', () =>
  withContacts(
    contacts(() => numbers(1, 250)),
    async (resource) => {
      const first = await resource.list({ first: 95, after: null });
      const second = await resource.list({ first: 120, after: first.cursors.at(-1)! });
      const third = await resource.list({ first: 120, after: second.cursors.at(-1)! });
      const all = [first, second, third].flatMap(({ records }) => records.map(({ id }) => id));
      expect(all).toEqual(numbers(1, 250));
      expect([first, second, third].map(({ hasNextPage }) => hasNextPage)).toEqual([true, true, false]);
      await expect(resource.list({ first: 1, after: 'x' })).rejects.toThrow(Rejected);
    },
  ));

test.each([
  ['few ids are read one by one', 250, ['3', '999', '1'], ['3', null, '1'], 3],
  ['ids that fill the first page are read as a page', 90, numbers(1, 60), numbers(1, 60), 1],
  ['ids all over a short list are read as the list', 250, numbers(95, 150), numbers(95, 150), 3],
  ['ids far down a long list are read one by one', 2000, numbers(1995, 2000), numbers(1995, 2000), 7],
  ['what no page shows is asked for', 90, ['1', '2', '3', '999'], ['1', '2', '3', null], 2],
])('%s', (_name, count, ids, expected, requests) =>
  withContacts(
    contacts(() => numbers(1, count)),
    async (resource, seen) => {
      expect((await resource.readMany(ids)).map((record) => record?.id ?? null)).toEqual(expected);
      expect(seen).toHaveLength(requests);
    },
  ),
);

test('an update sends what changes, and reads the record where the answer is empty', () =>
  withContacts(
    (response, { method }) => (method === 'PATCH' ? reply(response, 204) : reply(response, 200, { id: 7, a: 1 })),
    async (resource, seen) => {
      const updated = await resource.update('7', { givenName: null, 'company.id': '4' });
      expect(updated).toEqual({ id: '7', version: null, fields: { id: 7, a: 1 } });
      expect(JSON.parse(seen[0]!.body)).toEqual({ givenName: null, company: { id: '4' } });
    },
  ));

test('a creation says nothing of empty fields', () =>
  withContacts(
    (response) => reply(response, 201, { id: '7' }),
    async (resource, seen) => {
      const fields = { givenName: 'Kari', familyName: null, 'company.id': '4' };
      expect(await resource.create!(fields, { externalRef: 'r' })).toMatchObject({ id: '7', version: null });
      expect(JSON.parse(seen[0]!.body)).toEqual({ givenName: 'Kari', company: { id: '4' } });
    },
  ));

test('a refusal names the field', () =>
  withContacts(
    (response) => reply(response, 400, { message: 'ownerId is not the id of a contact', field: 'ownerId' }),
    async (resource) => {
      const failure = await resource.create!({ ownerId: 'x' }, { externalRef: 'r' }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'REJECTED', details: { field: 'ownerId', entityType: 'Contacts' } });
    },
  ));

test('a creation whose answer bears no id is left open', () =>
  withContacts(
    (response) => reply(response, 201),
    async (resource) => {
      const failure = await resource.create!({}, { externalRef: 'r' }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'UNAVAILABLE', details: { ambiguous: true } });
    },
  ));

test('an id that could not be one reaches no system', () =>
  withContacts(
    () => undefined,
    async (resource) => {
      expect(await resource.readMany(['', '..'])).toEqual([null, null]);
      await expect(resource.update('..', {})).rejects.toThrow(NotFound);
    },
  ));
