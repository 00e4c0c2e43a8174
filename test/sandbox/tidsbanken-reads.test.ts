import { withTidsbanken, type Send } from './tidsbanken-server.js';

const ids = async (send: Send, path: string): Promise<unknown[]> =>
  (await send('GET', path)).value.map((row) => row['Id']);

describe('the three headers', () => {
  test.each(['ocp-apim-subscription-key', 'tb-key', 'x-api-version'])('without a right %s there is nothing', (name) =>
    withTidsbanken(async (send) => {
      const reply = await send('GET', '/ansatt/ansatt', undefined, { [name]: 'wrong' });
      expect(reply.status).toBe(401);
      expect(reply.body).toMatchObject({ statusCode: 401, message: expect.stringContaining('Access denied') });
    }),
  );
});

describe('a list', () => {
  test('is an OData object in PascalCase, whatever case the query is in', () =>
    withTidsbanken(async (send) => {
      const { body } = await send('GET', '/ANSATT/Ansatt?$SELECT=id,fornavn&$Top=1');
      expect(body).toEqual({
        '@odata.context': 'https://api-ansatte.tidsbanken.net/$metadata#Ansatt(Id,Fornavn)',
        value: [{ Id: 101, Fornavn: 'Maria' }],
      });
    }));

  test('shows every property of an Ansatt, text empty and never null', () =>
    withTidsbanken(async (send) => {
      const [ansatt] = (await send('GET', '/ansatt/ansatt?$select=*&$top=1')).value;
      expect(Object.keys(ansatt!).length).toBe(39);
      expect(ansatt).toMatchObject({
        Id: 101,
        Epost: '',
        EksternId: '',
        AvdelingId: '4',
        Fastlonn: null,
        Kommune: 301,
      });
    }));

  test('skips, cuts, counts and orders', () =>
    withTidsbanken(async (send) => {
      expect(await ids(send, '/ansatt/ansatt?$top=2&$skip=34')).toEqual([135, 136]);
      expect(await ids(send, '/ansatt/ansatt?$top=2&$orderby=Id desc')).toEqual([136, 135]);
      const { body } = await send('GET', '/prosjekt/Kunde?$count=true&$top=0');
      expect(body).toMatchObject({ '@odata.count': 119, value: [] });
    }));

  test('skips and counts only what its filter lets through', () =>
    withTidsbanken(async (send) => {
      const { body, value } = await send(
        'GET',
        '/ansatt/ansatt?$filter=Id gt 102 and Id ne 104&$skip=1&$top=2&$count=true',
      );
      expect([body['@odata.count'], value.map((row) => row['Id'])]).toEqual([33, [105, 106]]);
      expect(await ids(send, '/ansatt/ansatt?$filter=Id gt 133&$orderby=id DESC&$skip=1')).toEqual([135, 134]);
    }));

  test('orders by several properties, ties by Id', () =>
    withTidsbanken(async (send) => {
      const { value } = await send('GET', '/ansatt/ansatt?$orderby=avdelingid desc,Etternavn');
      const keys = value.map((row) => `${9 - Number(row['AvdelingId'])} ${String(row['Etternavn'])}`);
      const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
      expect(keys).toEqual([...keys].sort(compare));
    }));

  test('never has more than 1000 rows', () =>
    withTidsbanken(async (send, store) => {
      for (let at = 0; at < 1200; at += 1) store.table('kunde').insert(String(200_000 + at), {});
      expect((await send('GET', '/prosjekt/Kunde')).value.length).toBe(1000);
      expect((await send('GET', '/prosjekt/Kunde?$top=5000')).value.length).toBe(1000);
      expect((await send('GET', '/prosjekt/Kunde?$top=5000&$skip=1000')).value.length).toBe(319);
    }));

  test('by Id puts new records where their Id belongs', () =>
    withTidsbanken(async (send, store) => {
      for (const id of ['2', '100001a', '900000', '1']) store.table('kunde').insert(id, {});
      const all = await ids(send, '/prosjekt/Kunde?$orderby=Id');
      expect(all).toEqual([...all].sort());
      expect(all.length).toBe(123);
      expect(await ids(send, '/prosjekt/Kunde?$top=3&$skip=1')).toEqual(['100001', '100001a', '100002']);
      expect(await ids(send, "/prosjekt/Kunde?$filter=Id gt '100001'&$top=2")).toEqual(['100001a', '100002']);
      expect(await ids(send, '/prosjekt/Kunde?$top=2&$orderby=Id desc')).toEqual(['900000', '2']);
    }));
});

