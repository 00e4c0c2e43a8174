import { inspect } from 'node:util';
import { NotFound, Rejected, Unavailable } from '../../shared/errors.js';
import { reply, type Answerer, type Seen } from '../http/server.js';
import { withTidsbanken } from './tidsbanken-server.js';

const SistEndretDato = '2026-11-20T10:00:00Z';

/** Writes answer without a body, reads answer the record. */
const silent =
  (record: Record<string, unknown>): Answerer =>
  (response, { method }) =>
    method === 'GET' ? reply(response, 200, { value: [record] }) : reply(response, 204);

const sent = ({ method, url, body }: Seen): unknown => [method, url, JSON.parse(body)];

test('an insert carries no nulls: an array for Ansatt, an object for the others', async () => {
  await withTidsbanken(
    (response, { body, url }) => {
      const given = JSON.parse(body) as object | object[];
      const record = { Id: url.includes('Prosjekt') ? 'P1' : '1', SistEndretDato, ...[given].flat()[0] };
      reply(response, 201, Array.isArray(given) ? { value: [record] } : record);
    },
    async (resources, seen) => {
      const options = { externalRef: 'samband-1', id: '900001' };
      const fields = { Navn: 'Ås', StartDato: null, Epost: '' };
      const ansatt = await resources['Ansatt']!.create!({ Fornavn: 'Kari', AnsattDato: null }, options);
      expect(ansatt).toMatchObject({ id: '900001', version: null, fields: { Fornavn: 'Kari' } });
      await resources['Kunde']!.create!(fields, options);
      await resources['Avdeling']!.create!({ Navn: 'Ås' }, { ...options, id: '9001' });
      expect((await resources['Prosjekt']!.create!(fields, { externalRef: 'samband-2' })).id).toBe('P1');
      expect(seen.map(sent)).toEqual([
        ['POST', '/ansatt/Ansatte', [{ Id: 900001, Fornavn: 'Kari', EksternId: 'samband-1' }]],
        ['POST', '/prosjekt/Kunde', { Id: '900001', Navn: 'Ås', Epost: '' }],
        ['POST', '/ansatt/Avdeling', { Id: '9001', Navn: 'Ås' }],
        ['POST', '/prosjekt/Prosjekt', { Navn: 'Ås', Epost: '', EksternId: 'samband-2' }],
      ]);
    },
  );
});

test('an update sends the changed fields only: an array with the Id, or for Avdeling a patch of one', async () => {
  await withTidsbanken(
    (response, { method }) =>
      reply(response, 200, method === 'PUT' ? [{ Id: 'K 1', SistEndretDato }] : { Id: 'A/1', SistEndretDato }),
    async ({ Kunde, Avdeling, Ansatt }, seen) => {
      expect((await Kunde!.update('K 1', { Epost: 'ny@example.no' })).id).toBe('K 1');
      await Avdeling!.update('A/1', { Navn: 'Ny', Synlig: false });
      await Ansatt!.update('12', { AnsattDato: null });
      expect(seen.map(sent)).toEqual([
        ['PUT', '/prosjekt/Kunde', [{ Id: 'K 1', Epost: 'ny@example.no' }]],
        ['PATCH', '/ansatt/avdeling/A%2F1', { Navn: 'Ny', Synlig: false }],
        ['PUT', '/ansatt/ansatt', [{ Id: 12, AnsattDato: null }]],
      ]);
    },
  );
});

test('a write that answers nothing is read back', async () => {
  await withTidsbanken(silent({ Id: 'K1', Navn: 'Ny', SistEndretDato }), async ({ Kunde }, seen) => {
    expect((await Kunde!.update('K1', { Navn: 'Ny' })).fields).toMatchObject({ Navn: 'Ny' });
    expect((await Kunde!.create!({ Navn: 'Ny' }, { externalRef: 'r', id: 'K1' })).id).toBe('K1');
    expect(seen.map(({ method }) => method)).toEqual(['PUT', 'GET', 'POST', 'GET']);
  });
  await withTidsbanken(silent({ Id: '55', EksternId: "r'1", SistEndretDato }), async ({ Prosjekt }, seen) => {
    expect((await Prosjekt!.create!({ Navn: 'Ny' }, { externalRef: "r'1" })).id).toBe('55');
    expect(new URL(seen[1]!.url, 'http://t').searchParams.get('$filter')).toBe("EksternId eq 'r''1'");
  });
});

test('a write that answers only part of the record is read back', async () => {
  await withTidsbanken(
    (response, { method }) => {
      const record = { Id: 'K1', Navn: 'Ny', SistEndretDato };
      reply(response, 200, method === 'GET' ? { value: [record] } : [{ Id: 'K1' }]);
    },
    async ({ Kunde }) => expect((await Kunde!.update('K1', { Navn: 'Ny' })).fields).toHaveProperty('SistEndretDato'),
  );
});

test('a new record that is not shown afterwards may be there all the same', async () => {
  const answer: Answerer = (response, { method }) =>
    method === 'GET' ? reply(response, 200, { value: [] }) : reply(response, 201);
  await withTidsbanken(answer, async ({ Prosjekt }) => {
    const error = await Prosjekt!.create!({ Navn: 'Ny' }, { externalRef: 'r' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Unavailable);
    expect((error as Unavailable).details).toMatchObject({ ambiguous: true, entityType: 'Prosjekt' });
  });
});

test('nothing is sent for what cannot be a key', async () => {
  await withTidsbanken(silent({}), async ({ Ansatt, Avdeling, Kunde }, seen) => {
    await expect(Ansatt!.update('abc', { Fornavn: 'x' })).rejects.toThrow(NotFound);
    await expect(Avdeling!.update('..', { Navn: 'x' })).rejects.toThrow(NotFound);
    await expect(Kunde!.create!({ Navn: 'x' }, { externalRef: 'r' })).rejects.toThrow(Rejected);
    expect(seen).toHaveLength(0);
  });
});

test('finds by the reference only where there is a place for one, and only what carries it exactly', async () => {
  const answer: Answerer = (response) =>
    reply(response, 200, {
      value: [
        { Id: 1, EksternId: 'Ref' },
        { Id: 2, EksternId: 'ref' },
      ],
    });
  await withTidsbanken(answer, async ({ Ansatt, Kunde }, seen) => {
    expect((await Ansatt!.find!({ externalRef: 'ref' })).map(({ id }) => id)).toEqual(['2']);
    expect((await Ansatt!.find!({ id: '1' })).map(({ id }) => id)).toEqual(['1']);
    expect(await Ansatt!.find!({ id: '3' })).toEqual([]);
    expect(await Kunde!.find!({ externalRef: 'ref' })).toEqual([]);
    expect(seen).toHaveLength(3);
  });
});

test('a refusal names the field, and no national identity number', async () => {
  const message = "The property 'Personnummer' 01017012345 of 'Kari Nordmann' is not valid.";
  await withTidsbanken(
    (response) => reply(response, 400, { error: { code: 'BadRequest', message } }),
    async ({ Ansatt }) => {
      const error = await Ansatt!.update('12', { Fornavn: 'Kari Nordmann' }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Rejected);
      expect((error as Rejected).details).toMatchObject({ system: 'tidsbanken', id: '12', field: 'Personnummer' });
      expect(inspect(error)).not.toMatch(/01017012345|Nordmann|subscription|database/);
    },
  );
});
