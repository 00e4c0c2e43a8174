import DataLoader from 'dataloader';
import type { RequestContext } from '../../../shared/subgraph/context.js';

const prefix = 'hub:';

/**
 * One of what `batch` reads for many keys: within a request, all keys asked for at once under the same name are read
 * together, and each only once. The name stands for the reading with its arguments. Undefined: there is nothing.
 */
export function load<V>(
  context: RequestContext,
  name: string,
  key: string,
  batch: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): Promise<V | undefined> {
  const known = context.loaders.get(prefix + name) as DataLoader<string, V | undefined> | undefined;
  const loader =
    known ??
    new DataLoader<string, V | undefined>(async (keys) => {
      const found = await batch(keys);
      return keys.map((each) => found.get(each));
    });
  if (!known) context.loaders.set(prefix + name, loader);
  return loader.load(key);
}

/** Forgets what the hub has read during the request: something was written. */
export function forgetLoaded(context: RequestContext): void {
  for (const name of [...context.loaders.keys()]) if (name.startsWith(prefix)) context.loaders.delete(name);
}
