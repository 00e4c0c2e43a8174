/** Time as the HTTP client needs it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Rejects with the signal's reason as soon as that is aborted, leaving no timer behind. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const timer = setTimeout(wake, ms);
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      function wake(): void {
        signal.removeEventListener('abort', stop);
        resolve();
      }
      signal.addEventListener('abort', stop, { once: true });
    }),
};
