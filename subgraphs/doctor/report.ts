import { needsCare, type Finding, type Verdict } from './finding.js';

/** What was examined, and how. */
export interface Examination {
  readonly isSandbox: boolean;
  readonly writes: boolean;
  readonly findings: readonly Finding[];
}

/** For machines: everything, and whether nothing is to be done. */
export function asJson(examination: Examination): string {
  return JSON.stringify({ ok: isWell(examination), ...examination }, null, 2);
}

/** Whether nothing differs and nothing failed. */
export const isWell = ({ findings }: Examination): boolean => !findings.some(needsCare);

/** For people: by system and entity type, what is fine in one line, everything else in lines of its own. */
export function asText(examination: Examination): string {
  const { findings } = examination;
  const systems = [...new Set(findings.map(({ system }) => system))];
  const parts = systems.map((system) =>
    ofSystem(
      system,
      findings.filter((each) => each.system === system),
    ),
  );
  return [...parts, summary(examination)].join('\n\n');
}

function ofSystem(system: string, findings: readonly Finding[]): string {
  const entityTypes = [...new Set(findings.map(({ entityType }) => entityType))];
  return entityTypes
    .map((entityType) => {
      const own = findings.filter((each) => each.entityType === entityType);
      const title = entityType === null ? system : `  ${system}.${entityType}`;
      return [title, ...linesOf(own).map((line) => `${entityType === null ? '  ' : '    '}${line}`)].join('\n');
    })
    .join('\n');
}

const words: Readonly<Record<Verdict, string>> = {
  fine: 'fine     ',
  differs: 'DIFFERS  ',
  failed: 'FAILED   ',
  unknown: 'unknown  ',
  note: 'note     ',
};

function linesOf(findings: readonly Finding[]): string[] {
  const fine = [...new Set(findings.filter(({ verdict }) => verdict === 'fine').map(({ claim }) => claim))];
  const rest = findings.filter(({ verdict }) => verdict !== 'fine');
  const lines = rest.flatMap(({ verdict, claim, found, remedy }) => {
    const line = `${words[verdict]}${claim}: ${found}`;
    return remedy === null ? [line] : [line, `         -> ${remedy}`];
  });
  return fine.length === 0 ? lines : [`${words.fine}${fine.join(', ')}`, ...lines];
}

function summary({ isSandbox, writes, findings }: Examination): string {
  const counted = (verdict: Verdict): number => findings.filter((each) => each.verdict === verdict).length;
  const what = `${isSandbox ? 'Sandbox systems' : 'Systems'} examined by ${writes ? 'reading and writing' : 'reading'}`;
  return `${what}: ${counted('fine')} claims fine, ${counted('differs')} differ, ${counted('failed')} failed, ${counted('unknown')} not measured.`;
}
