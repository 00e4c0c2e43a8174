import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Vault } from '../../shared/vault.js';

/** The refresh token in use: CRM-Office may give a new one for each that is used, and takes the old one no more. */
export interface RefreshToken {
  /** The token given last; the variable's where none was, or where the variable was changed since. */
  current(): Promise<string>;
  keep(token: string): Promise<void>;
  /** Runs a use of the token while no other process uses it. */
  alone<T>(use: () => Promise<T>): Promise<T>;
}

const name = 'crmoffice.refresh-token';
const kept = z.object({ token: z.string().min(1), variable: z.string() });

/** The refresh token of a person's sign-in, from then on kept in the vault. @param given the variable's value. */
export function keptRefreshToken(vault: Vault, given: string): RefreshToken {
  const variable = createHash('sha256').update(given).digest('hex');
  return {
    async current() {
      const text = await vault.get(name);
      const found = text === null ? null : kept.parse(JSON.parse(text));
      return found?.variable === variable ? found.token : given;
    },
    keep: (token) => vault.put(name, JSON.stringify({ token, variable })),
    alone: (use) => vault.alone(name, use),
  };
}
