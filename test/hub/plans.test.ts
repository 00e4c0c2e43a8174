import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { beginRun, insertRun, runById, type RunRequest, type SyncRunRow } from '../../subgraphs/hub/store/runs.js';
import { runSync } from '../../subgraphs/hub/sync/run.js';
import { withHub, type TestHub } from '../support/hub.js';

jest.setTimeout(180_000);

const nothing = { LINK: [], CREATE: [], UPDATE: [], REVIEW: [] };

test('a plan is carried out exactly, or not at all', async () => {
  await withHub(async (hub) => {
    // Nobody else does anything meanwhile.
    await hub.jobs.stop();
    const plan = await run(hub, { mode: 'PLAN' });
    expect(plan).toMatchObject({ status: 'SUCCEEDED', planHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const { linked = 0, created = 0, updated = 0, review = 0, conflicts = 0 } = plan.counters;
    const lines = await linesOf(hub, plan);
    expect(Object.values(lines).map(({ length }) => length)).toEqual([linked, created, updated, review]);
    expect(Math.min(linked, created, updated, review, conflicts)).toBeGreaterThan(0);
    expect(await doneBy(hub)).toEqual(nothing);

    const another = await run(hub, { mode: 'APPLY', planHash: '0'.repeat(64) });
    expect(another).toMatchObject({ status: 'FAILED', fault: expect.stringContaining('plan again') });
    expect(await doneBy(hub)).toEqual(nothing);

    const applied = await run(hub, { mode: 'APPLY', planHash: plan.planHash });
    expect(applied).toMatchObject({ status: 'SUCCEEDED', fault: null });
    // A record that was made comes to its canonical record as well.
    const did = { linked: linked + created, created, updated, review, conflicts, failed: 0 };
    expect(applied.counters).toEqual({ read: 0, ...did });
    expect(await doneBy(hub)).toEqual(lines);

    const late = await run(hub, { mode: 'APPLY', planHash: plan.planHash });
    expect(late).toMatchObject({ status: 'FAILED' });
    expect(await doneBy(hub)).toEqual(lines);

    expect(await roundsToRest(hub)).toBeLessThanOrEqual(roundsAtMost);
  });
});

/** Does a run here and now. */
async function run({ context }: TestHub, request: Partial<RunRequest> & Pick<RunRequest, 'mode'>): Promise<SyncRunRow> {
  const { id } = await insertRun(context.db, { dataflows: null, ...request });
  const begun = await beginRun(context.db, id);
  if (begun) await runSync(context, begun, async () => undefined);
  const ended = await runById(context.db, id);
  if (!ended) throw new Error('A run is gone.');
  return ended;
}

/** What is planned or was done, each kind in an order of its own. */
type Lines = Readonly<Record<keyof typeof nothing, readonly Line[]>>;
type Line = readonly unknown[];

function inOrder(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

async function linesOf({ context }: TestHub, { id }: SyncRunRow): Promise<Lines> {
  const planned = await rows<{ kind: keyof Lines; line: Line }>(
    context.db,
    `select kind, jsonb_build_array(canonical_id, place, external_id, reason, "values") as line
     from planned where run_id = $1`,
    [id],
  );
  const ofKind = (wanted: keyof Lines): Line[] =>
    inOrder(planned.flatMap(({ kind, line }) => (kind === wanted ? [line] : [])));
  return { LINK: ofKind('LINK'), CREATE: ofKind('CREATE'), UPDATE: ofKind('UPDATE'), REVIEW: ofKind('REVIEW') };
}

const place = (of: string): string => `${of}.system || '.' || ${of}.entity_type`;
const record = (of: string): string => `${place(of)} || '/' || ${of}.external_id`;

/** The same of what stands in the hub's tables, made or not made by a plan. */
const accounts: Readonly<Record<keyof Lines, string>> = {
  LINK: `
    select jsonb_build_array(canonical_id, ${place('record')}, external_id, rule, null) as line
    from link join record on record.id = link.record_id where state <> 'CREATING' and origin not in ('FIRST', 'CREATED')`,
  CREATE: `
    select jsonb_build_array(write.canonical_id, ${place('link')}, null, null, "values") as line
    from write join link on link.id = write.link_id where kind = 'CREATE'`,
  UPDATE: `
    select jsonb_build_array(write.canonical_id, ${place('link')}, record.external_id, null, "values") as line
    from write join link on link.id = write.link_id join record on record.id = link.record_id where kind = 'UPDATE'`,
  REVIEW: `
    select jsonb_build_array(null, ${record('l')}, null, reason || ' ' || ${record('r')}, null) as line
    from match_candidate join record l on l.id = left_record_id join record r on r.id = right_record_id
    union all select jsonb_build_array(canonical_id, place, null, kind, null) from review`,
};

async function doneBy({ context }: TestHub): Promise<Lines> {
  const done = async (kind: keyof Lines): Promise<Line[]> => {
    const found = await rows<{ line: Line }>(context.db, `select line from (${accounts[kind]}) done`);
    return inOrder(found.map(({ line }) => line));
  };
  return {
    ...{ LINK: await done('LINK'), CREATE: await done('CREATE') },
    ...{ UPDATE: await done('UPDATE'), REVIEW: await done('REVIEW') },
  };
}

/** A made record is linked and filled in, then what waited for it refers to it, then what that demands is made. */
const roundsAtMost = 4;

/**
 * What a record that was made brings about in turn no plan foresees, but the next one does: plans, and carries out exactly
 * that, until a plan is empty. Answers after how many.
 */
async function roundsToRest(hub: TestHub): Promise<number> {
  for (let round = 0; ; round += 1) {
    const plan = await run(hub, { mode: 'PLAN' });
    const before = await doneBy(hub);
    const { LINK, CREATE, UPDATE } = await linesOf(hub, plan);
    if (LINK.length + CREATE.length + UPDATE.length === 0 || round > roundsAtMost) return round;
    expect(await run(hub, { mode: 'APPLY', planHash: plan.planHash })).toMatchObject({ status: 'SUCCEEDED' });
    const { REVIEW: _known, ...after } = await doneBy(hub);
    expect(after).toEqual({
      LINK: inOrder([...before.LINK, ...LINK]),
      CREATE: inOrder([...before.CREATE, ...CREATE]),
      UPDATE: inOrder([...before.UPDATE, ...UPDATE]),
    });
  }
}
