import type { DataSource } from 'typeorm';
import type { Host } from './connector.js';
import { localBudgets } from './http/budget.js';
import { postgresBudgets } from './http/postgres-budget.js';
import { localVault, postgresVault } from './vault.js';

/** What connectors need where nothing is shared and nothing is kept: for tests, and where nothing is sent. */
export function localHost(): Host {
  return { budgets: localBudgets(), vault: localVault() };
}

/** What connectors need in a hub: shared with every process over the same database. @param secret the installation's. */
export function sharedHost(db: DataSource, secret: string): Host {
  return { budgets: postgresBudgets(db, secret), vault: postgresVault(db, secret) };
}
