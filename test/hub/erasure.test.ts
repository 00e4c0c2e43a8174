import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { eraseCanonical } from '../../subgraphs/hub/operations/erase.js';
import { undoEdits } from '../../subgraphs/hub/operations/undo.js';
import { resolveConflict } from '../../subgraphs/hub/operations/answers.js';
import { audit } from '../../subgraphs/hub/store/audit.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { canonicalsById } from '../../subgraphs/hub/store/queries/canonical.js';
import { learnWords } from '../../subgraphs/hub/store/vocabulary.js';
import { plainly } from '../support/deciding.js';
import { withSyncedHub } from '../support/hub.js';
import { canary, named, tables, tablesWith } from './erasure-support.js';

jest.setTimeout(180_000);

const sound = { violations: 0, canonicalIds: [] };

/** What comes about rarely, each with the canary: `$1` is the canonical record. */
const plants = [
  `update canonical_record set provenance = jsonb_set(provenance, '{firstName,earlier}', to_jsonb(array[$2::text])) where id = $1`,
  `with merged as (
     insert into canonical_record (id, type, fields, provenance, merged_into)
     select gen_random_uuid(), type, jsonb_build_object('firstName', $2::text), '{}', id from canonical_record where id = $1
     returning id
   )
   insert into edit (canonical_id, field, version, before, after, rule)
   select id, 'firstName', 1, null, to_jsonb($2::text), 'latest' from merged`,
  `insert into conflict (canonical_id, field, winner, loser, rule, status)
   values ($1, 'jobTitle', to_jsonb($2::text), to_jsonb($2::text), 'latest', 'OPEN')`,
  `insert into review (kind, canonical_id, place, message, status, created_at)
   values ('STUCK', $1, 'tidsbanken.Ansatt', $2, 'OPEN', now())`,
  `update link set last_write = jsonb_build_object('was', $2::text), effort = jsonb_build_object($2::text, '{}'::jsonb)
   where canonical_id = $1`,
  `update record set external_ref = $2, version = $2 where id = (select max(record_id) from link where canonical_id = $1)`,
  `insert into write (id, canonical_id, link_id, kind, status, "values", expect, message, sent_version, settled_at, code, attempts)
   select gen_random_uuid(), $1, id, 'UPDATE', 'REFUSED', jsonb_build_object('a', $2::text), jsonb_build_object('a', $2::text), $2, $2, now(), 'REJECTED', 1
   from link where canonical_id = $1`,
  `with run as (
     insert into sync_run (id, mode, status) select gen_random_uuid(), 'PLAN', 'SUCCEEDED' where $2::text is not null returning id
   ), by_id as (
     insert into planned (run_id, kind, canonical_id, place, "values", reason)
     select id, 'UPDATE', $1, 'tidsbanken.Ansatt', jsonb_build_object('a', $2::text), $2 from run
   )
   insert into planned (run_id, kind, canonical_id, place, external_id, "values")
   select run.id, 'UPDATE', gen_random_uuid(), record.system || '.' || record.entity_type, external_id, jsonb_build_object('a', $2::text)
   from run, link join record on record.id = link.record_id where link.canonical_id = $1`,
  `insert into jobs.job (name, state, output, policy, data)
   values ('poll', 'failed', jsonb_build_object('message', $2::text), 'exclusive', jsonb_build_object('place', $1::text))`,
];

/** Where values of a record stand. */
const holding = [
  ...['canonical_record', 'conflict', 'edit', 'jobs.job', 'link', 'planned', 'record', 'review', 'vocabulary', 'write'],
];

/** What holds no value of a record, and why. */
const without: Readonly<Record<string, string>> = {
  api_key: 'names that a person gave to keys',
  audit: 'ids',
  change: 'ids and names of fields',
  configuration: 'what a person set',
  erased_key: 'keyed hashes',
  hint: 'ids',
  key_sequence: 'numbers',
  link_exclusion: 'ids',
  match_candidate: 'ids, a word of a fixed set, and who answered',
  match_key: 'keyed hashes',
  migrations: 'names',
  paused_dataflow: 'ids',
  rate_budget: 'times',
  reading: 'names of fields, and what a system said of a list as a whole',
  successor: 'ids',
  sync_run: 'counts, and what a system said of a list as a whole',
  tombstone: 'ids',
  vault: 'sealed secrets of systems',
  vocabulary_learned: 'a time',
  webhook_delivery: 'ids that systems gave to deliveries',
  writing: 'counts and times',
};

