import { Kind, valueFromASTUntyped } from 'graphql';
import type { DirectiveNode, DocumentNode } from 'graphql';
import { ConfigInvalid } from '../../shared/errors.js';

/** The specifications of access, each of which has one directive, called as it is itself. */
const accessSpecs = ['authenticated', 'requiresScopes', 'policy'] as const;

export type AccessSpec = (typeof accessSpecs)[number];

const apollo = 'https://specs.apollo.dev/';

/** What is honoured of all that a supergraph may ask for in the name of security. */
const honoured = new Set([...['inaccessible/v0.1', 'inaccessible/v0.2'], ...accessSpecs.map((spec) => `${spec}/v0.1`)]);

/** A specification that a supergraph follows. */
interface Link {
  readonly url: string;
  /** What its names begin with, unless they are imported. */
  readonly as: string | null;
  readonly isForSecurity: boolean;
  /** By their own names the ones that its elements are given. */
  readonly imports: ReadonlyMap<string, string>;
}

/**
 * What the directives of access are called in a supergraph, by those names. One that it does not link is taken by its own.
 * @throws ConfigInvalid for a supergraph that asks for what is not honoured here.
 */
export function accessDirectives(supergraph: DocumentNode): ReadonlyMap<string, AccessSpec> {
  const links = linksIn(supergraph);
  for (const link of links) assertHonoured(link);
  const names = new Map<string, AccessSpec>();
  const linked = accessSpecs.map((spec) => ({ spec, links: links.filter(({ url }) => isOf(url, spec)) }));
  for (const { spec, links: own } of linked) if (own.length === 0) names.set(spec, spec);
  for (const { spec, links: own } of linked)
    for (const link of own) for (const name of namesOf(link, spec)) names.set(name, spec);
  return names;
}

function isOf(url: string, spec: string): boolean {
  return url.startsWith(`${apollo}${spec}/v`);
}

function namesOf({ as, imports }: Link, spec: AccessSpec): string[] {
  const prefix = as ?? spec;
  const imported = imports.get(`@${spec}`);
  return [prefix, `${prefix}__${spec}`, ...(imported === undefined ? [] : [imported.replace(/^@/, '')])];
}

function assertHonoured({ url, isForSecurity, imports }: Link): void {
  if (isForSecurity && !(url.startsWith(apollo) && honoured.has(url.slice(apollo.length))))
    throw new ConfigInvalid(`The supergraph asks for ${url} in the name of security, which is not known here`);
  const hidden = imports.get('@inaccessible') ?? '@inaccessible';
  if (isOf(url, 'inaccessible') && hidden !== '@inaccessible')
    throw new ConfigInvalid(`The supergraph imports @inaccessible as ${hidden}: rename it by "as" of its @link`);
}

/** @throws ConfigInvalid where the directive that links has a name of its own. */
function linksIn({ definitions }: DocumentNode): Link[] {
  const directives = definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? [])
      : [],
  );
  const strange = directives.find((one) => one.name.value !== 'link' && isOf(textOf(one, 'url') ?? '', 'link'));
  if (strange) throw new ConfigInvalid(`The supergraph calls @link @${strange.name.value}, which is not read here`);
  return directives.filter(({ name }) => name.value === 'link').map(linkOf);
}

function linkOf(directive: DirectiveNode): Link {
  return {
    url: (textOf(directive, 'url') ?? '').replace(/\/$/, ''),
    as: textOf(directive, 'as'),
    isForSecurity: valueOf(directive, 'for') === 'SECURITY',
    imports: new Map([valueOf(directive, 'import') ?? []].flat().map(importOf)),
  };
}

function importOf(element: unknown): [string, string] {
  if (typeof element === 'string') return [element, element];
  const { name, as = name } = element as { name: string; as?: string };
  return [name, as];
}

function textOf(directive: DirectiveNode, argument: string): string | null {
  const value = valueOf(directive, argument);
  return typeof value === 'string' ? value : null;
}

function valueOf({ arguments: given = [] }: DirectiveNode, argument: string): unknown {
  const value = given.find(({ name }) => name.value === argument)?.value;
  return value && valueFromASTUntyped(value);
}
