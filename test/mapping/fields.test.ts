import { integerText, lowerCaseText, invertedFlag } from '../../shared/mapping/codec.js';
import { canSay, defineMapping, imageOf, readFields, valueAt, writeFields } from '../../shared/mapping/mapping.js';

const mapping = defineMapping({
  system: 'acme',
  entityType: 'Person',
  canonicalType: 'Employee',
  fields: {
    employeeNumber: { path: 'id', key: true, codec: integerText },
    firstName: { path: 'name.first' },
    lastName: { path: 'name.last', when: { path: 'isPerson', is: true } },
    email: { path: 'mail', codec: lowerCaseText },
    phone: { path: 'phone', readOnly: true },
    jobTitle: { path: 'grade', codec: integerText },
    isActive: { path: 'left', codec: invertedFlag },
    nationalIdentityNumber: { path: 'ssn' },
  },
});

describe('what a wire object says', () => {
  test('is read by path, through the codecs, and without secrets', () => {
    const wire = {
      id: 17,
      name: { first: 'Kari', last: 'Vik' },
      isPerson: true,
      mail: 'K@v.no',
      left: true,
      ssn: '01819010001',
    };
    expect(readFields(mapping, wire)).toEqual({
      ...{ employeeNumber: '17', firstName: 'Kari', lastName: 'Vik', email: 'K@v.no', isActive: false },
      ...{ phone: undefined, jobTitle: undefined },
    });
  });

  test('is no information where a level is missing, and empty where a level is null', () => {
    expect(valueAt({}, 'name.first')).toBeUndefined();
    expect(valueAt({ name: 'Kari' }, 'name.first')).toBeUndefined();
    expect(valueAt({ name: null }, 'name.first')).toBeNull();
    expect(valueAt({ name: { first: null } }, 'name.first')).toBeNull();
  });

  test('is no information where its condition does not hold', () => {
    const wire = { name: { last: 'Vik' } };
    expect(readFields(mapping, { ...wire, isPerson: false })['lastName']).toBeUndefined();
    expect(readFields(mapping, wire)['lastName']).toBeUndefined();
  });

  test('is nothing about the key where the hub chose it', () => {
    expect(readFields(mapping, { id: 90017 }, true)).not.toHaveProperty('employeeNumber');
  });
});

describe('what is written', () => {
  test('goes by wire path through the codecs, and null clears', () => {
    expect(writeFields(mapping, { firstName: 'Kari', email: null, isActive: true })).toEqual({
      ...{ 'name.first': 'Kari', mail: null, left: false },
    });
  });

  test('leaves out the key, what is read only, what is not mapped and what the system cannot say', () => {
    expect(
      writeFields(mapping, { employeeNumber: '18', phone: '22000000', hiredDate: null, jobTitle: 'Boss' }),
    ).toEqual({});
    expect(canSay(mapping.fields.jobTitle, 'Boss')).toBe(false);
    expect(canSay(mapping.fields.jobTitle, '3')).toBe(true);
    expect(canSay(mapping.fields.jobTitle, null)).toBe(true);
  });

  test('comes back as its image', () => {
    expect([imageOf(mapping.fields.email, ' K@V.no'), imageOf(mapping.fields.email, null)]).toEqual(['k@v.no', null]);
    expect(imageOf(mapping.fields.firstName, ' Kari')).toBe(' Kari');
  });
});

test('a mapping of a field that its canonical type does not have is refused', () => {
  const of = (name: string) =>
    ({ system: 'acme', entityType: 'X', canonicalType: 'Project', fields: { [name]: { path: 'x' } } }) as const;
  expect(() => defineMapping(of('email'))).toThrow('Project has no canonical field email');
});
