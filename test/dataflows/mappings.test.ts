import { fieldOf } from '../../shared/canonical/types.js';
import type { FieldType } from '../../shared/canonical/field.js';
import type { Connector, EntityType } from '../../shared/connector.js';
import { entityKey, type EntityRef } from '../../shared/dataflows/dataflow.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { text } from '../../shared/mapping/codec.js';
import { isWritable, writeFields, type FieldMapping } from '../../shared/mapping/mapping.js';
import { fieldAt } from '../../shared/sync/match-keys.js';
import { connectors } from '../../subgraphs/registry.js';

const entityTypes = connectors.flatMap((connector) =>
  connector.entityTypes.map((entityType) => ({ connector, entityType })),
);

/** Every mapped field of every entity type, with a name for messages. */
const mapped = entityTypes.flatMap(({ connector, entityType }) =>
  Object.entries(entityType.mapping.fields).map(([name, field]: [string, FieldMapping]) => ({
    ...{ name, field, connector, entityType, where: `${connector.system}.${entityType.name} ${name}` },
    described: fieldOf(entityType.mapping.canonicalType, name),
  })),
);

const where = (found: readonly { where: string }[]): string[] => found.map((one) => one.where);

function entityTypeOf(ref: EntityRef): EntityType {
  const found = entityTypes.find(
    ({ connector, entityType }) => connector.system === ref.system && entityType.name === ref.entityType,
  );
  if (!found) throw new Error(`no connector has ${entityKey(ref)}`);
  return found.entityType;
}

describe('the dataflows stand on the mappings', () => {
  const pairs = dataflows.flatMap((flow) => [
    ...flow.properties.map(({ left, right }) => ({ flow, left, right })),
    ...flow.match.flatMap((rule) => rule.pairs.map(({ left, right }) => ({ flow, left, right }))),
  ]);

  test.each(pairs.map(({ flow, left, right }) => [flow.id, left, right, flow] as const))(
    '%s: %s and %s are one canonical field',
    (_id, left, right, flow) => {
      const [ours, theirs] = [entityTypeOf(flow.left).mapping, entityTypeOf(flow.right).mapping];
      expect(fieldAt(ours, left)).not.toBeNull();
      expect(fieldAt(theirs, right)).toBe(fieldAt(ours, left));
      expect(theirs.canonicalType).toBe(ours.canonicalType);
    },
  );

  test.each(dataflows.filter(({ properties }) => properties.length > 0).map((flow) => [flow.id, flow] as const))(
    '%s keeps exactly the listed properties equal, in the listed type',
    (_id, flow) => {
      const fields: FieldMapping[] = Object.values(entityTypeOf(flow.right).mapping.fields);
      expect(fields.map(({ path }) => path).sort()).toEqual(flow.properties.map(({ right }) => right).sort());
      for (const { right, type } of flow.properties) {
        const field = fields.find(({ path }) => path === right);
        expect([right, (field?.codec ?? text).wireType]).toEqual([right, type]);
      }
    },
  );

  test.each(dataflows.map((flow) => [flow.id, flow] as const))('%s has fields in common to keep equal', (_id, flow) => {
    const [ours, theirs] = [entityTypeOf(flow.left), entityTypeOf(flow.right)].map(({ mapping }) =>
      Object.keys(mapping.fields),
    );
    expect(ours!.filter((name) => theirs!.includes(name)).length).toBeGreaterThan(1);
  });

  test('creation goes only into entity types whose key the hub or the system can give', () => {
    const targets = dataflows
      .filter(({ establish }) => establish === 'CREATE')
      .map(({ right }) => entityTypeOf(right).capabilities.keys);
    for (const keys of targets) if (keys !== 'server') expect(keys.to - keys.from).toBeGreaterThan(0);
  });
});

describe('a mapping', () => {
  test('bears the names that its connector says', () => {
    for (const { connector, entityType } of entityTypes) {
      expect([entityType.mapping.system, entityType.mapping.entityType]).toEqual([connector.system, entityType.name]);
    }
  });

  test('never writes a key', () => {
    const keys = mapped.filter(({ field }) => field.key);
    expect(where(keys).sort()).toEqual(['tidsbanken.Ansatt employeeNumber', 'tidsbanken.Prosjekt number']);
    for (const { name, field, entityType } of keys) {
      expect(isWritable(field)).toBe(false);
      expect(writeFields(entityType.mapping, { [name]: '1' })).toEqual({});
    }
  });

  test('has the external reference for itself', () => {
    expect(
      where(mapped.filter(({ field, entityType }) => field.path === entityType.capabilities.externalRef?.path)),
    ).toEqual([]);
  });

  test('has no wire path twice', () => {
    const twice = mapped.filter(({ field, name, entityType }) =>
      Object.entries(entityType.mapping.fields).some(
        ([other, { path }]: [string, FieldMapping]) => other !== name && path === field.path,
      ),
    );
    expect(where(twice)).toEqual([]);
  });

  test('writes no path that lies within another', () => {
    const nested = mapped.filter(({ field, entityType }) =>
      Object.values(entityType.mapping.fields).some(({ path }: FieldMapping) => path.startsWith(`${field.path}.`)),
    );
    expect(where(nested)).toEqual([]);
  });

  test('has a reference where the canonical field is one, to an entity type of the same system and the right canonical type', () => {
    expect(
      where(
        mapped.filter(({ field, described }) => (field.reference !== undefined) !== (described.type === 'reference')),
      ),
    ).toEqual([]);
    const wrong = mapped.filter(
      ({ field, connector, described }) =>
        field.reference && typeReferredTo(connector, field.reference) !== described.target,
    );
    expect(where(wrong)).toEqual([]);
  });

  test('only reads what is secret', () => {
    const secrets = mapped.filter(({ described }) => described.secret);
    expect(where(secrets.filter(({ field }) => isWritable(field)))).toEqual([]);
    expect(where(secrets).sort()).toEqual([
      'powerofficego.Contactperson nationalIdentityNumber',
      'tidsbanken.Ansatt nationalIdentityNumber',
    ]);
  });

  test('has a codec that fits each field’s type', () => {
    const fitting: Partial<Record<FieldType, RegExp>> = {
      boolean: /flag/i,
      date: /^date/,
      reference: /^(text|emptyText|referenceNumber)$/,
    };
    const wrong = mapped.filter(
      ({ field, described }) => !(fitting[described.type] ?? /text/i).test((field.codec ?? text).name),
    );
    expect(where(wrong)).toEqual([]);
  });

  test('says what a customer’s record makes of it: a Kunde a customer, an Avdeling a department, the others’ either', () => {
    const kinds = entityTypes.filter(({ entityType }) => entityType.mapping.canonicalType === 'Customer');
    expect(Object.fromEntries(kinds.map(({ entityType: { mapping } }) => [entityKey(mapping), mapping.kind]))).toEqual({
      ...{ 'tidsbanken.Avdeling': 'DEPARTMENT', 'tidsbanken.Kunde': 'CUSTOMER', 'customerp.Customer': 'CUSTOMER' },
      ...{
        'custom-pms.Customer': undefined,
        'custom-webshop.Customer': undefined,
        'powerofficego.Customers': undefined,
      },
    });
  });
});

function typeReferredTo({ entityTypes: own }: Connector, name: string): string | undefined {
  return own.find((entityType) => entityType.name === name)?.mapping.canonicalType;
}
