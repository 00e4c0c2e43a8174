import type { Resource } from '../../shared/connector.js';
import { Conflict, NotFound, Rejected, Unavailable } from '../../shared/errors.js';
import { reply, type Seen } from '../http/server.js';
import { withAcme } from './acme.js';

const record = { id: '7', name: 'Nord' };
const sent = ({ method, url, body }: Seen): unknown[] => [method, url, body === '' ? null : JSON.parse(body)];

test('an update is a merge patch of the named fields, on the version that was read', () =>
  withAcme(
    (response) => reply(response, 200, record, { etag: '"4"' }),
    async (resource, seen) => {
      const fields = { name: 'Nord', 'address.city': 'Voss', 'address.street': null };
      expect(await resource.update('7', fields, { ifVersion: '"3"' })).toEqual({
        id: '7',
        version: '"4"',
        fields: record,
      });
      const patch = { name: 'Nord', address: { city: 'Voss', street: null } };
      expect(sent(seen[0]!)).toEqual(['PATCH', '/api/customers/7', patch]);
      expect(seen[0]?.headers).toMatchObject({ 'if-match': '"3"', 'content-type': 'application/merge-patch+json' });
    },
  ));

test('an update without a version is unconditional', () =>
  withAcme(
    (response) => reply(response, 200, record, { etag: '"4"' }),
    async (resource, seen) => {
      await resource.update('7', { name: 'Nord' }, { ifVersion: null });
      await resource.update('7', { name: 'Nord' });
      expect(seen.map(({ headers }) => headers['if-match'])).toEqual([undefined, undefined]);
    },
  ));

test('a creation carries its reference twice, and says nothing of empty fields', () =>
  withAcme(
    (response) => reply(response, 201, record, { etag: '"1"' }),
    async (resource, seen) => {
      const fields = { name: 'Nord', email: null, 'address.city': null, 'address.street': 'Vegen 1', isActive: null };
      const created = await resource.create(fields, { externalRef: 'samband-1' });
      expect(created).toEqual({ id: '7', version: '"1"', fields: record });
      const body = { name: 'Nord', address: { street: 'Vegen 1' }, externalRef: 'samband-1' };
      expect(sent(seen[0]!)).toEqual(['POST', '/api/customers', body]);
      expect(seen[0]?.headers['idempotency-key']).toBe('samband-1');
    },
  ));

test.each([
  [409, Conflict],
  [412, Conflict],
  [410, NotFound],
  [422, Rejected],
])('a write that answers %i fails as what it is', (status, kind) =>
  withAcme(
    (response) => reply(response, status, { title: 'No' }),
    async (resource) => {
      await expect(resource.update('7', { name: 'Nord' })).rejects.toThrow(kind);
    },
  ),
);

test('a refusal names the field and gives the reason', () =>
  withAcme(
    (response) =>
      reply(response, 422, { detail: 'It is wrong', errors: [{ field: 'name', message: 'cannot be blank' }] }),
    async (resource) => {
      const failure = await resource.update('7', { name: '' }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'REJECTED', details: { field: 'name', entityType: 'Customer', id: '7' } });
      expect(String(failure)).toContain('cannot be blank');
    },
  ));

test.each([
  ['update', (resource: Required<Resource>) => resource.update('7', { name: 'Nord' })],
  ['create', (resource: Required<Resource>) => resource.create({ name: 'Nord' }, { externalRef: 'r' })],
])('an answer to %s that is no record leaves it open whether the write took effect', (_name, write) =>
  withAcme(
    (response) => reply(response, 200, {}),
    async (resource) => {
      const failure = await write(resource).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Unavailable);
      expect(failure).toMatchObject({ details: { ambiguous: true, entityType: 'Customer' } });
    },
  ),
);

test('a record is found by its reference also when it was removed', () =>
  withAcme(
    (response) => {
      const items = [{ id: '7', deletedAt: '2026-11-20T10:00:00.000Z' }];
      reply(response, 200, { items, nextCursor: null, total: 1, syncCursor: 's' });
    },
    async (resource, seen) => {
      expect(await resource.find({ externalRef: 'samband-1' })).toMatchObject([{ id: '7', deleted: true }]);
      expect(seen[0]?.url).toBe('/api/customers?externalRef=samband-1&includeDeleted=true');
    },
  ));

test('a removal asks for nothing but the record', () =>
  withAcme(
    (response) => reply(response, 204),
    async (resource, seen) => {
      await resource.remove('a/b');
      expect(sent(seen[0]!)).toEqual(['DELETE', '/api/customers/a%2Fb', null]);
    },
  ));

test.each(['', '.', '..'])('a write to %p, which cannot be an id, reaches no system', (id) =>
  withAcme(
    () => undefined,
    async (resource) => {
      await expect(resource.remove(id)).rejects.toThrow(NotFound);
    },
  ),
);
