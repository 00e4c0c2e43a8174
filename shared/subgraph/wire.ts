import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Needs } from './access.js';
import { nationalIdScope } from './context.js';

/** A class decorated with `SystemEntity` or `WireObject`. */
export type WireClass = new () => object;

export interface WireOptions {
  /** Shown, and in no input type. */
  readonly readOnly?: boolean;
  /** Shown only to callers with the scope `national-id`. */
  readonly secret?: boolean;
}

/** One field of a wire class. */
export interface WireField {
  /** The GraphQL name. */
  readonly name: string;
  /** The wire path, relative to the object the class stands for; a dot between levels. */
  readonly path: string;
  /** The GraphQL type as type-graphql takes it, `[X]` for a list; called late, as it may name a class declared below. */
  readonly type: () => unknown;
  /** The record's key, in no input type of an update. */
  readonly key: boolean;
  readonly readOnly: boolean;
  readonly secret: boolean;
}

const fieldsOf = new WeakMap<object, WireField[]>();

/** The wire fields of a class in the order they were declared; none for any other class. */
export function wireFields(type: WireClass): readonly WireField[] {
  return fieldsOf.get(type) ?? [];
}

/** The nested wire class a field holds, and null for a scalar; whether it is a list of them. */
export function itemOf(field: WireField): { readonly wireClass: WireClass | null; readonly list: boolean } {
  const type = field.type();
  const list = Array.isArray(type);
  const item: unknown = list ? type[0] : type;
  const nested = typeof item === 'function' && fieldsOf.has(item);
  return { wireClass: nested ? (item as WireClass) : null, list };
}

/** A GraphQL entity with the key `id`. */
export function SystemEntity(description: string): ClassDecorator {
  return (target) => {
    ObjectType({ description, simpleResolvers: true })(target);
    Directive('@key(fields: "id")')(target);
  };
}

/** An object nested in an entity: an address, say. */
export function WireObject(description: string): ClassDecorator {
  return ObjectType({ description, simpleResolvers: true });
}

/** The key of an entity, as text whatever its type on the wire. */
export function Key(path: string): PropertyDecorator {
  return declare({ path, type: () => ID, key: true, readOnly: true, secret: false });
}

/** A nullable field, text unless `type` says otherwise. */
export function Wire(path: string, options?: WireOptions): PropertyDecorator;
export function Wire(path: string, type: () => unknown, options?: WireOptions): PropertyDecorator;
export function Wire(
  path: string,
  typeOrOptions: (() => unknown) | WireOptions = {},
  more: WireOptions = {},
): PropertyDecorator {
  const [type, options] = typeof typeOrOptions === 'function' ? [typeOrOptions, more] : [() => String, typeOrOptions];
  return declare({ path, type, key: false, readOnly: options.readOnly ?? false, secret: options.secret ?? false });
}

function declare(field: Omit<WireField, 'name'>): PropertyDecorator {
  return (prototype, name) => {
    if (typeof name === 'symbol') throw new TypeError('a wire field has a name, not a symbol');
    const owner = prototype.constructor;
    fieldsOf.set(owner, [...(fieldsOf.get(owner) ?? []), { ...field, name }]);
    Field(() => field.type() as object, { nullable: !field.key, description: describeField(field) })(prototype, name);
    if (field.secret) Needs(nationalIdScope)(prototype, name);
  };
}

/** A field's docstring: its wire name and what restricts it. */
export function describeField({ path, key, readOnly, secret }: Omit<WireField, 'name'>): string {
  const notes = [key ? `Key; wire name \`${path}\`.` : `Wire name \`${path}\`.`];
  if (readOnly && !key) notes.push('Read-only.');
  if (secret) notes.push(`Only with the scope \`${nationalIdScope}\`.`);
  return notes.join(' ');
}
