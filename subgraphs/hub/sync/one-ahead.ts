interface Made<T, R> {
  readonly item: T;
  readonly made: R;
}

/**
 * Each item with what is made of it, in order. What is made of the next one is begun before the one at hand is given out, and
 * waited for when whoever takes them stops early.
 * @param isFollowed whether it is likely that another item follows: otherwise it is asked for only when its turn has come.
 */
export async function* oneAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  make: (item: T) => Promise<R>,
  isFollowed: (item: T) => boolean,
): AsyncGenerator<Made<T, R>, undefined> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const begin = async (): Promise<Made<T, R> | null> => {
    const next = await iterator.next();
    return next.done ? null : { item: next.value, made: await make(next.value) };
  };
  let begun: Promise<Made<T, R> | null> | null = null;
  try {
    for (let one = await begin(); one !== null; one = await (begun ?? begin())) {
      begun = isFollowed(one.item) ? begin() : null;
      begun?.catch(() => 'heard of when it is awaited');
      yield one;
    }
  } finally {
    await begun?.catch(() => null);
  }
}
