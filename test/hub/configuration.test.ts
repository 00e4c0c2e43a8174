import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyConfiguration } from '../../shared/dataflows/configuration-apply.js';
import { differences } from '../../shared/dataflows/configuration-differences.js';
import { completed, defaultConfiguration, type ConfigurationFile } from '../../shared/dataflows/configuration.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { ConfigInvalid } from '../../shared/errors.js';
import { knownTo, loadConfiguration, readConfiguration } from '../../subgraphs/hub/configuration.js';
import { connectors } from '../../subgraphs/registry.js';

const known = knownTo(connectors, dataflows);
const kundePms = 'tidsbanken.Kunde-custom-pms.Customer';

/** The faults that a content is refused for, without their heading. */
function faultsOf(content: unknown): string[] {
  try {
    readConfiguration(content, known);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

/** The page's example: its one block of JSON. */
async function example(): Promise<string> {
  const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? '';
}

async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'samband-configuration-'));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

describe('the example of the page', () => {
  test('is valid and says every setting there is', async () => {
    const file = JSON.parse(await example()) as ConfigurationFile;
    expect(Object.keys(file).sort()).toEqual(Object.keys(defaultConfiguration).sort());
    const settings = new Set(Object.values(file.dataflows ?? {}).flatMap((setting) => Object.keys(setting)));
    expect([...settings].sort()).toEqual(Object.keys(defaultConfiguration.dataflows[kundePms] ?? {}).sort());
    expect(readConfiguration(file, known)).toEqual(completed(file));
  });

  test('takes effect', async () => {
    const configuration = readConfiguration(await example(), known);
    const mappings = new Map([...known.entities].map(([key, { mapping }]) => [key, mapping]));
    const effective = applyConfiguration(configuration, { dataflows, mappings });
    expect(effective.dataflows).toHaveLength(12);
    expect(effective.mappings.get('crmoffice.Contacts')?.fields['jobTitle']?.path).toBe('title');
    expect(differences(defaultConfiguration, configuration)).toHaveLength(19);
  });
});

describe('a file', () => {
  test('that is not there leaves the defaults, where none is named', () =>
    withDirectory(async (directory) => {
      expect(await loadConfiguration(null, known, directory)).toEqual({
        configuration: defaultConfiguration,
        file: null,
      });
    }));

  test('of the usual name is found in the directory', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'samband.sync.json');
      await writeFile(file, '\uFEFF{ "quietPeriodSeconds": 5 }');
      expect(await loadConfiguration(null, known, directory)).toEqual({
        configuration: { ...defaultConfiguration, quietPeriodSeconds: 5 },
        file,
      });
    }));

  test('that is named goes before the usual one', () =>
    withDirectory(async (directory) => {
      await writeFile(join(directory, 'samband.sync.json'), '{ "quietPeriodSeconds": 5 }');
      await writeFile(join(directory, 'ours.json'), '{}');
      const { configuration } = await loadConfiguration(join(directory, 'ours.json'), known, directory);
      expect(configuration).toEqual(defaultConfiguration);
    }));

  test('that is named must be there', () =>
    withDirectory(async (directory) => {
      const missing = join(directory, 'missing.json');
      await expect(loadConfiguration(missing, known, directory)).rejects.toThrow(
        `${missing}, which SAMBAND_SYNC_CONFIG names, cannot be read (ENOENT)`,
      );
    }));

  test('that is wrong is named with its faults', () =>
    withDirectory(async (directory) => {
      const file = join(directory, 'samband.sync.json');
      await writeFile(file, '{ "quietPeriod": 5 }');
      await expect(loadConfiguration(null, known, directory)).rejects.toThrow(
        new ConfigInvalid(`${file} is wrong:\n  - quietPeriod: is not a setting; did you mean quietPeriodSeconds?`),
      );
    }));
});

