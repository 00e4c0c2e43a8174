import type { Graph, Representation, Row } from './world.js';

const weights = [5, 7, null, 11, 13, 17];
const fee = (weight: unknown, size: unknown): number | null =>
  typeof weight === 'number' && size ? weight + Number((size as Row)['w']) * Number((size as Row)['h']) : null;
const sum = (numbers: readonly unknown[]): number =>
  numbers.reduce<number>((total, one) => total + Number(one ?? 0), 0);
const delivery =
  (weight: unknown, places: unknown) =>
  ({ express }: { express?: boolean | null }): number | null =>
    Array.isArray(places)
      ? Number(weight ?? 0) * (express ? 2 : 1) + sum(places.map(({ zone }: { zone: unknown }) => zone))
      : null;
const badgeOf = (kind: unknown, brand: unknown): string =>
  `${kind ?? 'no kind'} of ${(brand as Row | null)?.['name'] ?? 'nobody'}`;
const weightsIn = (list: unknown): unknown[] => (list as Row[]).map(({ weight }) => weight);

export function createShop(): Graph {
  const brands = ['NO', 'SE'].map((iso, index) => brandIn(iso, index));
  const products = weights.map((weight, index) => product(index, weight, brands[index % 3] ?? null));
  const shelves = [1, 2, 3].map((row) => ({
    ...{ __typename: 'Shelf', place: row === 3 ? 'Bodø' : 'Oslo', row, width: row === 2 ? null : row * 100 },
    products: products.filter((_, index) => index % 4 === row),
  }));
  const reviews = [0, 1, 2, 3, 4, 5, 6].map((index) => review(index, products[index % 4] ?? null));
  shelves.forEach((shelf) => Object.assign(shelf, { load: sum(weightsIn(shelf.products)) }));
  reviews.forEach((one, index) =>
    Object.assign(one, { replies: index % 3 === 0 ? reviews.slice(index + 1, index + 3) : null }),
  );
  products.forEach((one, index) => complete(one, index, { products, shelves, reviews }));
  brands.forEach((brand) => Object.assign(brand, { products: products.filter((one) => one['brand'] === brand) }));
  return {
    rows: [...products, ...brands, ...brands.map(({ country }) => country as Row), ...shelves, ...reviews],
    root: rootOf(products, brands, shelves, reviews),
    references,
  };
}

function brandIn(iso: string, index: number): Row {
  const country = { __typename: 'Country', iso, name: iso === 'NO' ? 'Norway' : null };
  return { __typename: 'Brand', code: 'acme', country, name: `Acme ${iso}`, rating: index === 0 ? 4 : null };
}

function product(index: number, weight: number | null, brand: Row | null): Row {
  const size = index === 3 ? null : { w: index + 1, h: 2, unit: 'cm' };
  const places = index === 4 ? null : [0, 1].map((zone) => ({ name: `Place ${zone}`, zone: zone + index }));
  return {
    ...{ __typename: 'Product', id: `p${index}`, sku: `sku-${index}`, weight, size, places, brand },
    name: ({ lang }: { lang?: string | null }) => `Product ${index} (${lang})`,
    kind: index === 5 ? null : index % 2 === 0 ? 'TOOL' : 'TOY',
    note: `Note ${index} of the stock`,
    inStock: ({ place }: { place?: string | null }) => (place === 'Bodø' ? 100 : 10) + index,
    stockNorth: 2 * (100 + index),
    price: ({ currency }: { currency?: string | null }) =>
      index === 1 ? null : (index + 0.5) * (currency === 'EUR' ? 1 : 10),
    delivery: delivery(weight, places),
    fee: fee(weight, size),
    worth: fee(weight, size) === null ? null : 2 * Number(fee(weight, size)),
  };
}

type Rows = Readonly<Record<'products' | 'shelves' | 'reviews', readonly Row[]>>;

function complete(one: Row, index: number, { products, shelves, reviews }: Rows): void {
  const parts = products.slice(index + 1, index + 1 + (index % 3));
  const own = reviews.filter(({ product }) => product === one);
  Object.assign(one, {
    ...{ parts, bundleWeight: sum(weightsIn(parts)), badge: badgeOf(one['kind'], one['brand']) },
    shelf: shelves.find(({ products: on }) => (on as Row[]).includes(one)) ?? null,
    reviews: ({ first }: { first?: number | null }) => own.slice(0, first ?? own.length),
  });
}

function review(index: number, about: Row | null): Row {
  return {
    ...{ __typename: 'Review', id: `r${index}`, stars: (index % 5) + 1, product: index === 6 ? null : about },
    body: ({ upper }: { upper?: boolean | null }) => (upper ? `TEXT ${index}` : `Text ${index}`),
  };
}

function rootOf(products: Row[], brands: Row[], shelves: Row[], reviews: Row[]): Graph['root'] {
  return {
    product: ({ id }: Representation) => products.find((one) => one['id'] === id) ?? null,
    products: ({ first, kind }: { first: number; kind?: string | null }) =>
      products.filter((one) => !kind || one['kind'] === kind).slice(0, first),
    bySku: ({ sku }: Representation) => products.find((one) => one['sku'] === sku) ?? null,
    brand: ({ code, country }: Representation) =>
      brands.find((one) => one['code'] === code && (one['country'] as Row)['iso'] === country) ?? null,
    search: ({ text }: { text?: string | null }) =>
      text === 'none' ? [] : [products[1], brands[0], shelves[0], products[2]],
    shelf: ({ place, row }: Representation) =>
      shelves.find((one) => one['place'] === place && one['row'] === row) ?? null,
    ...{ shelves, reviews, latest: reviews[2] },
  };
}

/** What is required comes with the representation, and is taken from nowhere else. */
const references: NonNullable<Graph['references']> = {
  'catalog.Product': (_of, row) => row && { ...row, note: 'The note as it was before the stock had it' },
  'prices.Product': (of, row) =>
    row && {
      ...row,
      fee: fee(of['weight'], of['size']),
      delivery: delivery(of['weight'], of['places']),
      bundleWeight: of['parts'] === undefined ? null : sum(weightsIn(of['parts'])),
      stockNorth: of['inStock'] === undefined ? null : 2 * Number(of['inStock']),
    },
  'prices.Shelf': (of, row) =>
    row && { ...row, load: of['products'] === undefined ? null : sum(weightsIn(of['products'])) },
  'reviews.Product': (of, row) =>
    row && {
      ...row,
      worth: typeof of['fee'] === 'number' ? 2 * of['fee'] : null,
      badge: badgeOf(of['kind'], of['brand']),
    },
};
