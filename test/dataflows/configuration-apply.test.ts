import fc from 'fast-check';
import { applyConfiguration } from '../../shared/dataflows/configuration-apply.js';
import { canonicalText, completed, defaultConfiguration, restored } from '../../shared/dataflows/configuration.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { conflictPolicy } from '../../shared/dataflows/policy.js';
import { emptyText, lowerCaseText, text } from '../../shared/mapping/codec.js';
import { ansattContacts, applied, everyCriticalField, flowIn, kundePms, mappings } from './configuration-support.js';

describe('the default configuration', () => {
  test('changes nothing, whichever dataflows and systems there are', () => {
    fc.assert(
      fc.property(fc.subarray([...dataflows]), fc.subarray([...mappings]), (flows, places) => {
        const given = { dataflows: flows, mappings: new Map(places) };
        const effective = applyConfiguration(defaultConfiguration, given);
        expect(effective.dataflows).toEqual(given.dataflows);
        expect(effective.mappings).toEqual(given.mappings);
      }),
    );
  });

  test('is the policy of conflicts that the hub has', () => {
    const { conflicts, critical } = applied({});
    expect(conflicts).toEqual(conflictPolicy);
    expect([...critical]).toEqual(everyCriticalField());
  });

  test('waits a minute, writes a field four times in 15 minutes and twenty times a day', () => {
    const { quietMs, writesAtMost, missingAtMost } = applied({});
    expect([quietMs, writesAtMost]).toEqual([60_000, { quarter: 4, day: 20 }]);
    expect(missingAtMost).toEqual({ records: 10, part: 0.02 });
  });
});

describe('a dataflow', () => {
  test('that is switched off is not there', () => {
    const { dataflows: left } = applied({ dataflows: { [kundePms]: { enabled: false } } });
    expect(left).toEqual(dataflows.filter(({ id }) => id !== kundePms));
  });

  test('deletes, reflects and matches weakly as it is told, and the others do not', () => {
    const setting = { deletes: 'archive', reflect: true, weakMatches: 'review' } as const;
    const effective = applied({ dataflows: { [kundePms]: setting } });
    expect(flowIn(effective, kundePms)).toMatchObject(setting);
    const others = effective.dataflows.filter(({ id }) => id !== kundePms);
    expect(others).toEqual(dataflows.filter(({ id }) => id !== kundePms));
  });

  test('matches by the rules it is given, after the reference that the hub stamps', () => {
    const match = [{ properties: [{ left: 'Navn', right: 'name' }], strength: 'weak' as const }];
    const { match: rules } = flowIn(applied({ dataflows: { [kundePms]: { match } } }), kundePms);
    expect(rules.map(({ by, pairs, strength }) => [by, pairs, strength])).toEqual([
      ['externalRef', [], 'strong'],
      ['properties', [{ left: 'Navn', right: 'name' }], 'weak'],
    ]);
  });

  test('that lists its properties also lists what was added, and once only', () => {
    const properties = [{ left: 'Epost', right: 'email' }];
    const effective = applied({ dataflows: { [ansattContacts]: { properties } } });
    const listed = flowIn(effective, ansattContacts).properties.map(({ left, right }) => `${left} = ${right}`);
    expect(listed).toEqual([
      ...['Etternavn = familyName', 'Fornavn = givenName', 'Mobil = mobilePhone', 'Epost = email'],
    ]);
  });

  test('of a product that is newer than the configuration does what is usual', () => {
    const given = { dataflows, mappings };
    const { dataflows: all } = applyConfiguration({ ...defaultConfiguration, dataflows: {} }, given);
    expect(all).toEqual(dataflows);
  });
});

