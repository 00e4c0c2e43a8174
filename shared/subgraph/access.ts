import { Kind, parse, visit, type ConstDirectiveNode, type FieldDefinitionNode } from 'graphql';
import { Directive } from 'type-graphql';

/** What a caller may do: read; edit records and decide about them; run the sync; set up the hub; see identity numbers. */
export type Scope = 'read' | 'edit' | 'operate' | 'admin' | 'national-id';

const directive = (scope: Scope): string => `@requiresScopes(scopes: [["${scope}"]])`;

/** Has a field ask for a scope; enforced by the gateway, before anything is fetched. */
export function Needs(scope: Scope): PropertyDecorator & MethodDecorator {
  return Directive(directive(scope)) as PropertyDecorator & MethodDecorator;
}

/** What the fields of each root ask for that say nothing themselves, so that none is forgotten. */
const usual: Readonly<Record<string, Scope>> = { Query: 'read', Subscription: 'read', Mutation: 'edit' };

/** A schema in which every field of a root asks for a scope. */
export function withAccess(sdl: string) {
  return visit(parse(sdl), {
    ObjectTypeDefinition: (type) => {
      const scope = usual[type.name.value];
      if (!scope) return undefined;
      return { ...type, fields: (type.fields ?? []).map((field) => asking(field, scope)) };
    },
  });
}

function asking(field: FieldDefinitionNode, scope: Scope): FieldDefinitionNode {
  const { directives = [] } = field;
  if (directives.some(({ name }) => name.value === 'requiresScopes')) return field;
  return { ...field, directives: [...directives, parsed(scope)] };
}

function parsed(scope: Scope): ConstDirectiveNode {
  const [definition] = parse(`type Query { field: Int ${directive(scope)} }`).definitions;
  const field = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? definition.fields?.[0] : undefined;
  const [found] = field?.directives ?? [];
  if (!found) throw new RangeError('no directive where one was just written');
  return found;
}
