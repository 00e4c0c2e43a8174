import { parse } from 'graphql';
import { checksIn } from '../../gateway/access/checks.js';
import { supergraphOf, withGraph } from './graphql-support.js';

test('every field of a root asks for a scope: reading for reading, editing for editing, and more where more is at stake', () =>
  withGraph(async (graph) => {
    const supergraph = parse(supergraphOf(graph));
    const checks = checksIn(supergraph);
    const fields = supergraph.definitions.flatMap((definition) =>
      definition.kind === 'ObjectTypeDefinition' &&
      ['Query', 'Mutation', 'Subscription'].includes(definition.name.value)
        ? (definition.fields ?? []).map(({ name }) => `${definition.name.value}.${name.value}`)
        : [],
    );
    const scopeOf = (field: string): string => (checks.get(field) ?? []).map(({ oneOf }) => oneOf.flat().join()).join();
    expect(fields.length).toBeGreaterThan(80);
    expect(fields.filter((field) => scopeOf(field) === '')).toEqual([]);
    const unusual = fields.filter((field) => scopeOf(field) !== (field.startsWith('Mutation.') ? 'edit' : 'read'));
    expect(unusual.map((field) => `${field} ${scopeOf(field)}`).sort()).toEqual([
      'Mutation.applyConfiguration admin',
      'Mutation.applySync operate',
      'Mutation.cancelSync operate',
      'Mutation.createApiKey admin',
      'Mutation.eraseCanonicalRecord admin',
      'Mutation.importLinks operate',
      'Mutation.liftErasure admin',
      'Mutation.pauseDataflow operate',
      'Mutation.planSync operate',
      'Mutation.resumeDataflow operate',
      'Mutation.resumeWriting operate',
      'Mutation.revokeApiKey admin',
      'Mutation.rotateApiKey admin',
      'Mutation.startSync operate',
      'Query.apiKeys admin',
    ]);
  }));

test('every field with an identity number asks for the scope of its own, and no other field does', () =>
  withGraph(async (graph) => {
    const checks = checksIn(parse(supergraphOf(graph)));
    const secret = [...checks].filter(([, found]) => found.some(({ oneOf }) => oneOf.flat().includes('national-id')));
    expect(secret.map(([field]) => field).sort()).toEqual([
      'Employee.nationalIdentityNumber',
      'PowerofficegoContactperson.socialSecurityNumber',
      'PowerofficegoCustomer.nationalIdNumber',
      'PowerofficegoEmployee.internationalIdNumber',
      'PowerofficegoEmployee.nationalIdNumber',
      'TidsbankenAnsatt.personnummer',
    ]);
  }));
