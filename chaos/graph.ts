/** The graph as a caller meets it. */
export interface Graph {
  /** One request. @throws Error for an answer with errors. */
  ask<T>(query: string, variables?: object): Promise<T>;
  /** One request by somebody who does not mind errors. @returns whether there were any. */
  look(query: string): Promise<boolean>;
  /** What the graph ever answered, as text. */
  readonly answers: readonly string[];
  /** The errors in those answers, as text. */
  readonly errors: readonly string[];
  /** Reads the figures for Prometheus of the process that serves the graph; the others serve none. @throws Error for none. */
  readFigures(): Promise<void>;
  /** What it ever read there, as text. */
  readonly figures: readonly string[];
}

interface Answer<T> {
  readonly data: T;
  readonly errors?: readonly { readonly message: string }[];
}

/** The token that hubs of the chaos take. */
export const token = 'the-token-of-the-chaos';

/** @param url of `/graphql`. */
export function graphAt(url: string): Graph {
  const answers: string[] = [];
  const errors: string[] = [];
  const figures: string[] = [];
  const authorization = `Bearer ${token}`;
  const post = async <T>(query: string, variables: object): Promise<Answer<T>> => {
    const headers = { 'content-type': 'application/json', authorization };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const text = await answer.text();
    answers.push(text);
    const read = JSON.parse(text) as Answer<T>;
    if (read.errors) errors.push(JSON.stringify(read.errors));
    return read;
  };
  return {
    ...{ answers, errors, figures },
    async readFigures() {
      const answer = await fetch(new URL('/metrics', url), { headers: { authorization } });
      if (!answer.ok) throw new Error(`The figures for Prometheus were refused: ${answer.status}`);
      figures.push(await answer.text());
    },
    async ask<T>(query: string, variables: object = {}) {
      const { data, errors: found } = await post<T>(query, variables);
      if (found) throw new Error(found.map(({ message }) => message).join('; '));
      return data;
    },
    look: async (query) => (await post(query, {})).errors !== undefined,
  };
}
