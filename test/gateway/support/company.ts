/** The object graph behind the test subgraphs. A field that takes arguments, counts or fails is a function. */

interface Row {
  readonly __typename: string;
  readonly id: string;
  [field: string]: unknown;
}

/** A company's rows by type and id, fresh for every test so that a test may change them. */
export interface Company {
  readonly rows: readonly Row[];
  add(typename: string, id: string, fields: object): Row;
  find(typename: string, id: unknown): Row | undefined;
  all(typename: string): Row[];
}

export function createCompany(): Company {
  const rows: Row[] = [];
  const company: Company = {
    rows,
    add(__typename, id, fields) {
      const row = { __typename, id, ...fields };
      rows.push(row);
      return row;
    },
    find: (typename, id) => rows.find((row) => row.__typename === typename && row.id === String(id)),
    all: (typename) => rows.filter((row) => row.__typename === typename),
  };
  addCustomers(company, addKunder(company), addPmsCustomers(company));
  addMedia(company);
  return company;
}

function addKunder({ add }: Company): Row[] {
  return ['1', '2', '3'].map((id) =>
    add('TidsbankenKunde', id, {
      navn: ({ lang }: { lang?: string | null }) => `Kunde ${id}${lang ? ` (${lang})` : ''}`,
      adresse: id === '3' ? null : { gate: `Gate ${id}`, by: { postnr: '0150', navn: 'Oslo' } },
      must: `m${id}`,
      weight: Number(id) * 10,
      shipping: ({ express }: { express?: boolean | null }) => Number(id) * 10 * (express ? 2 : 1),
    }),
  );
}

function addPmsCustomers({ add }: Company): Row[] {
  return ['7', '8'].map((id) =>
    add('PmsCustomer', id, {
      label: `Label ${id}`,
      rating: Number(id),
      size: { w: 2, h: Number(id) },
      price: `Label ${id}`.length + 2 * Number(id),
    }),
  );
}

/** Four customers; the first and the last share a kunde, the last two have no customer in the pms. */
function addCustomers({ add }: Company, kunder: readonly Row[], pms: readonly Row[]): void {
  const customers = ['1', '2', '3', '4'].map((id, index) =>
    add('Customer', `c${id}`, {
      name: `Customer ${id}`,
      kind: index % 2 === 0 ? 'CUSTOMER' : 'DEPARTMENT',
      tidsbankenKunde: kunder[index % kunder.length],
      pmsCustomer: pms[index] ?? null,
    }),
  );
  customers.forEach((customer, index) => {
    customer['parent'] = customers[index - 1] ?? null;
    customer['projects'] = [0, 1].map((n) =>
      add('Project', `p${index}${n}`, { title: `Project ${index}${n}`, customer: n === 0 ? customer : null }),
    );
  });
  for (const rows of [kunder, pms]) rows.forEach((row, index) => (row['customer'] = customers[index]));
}

function addMedia({ add }: Company): void {
  const shared = (id: string) => ({
    title: `Title ${id}`,
    reviews: [`Review of ${id}`],
    score: ({ scale }: { scale?: number | null }) => 2 * (scale ?? 1),
  });
  add('Book', 'm1', { ...shared('m1'), pages: 100 });
  add('Film', 'm2', { ...shared('m2'), minutes: 90 });
}

/** The root fields, as the monolith over the same rows answers them. */
export function rootOf({ find, all }: Company): Record<string, unknown> {
  const byId =
    (typename: string) =>
    ({ id }: { id: string }) =>
      find(typename, id) ?? null;
  const media = () => [...all('Book'), ...all('Film')];
  const rename = (typename: string, field: string) => (args: Record<string, unknown>) => {
    const row = find(typename, args['id']);
    if (row && args[field] !== undefined && args[field] !== null) row[field] = args[field];
    return row ?? null;
  };
  return {
    node: ({ id }: { id: string }) => find('Customer', id) ?? find('Project', id) ?? null,
    customer: byId('Customer'),
    customers: ({ first, filter }: { first: number; filter?: { name?: string | null } | null }) => {
      const named = all('Customer').filter(({ name }) => !filter?.name || name === filter.name);
      return {
        edges: named.slice(0, first).map((node) => ({ cursor: `cursor ${node.id}`, node })),
        totalCount: named.length,
      };
    },
    records: () => [...all('TidsbankenKunde'), ...all('PmsCustomer')],
    kunder: () => all('TidsbankenKunde'),
    kunde: byId('TidsbankenKunde'),
    now: () => '2026-11-20T12:00:00Z',
    version: () => '1',
    pmsCustomers: () => all('PmsCustomer'),
    ratings: () => all('PmsCustomer'),
    topBooks: () => all('Book'),
    media,
    medias: media,
    things: () => [...media(), ...all('PmsCustomer')],
    updateCustomer: (args: Record<string, unknown>) => ({ customer: rename('Customer', 'name')(args) }),
    linkCustomer: byId('Customer'),
    updateKunde: rename('TidsbankenKunde', 'must'),
    rebuild: () => true,
    touchPms: byId('PmsCustomer'),
  };
}