describe('refused, with its place, is', () => {
  test.each<[fault: string, content: unknown]>([
    ['the file: is not JSON: see line 2, column 1', '{ "owners": {},\n}'],
    ['the file: must be an object', '[]'],
    ['owners: is there twice', '{ "owners": {}, "systemOrder": [], "owners": {} }'],
    [`dataflows.${kundePms}: is there twice`, `{ "dataflows": { "${kundePms}": {}, "${kundePms}": {} } }`],
    ['critical.__proto__: is not a setting', '{ "critical": { "__proto__": {} } }'],
    [
      `dataflows.${kundePms}.deletes: must be one of tombstone, archive, propagate`,
      { dataflows: { [kundePms]: { deletes: 'forget' } } },
    ],
    [
      `dataflows.${kundePms}.delets: is not a setting; did you mean deletes?`,
      { dataflows: { [kundePms]: { delets: 'archive' } } },
    ],
    [
      `dataflows.${kundePms}.match[0].strengt: is not a setting; did you mean strength?`,
      {
        dataflows: {
          [kundePms]: {
            match: [{ properties: [{ left: 'Navn', right: 'name' }], strength: 'weak', strengt: 'weak' }],
          },
        },
      },
    ],
    [
      'blocklists.phones: is not a setting; settings here are sharedMailboxes, emailDomains, values',
      { blocklists: { phones: [] } },
    ],
    [
      'blocklists.sharedMailboxes.added[0]: must be the part of an address before the @',
      { blocklists: { sharedMailboxes: { added: ['post@fjord.no'] } } },
    ],
    ['blocklists.emailDomains[0]: must be a domain, as example.com', { blocklists: { emailDomains: ['@fjord.no'] } }],
    ['quietPeriodSeconds: must be a whole number', { quietPeriodSeconds: 1.5 }],
    ['quietPeriodSeconds: must be at most 3600', { quietPeriodSeconds: 3601 }],
    ['budgets.writesPerDay: must be at least 1', { budgets: { writesPerDay: 0 } }],
    ['massDeleteStop.percent: must be a number', { massDeleteStop: { percent: '2' } }],
    ['critical.Customer.name: must be true or false', { critical: { 'Customer.name': 'yes' } }],
    ['systemOrder[1]: must be a text', { systemOrder: ['tidsbanken', 2] }],
    [
      'mappings.custom-pms.Customer.website.codec: must be one of ' +
        'text, emptyText, lowerCaseText, integerText, flag, invertedFlag, date, dateTime',
      { mappings: { 'custom-pms.Customer': { website: { path: 'web', codec: 'wordFlag' } } } },
    ],
    ['owners: must be an object', { owners: [] }],
    ['systemOrder: must be a list', { systemOrder: 'tidsbanken' }],
  ])('%s', (fault, content) => {
    expect(faultsOf(content)).toEqual([`  - ${fault}`]);
  });

  test('what is wrong in form and what is wrong in sense, at once', () => {
    const content = {
      ...{ quietPeriodSeconds: -1, owner: {}, systemOrder: ['tidsbank'] },
      dataflows: { [kundePms]: { deletes: 'forget', match: [] } },
    };
    expect(faultsOf(content)).toEqual([
      `  - dataflows.${kundePms}.deletes: must be one of tombstone, archive, propagate`,
      '  - quietPeriodSeconds: must be at least 0',
      '  - owner: is not a setting; did you mean owners?',
      `  - dataflows.${kundePms}.match: needs a rule, or every record would be made anew`,
      '  - systemOrder: tidsbank is not known; did you mean tidsbanken?',
    ]);
  });

  test('a value without repeating it', () => {
    expect(faultsOf({ blocklists: { emailDomains: ['kari.nordmann@fjord.no'] } }).join()).not.toContain('kari');
    expect(faultsOf('{ "values": kari.nordmann }').join()).not.toContain('kari');
  });
});

test('two same names in different objects are no fault, nor is a name in a text', () => {
  const dataflow = { enabled: true, match: [{ properties: [{ left: 'Navn', right: 'name' }], strength: 'weak' }] };
  const content = {
    blocklists: { values: ['"left": {', '"left": {'] },
    dataflows: { [kundePms]: dataflow, 'tidsbanken.Kunde-custom-webshop.Customer': dataflow },
  };
  expect(faultsOf(JSON.stringify(content, null, 2))).toEqual([]);
});
