/** The same object with its methods done one after another: what shares a transaction cannot be done side by side. */
export function inTurns<S extends object>(target: S): S {
  let last: Promise<unknown> = Promise.resolve();
  return new Proxy(target, {
    get(object, name) {
      const method: unknown = Reflect.get(object, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]): Promise<unknown> => {
        const turn = last.then(() => Reflect.apply(method, object, given) as Promise<unknown>);
        last = turn.catch(() => undefined);
        return turn;
      };
    },
  });
}
