/** Waits that can all be ended at once. */
export interface Waits {
  /** So many milliseconds; without a number until `stop`. */
  wait(ms?: number): Promise<void>;
  /** Ends every wait, also those that begin later. */
  stop(): void;
}

/** No wait yet. */
export function createWaits(): Waits {
  const ends = new Set<() => void>();
  let isStopped = false;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (isStopped) return resolve();
        const end = (): void => {
          clearTimeout(timer);
          ends.delete(end);
          resolve();
        };
        const timer = ms === undefined ? undefined : setTimeout(end, ms);
        ends.add(end);
      }),
    stop() {
      isStopped = true;
      for (const end of [...ends]) end();
    },
  };
}
