import { Unavailable } from '../../shared/errors.js';

/** What is answered for a subgraph that does not answer itself. */
export const brokenStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** The error for a subgraph of which no answer came, with the code of what went wrong. */
export function unreachable(name: string, cause: unknown): Unavailable {
  if (cause instanceof Unavailable) return cause;
  const { code, name: kind } = cause as { code?: string; name?: string };
  return new Unavailable(
    `The subgraph ${name} cannot be reached (${code ?? kind ?? 'unknown'})`,
    { system: name },
    { cause },
  );
}
