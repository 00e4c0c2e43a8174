import { setTimeout as pause } from 'node:timers/promises';

/** Tries until it does not throw any more; what it threw last, where that takes longer than it may. */
export async function eventually(attempt: () => Promise<void>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await pause(50);
  }
}