describe('a filter', () => {
  test.each([
    ['Id eq 101', [101]],
    ['id EQ 101 or ID eq 103', [101, 103]],
    ['Id in (101, 103, 999)', [101, 103]],
    ['Id ge 101 and Id lt 103', [101, 102]],
    ['Id gt 134', [135, 136]],
    ['(Id eq 101 or Id eq 102) and Aktiv eq true', [101, 102]],
    ["Fornavn eq 'Maria' and Etternavn ne 'Berg' and Id le 101", [101]],
    ['AnsattDato ge 2026-01-01T00:00:00Z', []],
    ['Id lt 103 and Fodt lt 1975-01-01', [101]],
    ['SluttetDato ne null and Aktiv eq true', []],
  ])('%s', (filter, expected) =>
    withTidsbanken(async (send) => {
      expect(await ids(send, `/ansatt/ansatt?$filter=${encodeURIComponent(filter)}`)).toEqual(expected);
    }),
  );

  test('reads doubled quotes as one', () =>
    withTidsbanken(async (send, store) => {
      store.table('kunde').update('100002', { Navn: "Ola's Rør" });
      expect(await ids(send, "/prosjekt/Kunde?$filter=Navn eq 'Ola''s Rør'")).toEqual(['100002']);
    }));

  test.each([
    ["Id eq '101'", 'number'],
    ['Fornavn eq 1', 'text'],
    ['Nothing eq 1', 'Nothing'],
    ['Id eq 1 and', 'its end'],
    ['Id eq (1)', "'('"],
    ['Id like 1', 'like'],
    ["contains(Fornavn,'a')", 'contains'],
    ["AnsattDato ge datetimeoffset'2026-01-01T00:00:00Z'", 'time'],
    ['AnsattDato ge 2026-01-01T00:00:00 01:00', 'Syntax'],
  ])('that makes no sense is refused: %s', (filter, reason) =>
    withTidsbanken(async (send) => {
      const { status, body } = await send('GET', `/ansatt/ansatt?$filter=${encodeURIComponent(filter)}`);
      expect(status).toBe(400);
      expect(body).toEqual({ error: { code: 'BadRequest', message: expect.stringContaining(reason) } });
    }),
  );
});

test.each([
  '$expand=avdeling',
  '$top=-1',
  '$skip=x',
  '$orderby=Nothing',
  '$select=Nothing',
  '$count=maybe',
  '$top=1&$TOP=2',
])('the option %s is refused', (option) =>
  withTidsbanken(async (send) => {
    expect((await send('GET', `/prosjekt/Kunde?${option}`)).status).toBe(400);
  }),
);

describe('a lookup', () => {
  test('by a quoted key gives the one object', () =>
    withTidsbanken(async (send) => {
      const { body } = await send('GET', "/prosjekt/kunde('100001')?$select=Id");
      expect(body).toEqual({
        '@odata.context': 'https://api-prosjekt.tidsbanken.net/$metadata#Kunde(Id)/$entity',
        Id: '100001',
      });
      expect((await send('GET', '/ansatt/Ansatt(101)')).body).toMatchObject({ Id: 101 });
    }));

  test('of nothing is 404, and of a malformed key 400', () =>
    withTidsbanken(async (send) => {
      expect((await send('GET', "/prosjekt/Kunde('1')")).status).toBe(404);
      expect((await send('GET', '/prosjekt/Kunde(100001)')).status).toBe(400);
    }));
});

describe('the time of the last change', () => {
  test('ends in Z for Ansatt, with no more fraction digits than it needs', () =>
    withTidsbanken(async (send) => {
      await send('PUT', '/ansatt/ansatt', [{ Id: 101, Tittel: 'Sjef' }]);
      expect((await send('GET', '/ansatt/ansatt(101)')).body['SistEndretDato']).toBe('2026-11-20T10:00:00.25Z');
    }));

  test.each([
    ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00+01:00'],
    ['2026-07-20T10:00:00.125Z', '2026-07-20T11:00:00.125+02:00'],
    ['2026-10-25T01:30:00.000Z', '2026-10-25T02:30:00+02:00'],
  ])('carries Oslo’s offset for Kunde and is an hour behind: %s is shown as %s', (now, shown) =>
    withTidsbanken(async (send) => {
      await send('PUT', '/prosjekt/Kunde', [{ Id: '100001', Mobil: '1' }]);
      expect((await send('GET', "/prosjekt/Kunde('100001')")).body['SistEndretDato']).toBe(shown);
    }, now),
  );

  test('is what filters compare with, and gt leaves it out', () =>
    withTidsbanken(async (send) => {
      await send('PUT', '/prosjekt/Kunde', [{ Id: '100001', Mobil: '1' }]);
      const changed = (filter: string): Promise<unknown[]> =>
        ids(send, `/prosjekt/Kunde?$filter=${encodeURIComponent(`SistEndretDato ${filter}`)}`);
      expect(await changed('gt 2026-11-20T09:00:00.249Z')).toEqual(['100001']);
      expect(await changed('ge 2026-11-20T10:00:00.25+01:00')).toEqual(['100001']);
      expect(await changed('gt 2026-11-20T09:00:00.25Z')).toEqual([]);
      expect((await changed('gt 1970-01-01')).length).toBe(119);
      expect((await changed('gt 2026-08-01T00:00:00Z')).length).toBeLessThan(119);
      expect((await changed('lt 2026-08-01T00:00:00Z')).length).toBeGreaterThan(0);
    }));
});
