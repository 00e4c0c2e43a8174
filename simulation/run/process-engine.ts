import type { ChangePage, Resource } from '../../shared/connector.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Engine, Slot } from '../../subgraphs/hub/sync/engine.js';
import type { Store } from '../../subgraphs/hub/sync/store.js';
import type { Process, Scheduler } from './scheduler.js';

export interface Parts {
  readonly store: Store;
  readonly policy: SyncPolicy;
  readonly slots: readonly Slot[];
  readonly now: () => number;
  readonly leaseMs: number;
  /** Told whose turn it is before a system is asked. */
  readonly asks: (process: string) => void;
  readonly logFault: (message: string, error: unknown) => void;
}

/** The engine as one process runs it: before and after everything it asks of the store or of a system it waits for its turn. */
export function engineOf(process: Process, scheduler: Scheduler, parts: Parts): Engine {
  const step = (name: string): Promise<void> => scheduler.step(process, name);
  const asks = (): void => parts.asks(process.name);
  const slots = parts.slots.map((slot): [string, Slot] => [
    slot.key,
    { ...slot, resource: steppedResource(slot.resource, slot.key, step, asks) },
  ]);
  return { ...parts, store: stepped(parts.store, 'store', step), slots: new Map(slots) };
}

type Step = (name: string) => Promise<void>;

/** The same methods, each with a step before and after it. @param then called when it is its turn. */
function stepped<T extends object>(target: T, name: string, step: Step, then: () => void = () => undefined): T {
  return new Proxy(target, {
    get(of, property): unknown {
      const method: unknown = Reflect.get(of, property);
      if (typeof method !== 'function') return method;
      const call = `${name}/${String(property)}`;
      return async (...args: unknown[]): Promise<unknown> => {
        await step(`${call}:before`);
        then();
        const answer: unknown = await Reflect.apply(method, of, args);
        await step(`${call}:after`);
        return answer;
      };
    },
  });
}

function steppedResource(resource: Resource, name: string, step: Step, asks: () => void): Resource {
  const methods = stepped(resource, name, step, asks);
  return new Proxy(methods, {
    get(of, property): unknown {
      if (property !== 'readChanges') return Reflect.get(of, property);
      return (cursor: string | null) => steppedPages(resource, cursor, `${name}/readChanges`, step, asks);
    },
  });
}

async function* steppedPages(
  resource: Resource,
  cursor: string | null,
  name: string,
  step: Step,
  asks: () => void,
): AsyncIterable<ChangePage> {
  await step(`${name}:before`);
  asks();
  for await (const page of resource.readChanges(cursor)) {
    yield page;
    await step(`${name}:page`);
    asks();
  }
}
