import { Pool, type Dispatcher } from 'undici';

/** Connections to one address. */
export interface Connections {
  /** @param ask is done with the connection once it resolves. */
  use<T>(ask: (connection: Dispatcher) => Promise<T>): Promise<T>;
  /** Resolves once what is under way has ended. Whoever asks later has a connection of their own, for that once. */
  close(): Promise<void>;
}

export function connectionsTo(origin: string, options: Pool.Options): Connections {
  const kept = new Pool(origin, options);
  let closing: Promise<void> | null = null;
  return {
    async use(ask) {
      if (closing === null) return ask(kept);
      const own = new Pool(origin, { ...options, connections: 1 });
      try {
        return await ask(own);
      } finally {
        await own.close();
      }
    },
    close: () => (closing ??= kept.close()),
  };
}
