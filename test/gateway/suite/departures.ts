/** Where the gateway does not answer as one schema does, and why. */
export type Departure =
  /** The planner finds no plan: the whole answer is null, with an error. */
  | { readonly kind: 'UNPLANNED'; readonly why: string }
  /** The data are the same; these errors are told beside those of one schema, by their place. */
  | { readonly kind: 'MORE_ERRORS'; readonly why: string; readonly at: readonly string[] };

const toTypes = 'The planner knows no way from an interface object to the fields of one of its types';
const keyElsewhere =
  'The planner knows no way to a field that requires others where the key to its subgraph has to be looked up first';
const unasked = 'What a field requires was read, and failed, though the client did not ask for it';

/** By world, and the name of the query there. */
export const departures: Readonly<Record<string, Readonly<Record<string, Departure>>>> = {
  shop: {
    'required: through the whole chain': { kind: 'UNPLANNED', why: keyElsewhere },
    'required: in a list of a subgraph with another key': { kind: 'UNPLANNED', why: keyElsewhere },
  },
  library: {
    'an interface object as the way in, to its types': { kind: 'UNPLANNED', why: toTypes },
    'an interface object as the way in, to one type alone': { kind: 'UNPLANNED', why: toTypes },
    'an interface object as the way in, to a field elsewhere of one type': { kind: 'UNPLANNED', why: toTypes },
    'an interface object within an entity, by type': { kind: 'UNPLANNED', why: toTypes },
  },
  orders: {
    'an entity: a null in a list of what must be': {
      kind: 'MORE_ERRORS',
      why: 'One schema stops at the first of a list that may not be null; here all of them were read by then',
      at: ['order.lines.0.goods.2.label'],
    },
    'required: of a field that throws': { kind: 'MORE_ERRORS', why: unasked, at: ['orders.1.risky'] },
    'required: of a field that throws, by another way': {
      kind: 'MORE_ERRORS',
      why: unasked,
      at: ['customer.orders.0.risky'],
    },
  },
};
