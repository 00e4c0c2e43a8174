/** A system's name in every form the code wants it in. */
export interface Names {
  /** `acme-crm`: the folder, and the system in keys and dataflows. */
  readonly system: string;
  /** `Acme CRM`: for people, and in its OpenAPI document. */
  readonly title: string;
  /** `acmeCrm`: constants and GraphQL fields. */
  readonly identifier: string;
  /** `AcmeCrm`: how its types begin. */
  readonly type: string;
  /** `ACME_CRM`: how its variables begin. */
  readonly prefix: string;
}

const longest = 24;
const acronyms = new Set(['crm', 'erp', 'pms']);
/** What the hub calls its own things. */
const ours = ['hub', 'samband', 'sandbox'];
/** Words of the language that would be no name for a constant; with a dash in it, a name cannot be one. */
const refused = new Set(
  `arguments async await boolean break case catch class const continue debugger default delete do else enum eval export
  extends false finally for function if implements import in instanceof interface let new null number object of package
  private protected public return static string super switch symbol this throw true try typeof undefined var void while
  with yield`.split(/\s+/),
);

/** The forms of a name that `refusalOf` lets pass. */
export function namesOf(system: string): Names {
  const words = system.split('-');
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const type = words.map(capital).join('');
  return {
    system,
    title: words.map((word) => (acronyms.has(word) ? word.toUpperCase() : capital(word))).join(' '),
    identifier: type.charAt(0).toLowerCase() + type.slice(1),
    type,
    prefix: system.toUpperCase().replaceAll('-', '_'),
  };
}

/** Why a name cannot be a new system's, as a sentence; null where it can. @param taken the names of the systems there are. */
export function refusalOf(system: string, taken: readonly string[]): string | null {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(system) || system.length > longest)
    return `A system's name is at most ${longest} small letters and digits, dashes between words, like acme-crm.`;
  if (refused.has(system))
    return `${system} is a word of the language; a second word makes a name of it: ${system}-system.`;
  if (ours.includes(system)) return `${system} is a name of the hub's own. Take another.`;
  const other = taken.find((each) => each.replaceAll('-', '') === system.replaceAll('-', ''));
  return other === undefined ? null : `There already is a system ${other}. Take another name.`;
}
