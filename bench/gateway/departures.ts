import { departures as fromSpecification } from '../../test/gateway/suite/departures.js';

const alias = '@apollo/gateway takes the field of that name for the key or the required field';
const sameName =
  '@apollo/gateway answers one of the two for both: it asks for a field with other arguments under one name';
const places = '@apollo/gateway tells an error of one type in a union at its first item';
const silent =
  '@apollo/gateway tells of a null that may not be, and that no subgraph reported, in the extensions alone';

/** Written queries that `@apollo/gateway` answers otherwise than this gateway, by world. */
const ofPeer: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  shop: {
    'required: under other names': alias,
    'required: with an argument that is asked for otherwise': sameName,
    'aliases that are names of required fields': alias,
  },
  library: {
    'an interface object: its fields by type': sameName,
    'an interface object: a required field of one type':
      '@apollo/gateway asks for an entity of a type that the subgraph knows by its interface alone',
    'an interface object as the way in, by another interface':
      '@apollo/gateway asks the subgraph for an interface that it does not know',
    '__typename: as the alias of a field': '@apollo/gateway answers the name of the type',
  },
  orders: {
    'an entity: a null that nulls it, among others': silent,
    'an entity that is not there: a field that may not': silent,
    'an entity that is not there: where it must be': silent,
    'a union with errors': places,
    'a union with nulls that may not be': places,
    'errors under one name by type': places,
  },
  values: {
    'lists of lists under other names': alias,
    'introspection: in a fragment, behind a condition': '@apollo/gateway answers an error alone',
  },
};

/** Why the two answer a query otherwise, by its name; for what is not here, there is no known reason. */
export function reasonsIn(world: string): ReadonlyMap<string, string> {
  const ours = Object.entries(fromSpecification[world] ?? {}).flatMap(([name, { kind, why }]): [string, string][] =>
    kind === 'UNPLANNED' ? [[name, why]] : [],
  );
  return new Map([...ours, ...Object.entries(ofPeer[world] ?? {})]);
}