describe('a mapping', () => {
  const fieldsOf = (place: string, fields: Parameters<typeof applied>[0]['mappings'] = {}) =>
    applied({ mappings: fields }).mappings.get(place)?.fields ?? {};

  test('takes a field more, with the codec it names or else as the entity type writes its texts', () => {
    const pms = fieldsOf('custom-pms.Customer', {
      'custom-pms.Customer': { website: { path: 'web' }, mobilePhone: { path: 'mobile', codec: 'lowerCaseText' } },
    });
    expect([pms['website'], pms['mobilePhone']]).toEqual([
      { path: 'web', codec: text },
      { path: 'mobile', codec: lowerCaseText },
    ]);
    const avdeling = fieldsOf('tidsbanken.Avdeling', { 'tidsbanken.Avdeling': { email: { path: 'Epost' } } });
    expect(avdeling['email']).toEqual({ path: 'Epost', codec: emptyText });
  });

  test('moves a field that keeps its codec and its condition', () => {
    const usual = mappings.get('powerofficego.Customers')?.fields['name'];
    const fields = fieldsOf('powerofficego.Customers', {
      'powerofficego.Customers': { name: { path: 'LegalName', readOnly: true } },
    });
    expect(fields['name']).toEqual({ ...usual, path: 'LegalName', readOnly: true });
  });

  test('takes no value of a field twice where the company says so', () => {
    const organizationNumber = { path: 'organizationNumber', unique: true, required: true };
    const fields = fieldsOf('custom-pms.Customer', { 'custom-pms.Customer': { organizationNumber } });
    expect(fields['organizationNumber']).toEqual(organizationNumber);
  });

  test('loses a field that is switched off, and no other', () => {
    const { phone: _phone, ...others } = mappings.get('tidsbanken.Kunde')?.fields ?? {};
    expect(fieldsOf('tidsbanken.Kunde', { 'tidsbanken.Kunde': { phone: null } })).toEqual(others);
  });

  test('of an extra pair is made on the side that has none', () => {
    const properties = [{ left: 'Mobil', right: 'mobile' }];
    const effective = applied({ dataflows: { [kundePms]: { properties } } });
    expect(effective.mappings.get('custom-pms.Customer')?.fields['mobilePhone']?.path).toBe('mobile');
    expect(effective.mappings.get('tidsbanken.Kunde')).toEqual(mappings.get('tidsbanken.Kunde'));
  });

  test('of an extra pair that neither side has is made on both', () => {
    const properties = [{ left: 'Land', right: 'address.country', field: 'postalAddress.country' }];
    const effective = applied({ dataflows: { [kundePms]: { properties } } });
    const paths = ['tidsbanken.Kunde', 'custom-pms.Customer'].map(
      (place) => effective.mappings.get(place)?.fields['postalAddress.country']?.path,
    );
    expect(paths).toEqual(['Land', 'address.country']);
  });
});

describe('the policy', () => {
  test('has the owners that are set, and systems that are not named come last as usual', () => {
    const owners = { 'Customer.email': ['powerofficego.Customers', 'tidsbanken.Kunde'] };
    const { conflicts } = applied({ owners, systemOrder: ['crmoffice'] });
    expect(conflicts.owners).toEqual(owners);
    expect(conflicts.systemOrder).toEqual([
      ...['crmoffice', 'tidsbanken', 'customerp', 'powerofficego', 'custom-pms', 'custom-webshop'],
    ]);
  });

  test('freezes the fields that are added and not those that are taken out', () => {
    const { critical } = applied({ critical: { 'Customer.name': true, 'Customer.organizationNumber': false } });
    expect([...critical].sort()).toEqual(['Customer.name', 'Employee.nationalIdentityNumber']);
  });
});

describe('the canonical text', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, shuffled(member)]),
    );
  };

  test('is the same whatever the order of names', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expect(canonicalText(shuffled(value))).toBe(canonicalText(value))),
    );
  });

  test('says what the value says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(JSON.parse(canonicalText(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  test('of a file that states a default is that of one that does not', () => {
    const stated = completed({
      ...{ quietPeriodSeconds: 60, dataflows: { [kundePms]: { enabled: true } }, owners: { 'Customer.email': [] } },
      ...{ critical: { 'Customer.email': false }, mappings: { 'tidsbanken.Kunde': {} } },
      ...{ blocklists: { sharedMailboxes: { added: ['post'], removed: [] } }, systemOrder: ['tidsbanken'] },
    });
    expect(canonicalText(stated)).toBe(canonicalText(defaultConfiguration));
  });
});

test('a configuration comes back from storage as it was, with the defaults for settings it does not know', () => {
  const before = completed({ quietPeriodSeconds: 5, mappings: { 'tidsbanken.Kunde': { phone: null } } });
  const { budgets: _budgets, ...older } = JSON.parse(JSON.stringify(before)) as typeof before;
  expect(canonicalText(restored(older))).toBe(canonicalText(before));
});
