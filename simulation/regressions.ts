import type { ProfileName } from './outside/profiles.js';

/** A history in which a campaign once found a fault, of the hub or of the campaign's own judge. */
export interface Regression {
  readonly profile: ProfileName;
  readonly seed: string;
}

/** All of them. A seed names a history only for the program as it is: each is lived as what it is today. */
export const regressions: readonly Regression[] = [
  { profile: 'mixed', seed: '1/248' },
  { profile: 'mixed', seed: '1/1352' },
  { profile: 'schema-drift', seed: '1/2764' },
  { profile: 'schema-drift', seed: '1/2210' },
  { profile: 'schema-drift', seed: '1/4345' },
  { profile: 'e429', seed: '1/5630' },
  { profile: 'odd', seed: '1/69' },
  { profile: 'zombie', seed: '1/11' },
  { profile: 'zombie', seed: '1/110' },
];
