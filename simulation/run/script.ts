import type { Work } from './aftermath.js';
import { life } from './life.js';
import type { Operators } from './operators.js';
import type { Outside } from './outside.js';
import type { Step } from './scenario.js';

/** Who takes part in a scenario. */
export interface Cast {
  readonly outside: Outside;
  readonly operators: Operators;
  /** Runs work side by side, each in a process of its own. */
  work(all: readonly Work[]): Promise<void>;
}

/** Does what a scenario says, step by step. */
export async function follow(script: readonly Step[], { outside, operators, work }: Cast): Promise<void> {
  for (const step of script) {
    if ('people' in step) outside.perform(step.people, step.in, step.nth ?? 0, step.path);
    else if ('wait' in step) outside.advance(step.wait);
    else if ('weather' in step) outside.weather(step.weather);
    else if ('operator' in step) await work([(engine) => operators.perform(step, engine)]);
    else await work([workOf(step, outside)]);
  }
}

function workOf(step: Extract<Step, { hub: string }>, outside: Outside): Work {
  switch (step.hub) {
    case 'poll':
      return (engine) => life.poll(engine, step.of);
    case 'hear':
      return (engine) => life.hear(engine, outside);
    default:
      return life[step.hub];
  }
}