test('of somebody who was erased no value is left in any column of any table, and the books still add up', () =>
  withSyncedHub(async (hub) => {
    const { db } = hub.context;
    const { id, ids } = await named(hub);
    for (const statement of plants) await rows(db, statement, [id, canary]);
    const ours = (await tables(db)).filter((name) => !name.startsWith('jobs.') || name === 'jobs.job');
    expect(ours.sort()).toEqual([...holding, ...Object.keys(without)].sort());
    expect(await tablesWith(db, canary)).toEqual(holding);

    const dry = await eraseCanonical(hub, id, true);
    const records = Object.keys(ids).length;
    expect(dry).toMatchObject({ ok: true, value: { erased: { records, writes: expect.any(Number) } } });
    expect(await tablesWith(db, canary)).toEqual(holding);
    expect(await eraseCanonical(hub, id, false)).toEqual(dry);
    expect(dry).toMatchObject({
      value: {
        alike: [],
        standing: Object.entries(ids)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([place, externalId]) => {
            const [system, entityType] = place.split('.');
            return { system, entityType, externalId };
          }),
      },
    });
    expect(await tablesWith(db, canary)).toEqual([]);
    expect(await audit(hub.context, 100_000)).toMatchObject({ edits: sound, tombstones: sound });
    await learnWords(db);
    expect(await tablesWith(db, canary)).toEqual([]);
  }));

test('what was erased is answered by nobody, and is nothing to go back to', () =>
  withSyncedHub(async (hub) => {
    const { db } = hub.context;
    const { id } = await named(hub);
    for (const statement of plants) await rows(db, statement, [id, canary]);
    const [edit] = await rows<{ id: string }>(db, `select id from edit where canonical_id = $1 order by id desc`, [id]);
    const [conflict] = await rows<{ id: string }>(db, 'select id from conflict where canonical_id = $1', [id]);
    await eraseCanonical(hub, id, false);
    const notFound = { ok: false, faults: [{ code: 'NOT_FOUND' }] };
    expect(await undoEdits(hub, { edits: [edit?.id ?? ''], dryRun: false, waitMs: 0 })).toMatchObject(notFound);
    expect(await resolveConflict(hub, conflict?.id ?? '', 'LOSER', plainly(0))).toMatchObject(notFound);
    expect(await canonicalsById(db, [id])).toEqual(new Map());
    const feed = await rows(db, 'select kind, fields from change where canonical_id = $1 order by id desc limit 1', [
      id,
    ]);
    expect(feed).toEqual([{ kind: 'REMOVED', fields: [] }]);
    expect(await eraseCanonical(hub, id, false)).toMatchObject({
      ok: true,
      value: { erased: { edits: 0, records: 0 } },
    });
    expect(await eraseCanonical(hub, randomUUID(), false)).toMatchObject(notFound);
  }));

test('the books are blanked for nobody else, and of a row that is blanked nothing else changes', () =>
  withSyncedHub(async ({ context: { db } }) => {
    const [one, other] = await rows<{ id: string }>(db, 'select distinct canonical_id as id from edit limit 2');
    const erasing = (ids: string | undefined, statement: string) =>
      db.transaction(async (tx) => {
        await rows(tx, `select set_config('samband.erasing', $1, true)`, [`{${ids}}`]);
        await rows(tx, `${statement} where canonical_id = $1`, [one?.id]);
      });
    const kept = /rows of edit are kept as they are/;
    await expect(erasing(other?.id, 'update edit set before = null, after = null')).rejects.toThrow(kept);
    await expect(erasing(one?.id, `update edit set before = null, after = '"x"'`)).rejects.toThrow(kept);
    await expect(erasing(one?.id, `update edit set before = null, after = null, rule = 'x'`)).rejects.toThrow(kept);
    await expect(erasing(one?.id, 'delete from edit')).rejects.toThrow(kept);
    await expect(rows(db, 'update edit set before = null, after = null')).rejects.toThrow(kept);
    await erasing(one?.id, 'update edit set before = null, after = null');
  }));
