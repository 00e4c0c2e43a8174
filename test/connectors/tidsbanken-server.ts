import { Env } from '../../shared/config.js';
import type { Resource } from '../../shared/connector.js';
import { tidsbanken } from '../../subgraphs/tidsbanken/connector.js';
import { withAddress, type Answerer, type Seen } from '../http/server.js';

/** Tidsbanken's entity types over a server that is told what to answer, for the length of a callback. */
export async function withTidsbanken(
  answer: Answerer,
  use: (resources: Readonly<Record<string, Resource>>, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  await withAddress(answer, async (address, seen) => {
    const keys = { TIDSBANKEN_SUBSCRIPTION_KEY: 'subscription', TIDSBANKEN_KEY: 'database' };
    const connection = tidsbanken.connect(new Env({ TIDSBANKEN_URL: address, ...keys }));
    await use(connection.resources, seen).finally(() => connection.close());
  });
}
