import {
  buildSchema,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import type {
  GraphQLNamedType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLSchema,
} from 'graphql';

const sdl = `
  type Query { customer(id: ID!): Customer customers(first: Int = 2): [Customer!] must: Customer! any: [Thing] node: Node! odd: [Odd!]! }
  type Mutation { rename(lang: String): Customer touch(scale: Int = 1): Int broken: Customer! again: [Customer!] }
  interface Node { id: ID! name: String }
  union Thing = Customer | Project | Checked
  enum Kind { PERSON COMPANY }
  scalar Odd
  type Customer implements Node {
    id: ID! name(lang: String = "no"): String! kind: Kind odd: Odd sizes(scale: Int): [[Int!]] parent: Customer
    projects(first: Int, express: Boolean): [Project!]! best: Node things(filter: Filter): [Thing!]
  }
  type Project implements Node { id: ID! name: String title: String! customer: Customer! nodes: [Node] }
  type Checked implements Node { id: ID! name: String checked: Checked }
  input Filter { name: String active: Boolean = true }
`;

/** A number below `kinds` for a place: the same at each asking, and another with another seed. */
type Draw = (place: string, kinds: number) => number;

function drawOf(seed: number): Draw {
  return (place, kinds) => {
    let hash = seed | 0;
    for (const letter of place) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) ^ (hash >>> 13);
    return (hash >>> 3) % kinds;
  };
}

/** Rows are of one type and know their place. */
interface Row {
  readonly place: string;
}

/** Values of a schema that throw, reject, are late, null, errors, wrong or not there, each by its place. */
class Unruly {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly draw: Draw,
  ) {}

  /** What a field at a place is. */
  value(type: GraphQLOutputType, place: string): unknown {
    const kind = this.draw(`${place}!`, 40);
    if (kind === 0) throw new Error(`thrown at ${place}`);
    if (kind === 1) throw new GraphQLError(`refused at ${place}`, { extensions: { code: 'FORBIDDEN' } });
    return this.item(type, place);
  }

  private item(type: GraphQLOutputType, place: string): unknown {
    const kind = this.draw(place, 40);
    if (kind === 0) return null;
    if (kind === 1) return undefined;
    if (kind === 2) return new Error(`an error at ${place}`);
    if (kind === 3) return rejected(new Error(`rejected at ${place}`));
    if (kind === 4) return Promise.resolve(null);
    if (kind < 10) return Promise.resolve().then(() => this.proper(type, place));
    return this.proper(type, place);
  }

  private proper(asked: GraphQLOutputType, place: string): unknown {
    const type = getNullableType(asked) as GraphQLOutputType;
    const kind = this.draw(`${place}?`, 30);
    if (isListType(type)) {
      if (kind === 20) return 'no list';
      const items = Array.from({ length: kind % 4 }, (_, index) => this.item(type.ofType, `${place}.${index}`));
      return kind > 26 ? new Set(items) : items;
    }
    if (isEnumType(type)) return kind === 20 ? 'NOBODY' : 'PERSON';
    if (isAbstractType(type)) return this.row(this.schema.getPossibleTypes(type)[kind % 3] ?? type, place);
    if (isObjectType(type)) return this.row(type, place);
    return type.name === 'Int' ? (kind === 20 ? 'no number' : kind) : `${place} is ${kind}`;
  }

  /** An object whose properties are read, and whose methods called, by the default resolver. */
  private row(type: GraphQLNamedType, place: string): Row {
    const row: Row = { place };
    const name = ['Nobody', 'Kind', 'Customer', undefined][this.draw(`${place}#`, 60)] ?? type.name;
    if (this.draw(`${place}:`, 8) > 0) Object.defineProperty(row, '__typename', { value: name });
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    for (const { name: field, type: of } of fields) {
      const at = `${place}.${field}`;
      const isMethod = this.draw(`${at}()`, 4) === 0;
      const method = (args: object, context: unknown, info: GraphQLResolveInfo) =>
        this.value(of, told(at, args, context, info));
      Object.defineProperty(row, field, { get: () => (isMethod ? method : this.value(of, at)) });
    }
    return row;
  }
}

/** Rejected, and not the fault of a test where graphql-js never comes to look at it. */
function rejected(error: Error): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => undefined);
  return promise;
}

/** A place that is another for whoever is told anything else. */
function told(place: string, args: object, context: unknown, info: GraphQLResolveInfo): string {
  const path = responsePathAsArray(info.path).join('.');
  const { fieldName, fieldNodes, returnType, parentType, variableValues, rootValue, operation, fragments } = info;
  const facts = [fieldName, fieldNodes.length, String(returnType), parentType.name, variableValues, rootValue];
  return `${place} ${path} ${JSON.stringify([args, context, facts, operation.operation, Object.keys(fragments)])}`;
}

/** A schema of which nothing can be relied on; `begun` tells of every mutation that begins. */
export function unrulySchema(seed: number, begun: (field: string) => void): GraphQLSchema {
  const schema = buildSchema(sdl);
  const draw = drawOf(seed);
  const unruly = new Unruly(schema, draw);
  const odd = schema.getType('Odd') as GraphQLScalarType;
  odd.serialize = (value) => [{ value }, null, undefined, value][draw(String(value), 4)];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) giveResolvers(type, unruly, draw, type.name === 'Mutation' ? begun : () => undefined);
    if (isAbstractType(type) && draw(type.name, 2) === 0) type.resolveType = (row: Row) => typeOf(row, draw);
  }
  const checked = schema.getType('Checked') as GraphQLObjectType<Row>;
  checked.isTypeOf = ({ place }) =>
    [true, true, Promise.resolve(true), false, Promise.resolve(false)][draw(`${place}=`, 5)] ?? true;
  return schema;
}

function giveResolvers(type: GraphQLObjectType, unruly: Unruly, draw: Draw, begun: (field: string) => void): void {
  const isRoot = ['Query', 'Mutation'].includes(type.name);
  for (const field of Object.values(type.getFields())) {
    if (!isRoot && draw(`${type.name}.${field.name}`, 3) > 0) continue;
    field.resolve = (source, args: object, context, info) => {
      begun(field.name);
      return unruly.value(field.type, told((source as Row | undefined)?.place ?? '', args, context, info));
    };
  }
}

function typeOf({ place }: Row, draw: Draw) {
  const kind = draw(`${place}~`, 40);
  const names = ['Nobody', 'Kind', 7, Promise.resolve('Customer')];
  return (kind < names.length ? names[kind] : ['Customer', 'Project', 'Checked'][kind % 3]) as string;
}
