import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector, EntityType } from '../../shared/connector.js';
import { configurationFaults, type Known } from '../../shared/dataflows/configuration-faults.js';
import type { KnownEntity } from '../../shared/dataflows/configuration-paths.js';
import { completed, type SyncConfiguration } from '../../shared/dataflows/configuration.js';
import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import { ConfigInvalid } from '../../shared/errors.js';
import { readForm } from './configuration-schema.js';
import { readJson } from './json-text.js';

/** The file that is read where none is named. */
export const usualFile = 'samband.sync.json';

export interface LoadedConfiguration {
  readonly configuration: SyncConfiguration;
  /** The file it was read from; null: the defaults. */
  readonly file: string | null;
}

/** What a configuration may speak of: the dataflows and every connector's entity types, switched on or not. */
export function knownTo(connectors: readonly Connector[], dataflows: readonly Dataflow[]): Known {
  const entities = connectors.flatMap(({ system, entityTypes }) =>
    entityTypes.map((entityType): [string, KnownEntity] => [
      `${system}.${entityType.name}`,
      {
        mapping: entityType.mapping,
        reserved: reservedPaths(entityType),
        isRemovable: entityType.capabilities.deletes !== 'none',
      },
    ]),
  );
  return { dataflows, entities: new Map(entities) };
}

function reservedPaths({ capabilities: { externalRef, createdAt, since } }: EntityType): string[] {
  return [externalRef?.path, createdAt, since?.stamp].filter((path) => typeof path === 'string');
}

/**
 * Reads the configuration from disk: the named file, which must be there, or else the usual one, which need not.
 * @param path what `SAMBAND_SYNC_CONFIG` says. @param directory where the usual file is looked for.
 * @throws ConfigInvalid naming every fault of the file.
 */
export async function loadConfiguration(
  path: string | null,
  known: Known,
  directory: string = process.cwd(),
): Promise<LoadedConfiguration> {
  const file = path ?? join(directory, usualFile);
  const text = await textOf(file, path === null);
  if (text === null) return { configuration: completed({}, known.dataflows), file: null };
  return { configuration: readConfiguration(text, known, file), file };
}

/**
 * The configuration that a text or a parsed value holds.
 * @param source what the faults name as their place. @throws ConfigInvalid naming every fault.
 */
export function readConfiguration(content: unknown, known: Known, source: string = usualFile): SyncConfiguration {
  const { value, faults: textFaults } =
    typeof content === 'string' ? readJson(content) : { value: content, faults: [] as readonly string[] };
  if (value === undefined) throw invalid(source, textFaults);
  const { file, faults } = readForm(value);
  const all = [...new Set([...textFaults, ...faults, ...configurationFaults(file, known)])];
  if (all.length > 0) throw invalid(source, all);
  return completed(file, known.dataflows);
}

async function textOf(file: string, mayBeMissing: boolean): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== 'string') throw error;
    if (code === 'ENOENT' && mayBeMissing) return null;
    const named = mayBeMissing ? file : `${file}, which SAMBAND_SYNC_CONFIG names,`;
    throw new ConfigInvalid(`${named} cannot be read (${code})`, {}, { cause: error });
  }
}

function invalid(source: string, faults: readonly string[]): ConfigInvalid {
  return new ConfigInvalid(`${source} is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
}
