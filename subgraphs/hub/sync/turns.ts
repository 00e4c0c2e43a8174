const turns = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Runs an action after all earlier ones of the same owner and name have ended, whatever became of them. */
export function inTurn<T>(owner: object, name: string, action: () => Promise<T>): Promise<T> {
  const own = turns.get(owner) ?? new Map<string, Promise<unknown>>();
  turns.set(owner, own);
  const mine = (own.get(name) ?? Promise.resolve()).then(action, action);
  own.set(name, mine);
  return mine;
}
