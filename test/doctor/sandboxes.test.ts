import { jest } from '@jest/globals';
import { startSandbox, SYSTEM_NAMES } from '../../sandbox/index.js';
import { connectors } from '../../subgraphs/registry.js';
import { systemsOf } from '../support/systems.js';
import { examined, toDo, withSandbox } from './support.js';

jest.setTimeout(60_000);

/** What Tidsbanken, where nothing can be removed, keeps of the doctor: one record of these, put out of use. */
const kept = ['tidsbanken.Avdeling', 'tidsbanken.Prosjekt', 'tidsbanken.Ansatt'];

describe('the doctor over the sandboxes', () => {
  test('finds every sheet true by reading, and changes nothing', async () => {
    await withSandbox([...SYSTEM_NAMES], async (sandbox) => {
      const before = await systemsOf(sandbox).counts();
      const findings = await examined(sandbox);
      expect(toDo(findings)).toEqual([]);
      expect(findings.filter(({ claim, verdict }) => claim === 'writing' && verdict === 'unknown')).toHaveLength(15);
      expect(await systemsOf(sandbox).counts()).toEqual(before);
    });
  });

  test('finds every sheet true by writing, and leaves as many records as before', async () => {
    await withSandbox([...SYSTEM_NAMES], async (sandbox) => {
      const before = await systemsOf(sandbox).counts();
      const findings = await examined(sandbox, { writes: true });
      expect(toDo(findings)).toEqual([]);
      const expected = kept.reduce((counts, name) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), before);
      expect(await systemsOf(sandbox).counts()).toEqual(expected);

      const again = await examined(sandbox, { writes: true });
      expect(toDo(again)).toEqual([]);
      expect(await systemsOf(sandbox).counts()).toEqual(expected);
      const [ansatt] = (await systemsOf(sandbox).tidsbanken('Ansatt')).filter(({ Id }) => Id === 999_999);
      expect(ansatt).toMatchObject({ Fornavn: 'Samband', Aktiv: false });
    });
  });

  test('finds every sheet true of a system that lets ten requests a second through', async () => {
    const systems = ['powerofficego' as const];
    const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 1, systems, masksNationalIds: true });
    try {
      const findings = await examined(sandbox);
      expect(toDo(findings)).toEqual([]);
      expect(findings).toContainEqual(
        expect.objectContaining({ verdict: 'note', found: expect.stringContaining('withheld') }),
      );
    } finally {
      await sandbox.stop();
    }
  });

  test('names the file of every sheet', () => {
    const sheets = connectors.flatMap(({ entityTypes }) => entityTypes.map(({ capabilities }) => capabilities.sheet));
    expect(new Set(sheets)).toEqual(
      new Set([
        'subgraphs/tidsbanken/capabilities.ts',
        'subgraphs/powerofficego/capabilities.ts',
        'subgraphs/crmoffice/connector.ts',
        'shared/http/contract-resource.ts',
      ]),
    );
  });
});
