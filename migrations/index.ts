import { RecordsAndLinks1763000000000 } from './1763000000000-records-and-links.js';

/** Every migration, oldest first. */
export const migrations = [RecordsAndLinks1763000000000];
