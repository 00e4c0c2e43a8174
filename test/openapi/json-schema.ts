/** The part of JSON Schema that the documents use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: 'date' | 'date-time';
  readonly readOnly?: true;
}

const known = new Set([
  ...['$ref', 'type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items', 'minLength'],
  ...['maxLength', 'minimum', 'maximum', 'maxItems', 'pattern', 'format', 'readOnly', 'description', 'default'],
]);
const formats = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
};

/** Where a value is not what its schema says. `find` resolves a reference. Throws for a keyword it does not know. */
export function strays(schema: Schema, value: unknown, find: (ref: string) => Schema, at = ''): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !known.has(keyword));
  if (unknown.length > 0) throw new Error(`${at}: ${unknown.join()} is not known here`);
  if (schema.$ref !== undefined) return strays(find(schema.$ref), value, find, at);
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (types && !types.some((type) => isOf(type, value))) return [`${at} is not ${types.join(' or ')}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is not among its values`];
  if (schema.const !== undefined && schema.const !== value) return [`${at} is not ${String(schema.const)}`];
  if (typeof value === 'string') return inText(schema, value) ? [] : [`${at} is no such text`];
  if (typeof value === 'number') return inRange(schema, value) ? [] : [`${at} is out of range`];
  if (Array.isArray(value)) return inList(schema, value, find, at);
  return typeof value === 'object' && value !== null ? inObject(schema, value, find, at) : [];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function inText({ minLength = 0, maxLength = Infinity, pattern = '', format }: Schema, value: string): boolean {
  const isFormed = format === undefined || formats[format].test(value);
  return value.length >= minLength && value.length <= maxLength && new RegExp(pattern).test(value) && isFormed;
}

function inRange({ minimum = -Infinity, maximum = Infinity }: Schema, value: number): boolean {
  return value >= minimum && value <= maximum;
}

function inList(schema: Schema, value: readonly unknown[], find: (ref: string) => Schema, at: string): string[] {
  if (value.length > (schema.maxItems ?? Infinity)) return [`${at} has too many items`];
  return value.flatMap((item, index) => (schema.items ? strays(schema.items, item, find, `${at}[${index}]`) : []));
}

function inObject(schema: Schema, value: object, find: (ref: string) => Schema, at: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const property = properties[name];
    if (property) return strays(property, each, find, `${at}.${name}`);
    return additionalProperties === false ? [`${at}.${name} is not documented`] : [];
  });
  return [...missing, ...wrong];
}
