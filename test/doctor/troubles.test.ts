import { renaming, withProxy, type Hook } from './proxy.js';
import { claiming, examined, toDo, withSandbox } from './support.js';
import { systemsOf } from '../support/systems.js';

const customer = claiming('custom-pms', 'Customer', () => ({}));
const project = claiming('custom-pms', 'Project', () => ({}));

/** What is made is made, but nobody hears of it. */
const silentPost: Hook = async ({ method }, pass) => {
  const answer = await pass();
  return method === 'POST' ? null : answer;
};

/** What is to be done about the custom PMS behind a proxy, and what is left in it. */
async function behind(hook: Hook, of = customer, writes = false): Promise<{ found: string[]; left: unknown[] }> {
  const result: { found: string[]; left: unknown[] } = { found: [], left: [] };
  await withSandbox(['custom-pms'], (sandbox) =>
    withProxy(sandbox.addresses['custom-pms'], hook, async (address) => {
      const findings = await examined(sandbox, { of: [of], writes, values: { CUSTOM_PMS_URL: address } });
      result.found = toDo(findings);
      const customers = await systemsOf(sandbox).custom('custom-pms', 'customers');
      result.left = customers.filter(({ name }) => String(name).startsWith('Samband'));
    }),
  );
  return result;
}

describe('what is wrong with a configuration is named', () => {
  test('a missing variable, while the other systems are examined', async () => {
    await withSandbox(['custom-pms', 'customerp'], async (sandbox) => {
      const findings = await examined(sandbox, { values: { CUSTOM_PMS_API_KEY: '' } });
      expect(toDo(findings)).toEqual([
        'custom-pms configuration: CUSTOM_PMS_API_KEY is not set -> subgraphs/custom-pms/README.md lists its variables',
      ]);
      expect(findings).toContainEqual(
        expect.objectContaining({ system: 'customerp', claim: 'sign-in', verdict: 'fine' }),
      );
      expect(findings).toContainEqual(
        expect.objectContaining({ system: 'tidsbanken', found: 'off: TIDSBANKEN_URL is not set' }),
      );
    });
  });

  test.each([
    ['tidsbanken', 'TIDSBANKEN_KEY'],
    ['powerofficego', 'POWEROFFICEGO_CLIENT_KEY'],
    ['crmoffice', 'CRMOFFICE_CLIENT_SECRET'],
    ['custom-webshop', 'CUSTOM_WEBSHOP_API_KEY'],
  ] as const)('a wrong key of %s, by its variable and never by its value', async (system, variable) => {
    await withSandbox([system], async (sandbox) => {
      const found = toDo(await examined(sandbox, { values: { [variable]: 'not-the-key' } }));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(`${system} sign-in: `);
      expect(found[0]).toContain(variable);
      for (const secret of ['not-the-key', ...Object.values(sandbox.environment)]) {
        if (!secret.startsWith('http')) expect(found[0]).not.toContain(secret);
      }
    });
  });

  test('an address where nothing listens', async () => {
    await withSandbox(['custom-pms'], async (sandbox) => {
      const found = toDo(await examined(sandbox, { values: { CUSTOM_PMS_URL: 'http://127.0.0.1:1' } }));
      expect(found).toEqual([expect.stringMatching(/^custom-pms sign-in: .*custom-pms/)]);
    });
  });
});

describe('what a system answers otherwise than expected is named', () => {
  test('a property that has another name now', async () => {
    const { found } = await behind(renaming('"organizationNumber":', '"orgNo":'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^custom-pms.Customer properties: organizationNumber is on none of \d+ records; new to us: orgNo/,
    );
    expect(found[0]).toContain('subgraphs/custom-pms/mappings.ts');
  });

  test('a word that the mapping does not know', async () => {
    const { found } = await behind(renaming('"status":"closed"', '"status":"cancelled"'), project);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^custom-pms.Project properties: status: \d+ of \d+ values are not what the codec/);
    expect(found[0]).not.toContain('cancelled');
  });

  test('a list that shows a record twice', async () => {
    const twice: Hook = async (_call, pass) => {
      const answer = await pass();
      const { items, ...rest } = JSON.parse(answer.body) as { items?: unknown[] };
      return items ? { ...answer, body: JSON.stringify({ items: [...items, items[0]], ...rest }) } : answer;
    };
    const { found } = await behind(twice);
    expect(found).toContainEqual(expect.stringContaining('custom-pms.Customer duplicates: a list shows records twice'));
  });

  test('a system that empties what was not sent', async () => {
    const emptying: Hook = async ({ path }, pass) => {
      const answer = await pass();
      const isOwn = /\/customers\/[^?]+$/.test(path) && answer.body.includes('Samband DOCTOR');
      return isOwn ? { ...answer, body: answer.body.replace(/"city":"[^"]*"/, '"city":null') } : answer;
    };
    const { found } = await behind(emptying, customer, true);
    expect(found).toEqual([expect.stringContaining('write: fields that were not sent were emptied: address.city')]);
  });
});

describe('what the doctor made is removed, whatever fails', () => {
  test('a change that fails', async () => {
    const broken: Hook = async ({ method }, pass) => {
      const failure = { status: 422, headers: { 'content-type': 'application/problem+json' }, body: '{}' };
      return method === 'PATCH' ? failure : pass();
    };
    const { found, left } = await behind(broken, customer, true);
    expect(found).toEqual([expect.stringMatching(/^custom-pms.Customer writing: /)]);
    expect(left).toEqual([]);
  });

  test('a creation whose answer never came', async () => {
    const { found, left } = await behind(silentPost, customer, true);
    expect(found).toEqual([expect.stringMatching(/^custom-pms.Customer writing: /)]);
    expect(left).toEqual([]);
  });

  test('a creation whose answer never came, where nothing can be found again', async () => {
    await withSandbox(['crmoffice'], (sandbox) =>
      withProxy(sandbox.addresses.crmoffice, silentPost, async (address) => {
        const of = [claiming('crmoffice', 'Contacts', () => ({}))];
        const findings = await examined(sandbox, { of, writes: true, values: { CRMOFFICE_URL: address } });
        expect(findings.filter(({ claim }) => claim === 'clean-up')).toEqual([
          expect.objectContaining({ found: expect.stringContaining('see that no Contacts is "Samband doctor"') }),
        ]);
      }),
    );
  });

  test('what cannot be removed is told by its id', async () => {
    const holding: Hook = async ({ method }, pass) =>
      method === 'DELETE'
        ? { status: 409, headers: { 'content-type': 'application/problem+json' }, body: '{}' }
        : pass();
    const { found, left } = await behind(holding, customer, true);
    expect(left).toHaveLength(1);
    expect(found).toEqual([
      expect.stringMatching(/clean-up: Customer \S+ is left behind: .* -> remove Customer \S+ by hand/),
    ]);
  });
});
