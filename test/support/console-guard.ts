import { inspect } from 'node:util';
import { afterAll, afterEach } from '@jest/globals';

/** A test that writes to the console fails: what it wrote is either a finding, to be asserted, or noise. */
const written: string[] = [];

for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
  console[method] = (...args: unknown[]) => {
    written.push(`console.${method}: ${args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg))).join(' ')}`);
  };
}

const requireSilence = (): void => {
  const lines = written.splice(0);
  if (lines.length > 0) throw new Error(`The test wrote to the console:\n${lines.join('\n')}`);
};

afterEach(requireSilence);
afterAll(requireSilence);
