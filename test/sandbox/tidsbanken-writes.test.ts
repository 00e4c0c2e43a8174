import { withTidsbanken, type Reply } from './tidsbanken-server.js';

const refused = (status: number, reason: string) => ({
  status,
  body: { error: { message: expect.stringContaining(reason) } },
});
const without = ({ status, body }: Reply) => ({ status, body });

describe('a new record', () => {
  test('as an object answers an object, with empty text for what was not said', () =>
    withTidsbanken(async (send) => {
      const { status, body } = await send('POST', '/prosjekt/Kunde', { id: 'K1', NAVN: 'Ny' });
      expect(status).toBe(201);
      expect(body).toMatchObject({ Id: 'K1', Navn: 'Ny', Epost: '', SistEndretDato: '2026-11-20T10:00:00.25+01:00' });
    }));

  test('as an array answers an array; an Ansatt goes to Ansatte', () =>
    withTidsbanken(async (send) => {
      const { status, value } = await send('POST', '/ansatt/Ansatte', [
        { Id: 900, Fornavn: 'Ny' },
        { Id: 901, AvdelingId: '2' },
      ]);
      expect([status, value.map((row) => row['Id'])]).toEqual([201, [900, 901]]);
      expect(value[0]).toMatchObject({
        Aktiv: true,
        Epost: '',
        AnsattDato: null,
        OpprettetDato: '2026-11-20T10:00:00.25Z',
      });
      expect((await send('POST', '/ansatt/ansatt', { Id: 902 })).status).toBe(405);
    }));

  test('needs an Id, but a Prosjekt gets one nobody has', () =>
    withTidsbanken(async (send) => {
      expect(without(await send('POST', '/prosjekt/Kunde', { Navn: 'Ny' }))).toMatchObject(refused(400, "'Id'"));
      await send('POST', '/prosjekt/Prosjekt', { Id: '200068' });
      const { body } = await send('POST', '/prosjekt/Prosjekt', { Navn: 'Nytt' });
      expect(body).toMatchObject({ Id: '200069', Navn: 'Nytt', PostId: 69, AnsvarligId: null, StartDato: null });
    }));

  test.each([
    ['/prosjekt/Kunde', { Id: 'K1', Navn: null }, 400, 'Navn'],
    ['/prosjekt/Kunde', { Id: 'K1', Nothing: 1 }, 400, 'Nothing'],
    ['/prosjekt/Kunde', { Id: 'K1', SistEndretDato: '2026-01-01' }, 400, 'SistEndretDato'],
    ['/prosjekt/Kunde', { Id: 'K1', Navn: 7 }, 400, 'Navn'],
    ['/prosjekt/Kunde', { Id: '100001' }, 409, '100001'],
    ['/prosjekt/Kunde', [{ Id: 'K1' }, { Id: 'K1' }], 409, 'K1'],
    ['/prosjekt/Kunde', ['K1'], 400, 'object'],
    ['/ansatt/Ansatte', { Id: '900' }, 400, 'Id'],
    ['/ansatt/Ansatte', { Id: 900, AvdelingId: '9' }, 400, 'AvdelingId'],
    ['/ansatt/Ansatte', { Id: 900, AnsattDato: 'yesterday' }, 400, 'AnsattDato'],
    ['/prosjekt/Prosjekt', { KundeId: 'nobody' }, 400, 'KundeId'],
    ['/prosjekt/Prosjekt', { AnsvarligId: 7 }, 400, 'AnsvarligId'],
  ])('%s %j is refused with %i, naming %s', (path, body, status, reason) =>
    withTidsbanken(async (send) => {
      expect(without(await send('POST', path, body))).toMatchObject(refused(status, reason));
    }),
  );

  test('is not added when another of the same call is refused', () =>
    withTidsbanken(async (send) => {
      await send('POST', '/prosjekt/Kunde', [{ Id: 'K1' }, { Id: 'K2', Nothing: 1 }]);
      expect((await send('GET', "/prosjekt/Kunde('K1')")).status).toBe(404);
    }));
});

