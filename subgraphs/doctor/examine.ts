import type { Connection, Connector, RawRecord } from '../../shared/connector.js';
import { HubError } from '../../shared/errors.js';
import { cleanUp } from './clean-up.js';
import { failed, fine, unknown, type Finding, type Judged, type Subject } from './finding.js';
import { readingJudges } from './judge-reading.js';
import { judgeOverlap, judgeSince } from './judge-since.js';
import { writingJudges } from './judge-writing.js';
import { measureReading, type ReadingMeasured } from './reading.js';
import { measureSince } from './since.js';
import { trialOptions, whyNotWritten } from './trial.js';
import { measureWriting, type Before } from './writing.js';

export interface ExamineOptions {
  /** Whether records may be made; none but those is ever changed. */
  readonly writes: boolean;
  /** Once aborted, no further entity type is begun; what was made is still removed. */
  readonly signal?: AbortSignal;
}

/**
 * Signs in to a system and holds each of its sheets against it, one entity type after the other. What a system refuses
 * is a finding; the connection stays open.
 */
export async function examineSystem(
  connector: Connector,
  connection: Connection,
  { writes, signal }: ExamineOptions,
): Promise<Finding[]> {
  const named = (entityType: string | null, found: readonly Judged[]): Finding[] =>
    found.map((judged) => ({ system: connector.system, entityType, ...judged }));
  const signIn = await orFailed('sign-in', () => judgeSignIn(connector, connection));
  const findings = named(null, signIn);
  if (signIn.some(({ verdict }) => verdict === 'failed')) return findings;
  for (const entityType of connector.entityTypes) {
    const resource = connection.resources[entityType.name];
    if (!resource || signal?.aborted) continue;
    findings.push(...named(entityType.name, await examineEntityType({ connector, entityType, resource }, writes)));
  }
  return findings;
}

/** A cheap list call: one record of the first entity type. */
async function judgeSignIn({ entityTypes: [first] }: Connector, { resources }: Connection): Promise<Judged[]> {
  const started = performance.now();
  if (first) await resources[first.name]?.list({ first: 1, after: null });
  return [fine('sign-in', `signed in, the first answer after ${Math.round(performance.now() - started)} ms`)];
}

async function examineEntityType(subject: Subject, writes: boolean): Promise<Judged[]> {
  let reading: ReadingMeasured | null = null;
  const findings = await orFailed('reading', async () => {
    const measured = await measureReading(subject.resource);
    reading = measured;
    return readingJudges.flatMap((judge) => judge(subject, measured));
  });
  if (reading === null) return findings;
  findings.push(...(await orFailed('since', () => examineSince(subject, reading as ReadingMeasured))));
  return [...findings, ...(await examineWriting(subject, reading, writes)), ...notMeasured(subject)];
}

async function examineSince(subject: Subject, { records }: ReadingMeasured): Promise<Judged[]> {
  const { since } = subject.entityType.capabilities;
  if (since === null) return [];
  const overlap = judgeOverlap(subject, since);
  if (since.stamp === null || records.length === 0) return [overlap];
  const measured = await measureSince(subject.resource, { ...since, stamp: since.stamp }, records);
  return [overlap, ...judgeSince(subject, since, measured)];
}

async function examineWriting(subject: Subject, reading: ReadingMeasured, writes: boolean): Promise<Judged[]> {
  const why = whyNotWritten(subject) ?? (writes ? null : 'only with --write');
  if (why !== null) return [unknown('writing', `not examined: ${why}`)];
  const before: Before = { cursor: reading.cursor, isSmall: reading.isComplete && reading.records.length <= 2_000 };
  const options = trialOptions(subject);
  const made: RawRecord[] = [];
  const findings = await orFailed('writing', async () => {
    const measured = await measureWriting(subject, options, before, (record) => void made.push(record));
    return writingJudges.flatMap((judge) => judge(subject, measured));
  });
  return [...findings, ...(await cleanUp(subject, made, options, reading.cursor))];
}

/** What only load, or rows that go away meanwhile, would show: the doctor does neither to a system in use. */
function notMeasured({ entityType: { capabilities } }: Subject): Judged[] {
  const { paging, perSecond, concurrency } = capabilities;
  const rate = perSecond === null ? 'no limit known' : `${perSecond} a second`;
  return [unknown('paging, perSecond, concurrency', `as the sheet says: ${paging}, ${rate}, ${concurrency} at a time`)];
}

async function orFailed(claim: string, examine: () => Promise<Judged[]>): Promise<Judged[]> {
  try {
    return await examine();
  } catch (error) {
    if (error instanceof HubError) return [failed(claim, error.message, remedyFor(error))];
    throw error;
  }
}

function remedyFor({ code, details }: HubError): string {
  const field = details.field === undefined ? '' : `, ${details.field} above all`;
  switch (code) {
    case 'UNAUTHENTICATED':
      return 'set the variables it names, and see that their keys belong to this address';
    case 'RATE_LIMITED':
      return 'wait and try again; where it happens again, lower perSecond in the sheet';
    case 'UNAVAILABLE':
      return 'see that its address is right and that it is running';
    default:
      return `hold the connector against what the system expects now${field}`;
  }
}
