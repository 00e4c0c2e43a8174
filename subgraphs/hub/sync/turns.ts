const turns = new Map<string, Promise<void>>();

/** Runs an action after all earlier ones of the same name in this process have ended, whatever became of them. */
export async function oneAtATime(name: string, action: () => Promise<void>): Promise<void> {
  const before = turns.get(name) ?? Promise.resolve();
  const mine = before.then(action);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  turns.set(name, settled);
  await mine;
  if (turns.get(name) === settled) turns.delete(name);
}