describe('a change', () => {
  test('leaves what is not sent, and null empties', () =>
    withTidsbanken(async (send) => {
      const before = (await send('GET', '/ansatt/Ansatt(102)')).body;
      const { status, value } = await send('PUT', '/ansatt/ansatt', [
        { Id: 102, Mobil: null, Fodt: null, Tittel: 'Sjef' },
      ]);
      expect(status).toBe(200);
      expect(value[0]).toMatchObject({ Mobil: '', Fodt: null, Tittel: 'Sjef', Fornavn: before['Fornavn'] });
      expect(before['Mobil']).not.toBe('');
    }));

  test('of an object answers an object', () =>
    withTidsbanken(async (send) => {
      expect((await send('PUT', '/prosjekt/Kunde', { Id: '100001', Navn: 'Ny' })).body).toMatchObject({ Navn: 'Ny' });
    }));

  test('of an Avdeling is a PATCH without the Id in the body', () =>
    withTidsbanken(async (send) => {
      expect((await send('PATCH', '/ansatt/avdeling/2', { Navn: 'Ny' })).body).toMatchObject({
        Id: '2',
        Navn: 'Ny',
        Synlig: true,
      });
      expect((await send('PATCH', '/ansatt/avdeling/2', { Id: '2' })).status).toBe(400);
      expect((await send('PATCH', '/ansatt/avdeling/9', { Navn: 'Ny' })).status).toBe(404);
      expect((await send('PUT', '/ansatt/avdeling', [{ Id: '2' }])).status).toBe(405);
    }));

  test('of an unknown record is 404 and changes none of the others', () =>
    withTidsbanken(async (send) => {
      const { status } = await send('PUT', '/prosjekt/Kunde', [{ Id: '100001', Navn: 'Ny' }, { Id: 'nobody' }]);
      expect(status).toBe(404);
      expect((await send('GET', "/prosjekt/Kunde('100001')")).body['Navn']).not.toBe('Ny');
    }));

  test('checks its references too, and nothing refers to nothing', () =>
    withTidsbanken(async (send) => {
      expect((await send('PUT', '/prosjekt/Prosjekt', [{ Id: '200001', KundeId: 'nobody' }])).status).toBe(400);
      const { value } = await send('PUT', '/prosjekt/Prosjekt', [
        { Id: '200001', KundeId: '', AnsvarligId: null, AvdelingId: null },
      ]);
      expect(value[0]).toMatchObject({ KundeId: '', AnsvarligId: null, AvdelingId: '' });
    }));

  test.each([
    ['2026-07-01', '2026-07-01T00:00:00+02:00'],
    ['2026-07-01T00:00:00', '2026-07-01T00:00:00+02:00'],
    ['2026-12-01T00:00:00Z', '2026-12-01T01:00:00+01:00'],
  ])('of a Prosjekt’s date to %s shows %s', (sent, shown) =>
    withTidsbanken(async (send) => {
      const { body } = await send('PUT', '/prosjekt/Prosjekt', { Id: '200001', StartDato: sent });
      expect(body['StartDato']).toBe(shown);
    }),
  );
});

test('nothing can be deleted', () =>
  withTidsbanken(async (send) => {
    for (const path of [
      "/prosjekt/Kunde('100001')",
      '/prosjekt/Kunde/100001',
      '/ansatt/Ansatt',
      '/ansatt/Avdeling/1',
    ]) {
      expect([path, (await send('DELETE', path)).status]).toEqual([path, 405]);
    }
  }));

test('a body that is not JSON is told so, and an unknown path is not found', () =>
  withTidsbanken(async (send) => {
    expect(without(await send('POST', '/prosjekt/Kunde'))).toMatchObject(refused(400, 'JSON'));
    expect((await send('GET', '/prosjekt/Prosjektlinje')).status).toBe(404);
  }));
