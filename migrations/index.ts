import { RecordsAndLinks1763000000000 } from './1763000000000-records-and-links.js';
import { BudgetsAndVault1763100000000 } from './1763100000000-budgets-and-vault.js';
import { Hints1763200000000 } from './1763200000000-hints.js';
import { Dossiers1763300000000 } from './1763300000000-dossiers.js';
import { References1763350000000 } from './1763350000000-references.js';
import { Plans1763360000000 } from './1763360000000-plans.js';
import { Configuration1763370000000 } from './1763370000000-configuration.js';
import { LeanBooks1763380000000 } from './1763380000000-lean-books.js';
import { PlansByConfiguration1763390000000 } from './1763390000000-plans-by-configuration.js';
import { Searchable1763400000000 } from './1763400000000-searchable.js';
import { ChangeFeed1763410000000 } from './1763410000000-change-feed.js';
import { PausesAndDrift1763420000000 } from './1763420000000-pauses-and-drift.js';
import { Vocabulary1763430000000 } from './1763430000000-vocabulary.js';
import { ApiKeys1763440000000 } from './1763440000000-api-keys.js';
import { Traces1763450000000 } from './1763450000000-traces.js';
import { LeanIndexes1763480000000 } from './1763480000000-lean-indexes.js';
import { Gathered1763490000000 } from './1763490000000-gathered.js';
import { Doubts1763500000000 } from './1763500000000-doubts.js';
import { Missing1763510000000 } from './1763510000000-missing.js';
import { Audits1763520000000 } from './1763520000000-audits.js';
import { Erasure1763530000000 } from './1763530000000-erasure.js';
import { UniqueValues1763550000000 } from './1763550000000-unique-values.js';
import { Writing1763560000000 } from './1763560000000-writing.js';
import { AnsweredVersions1763570000000 } from './1763570000000-answered-versions.js';
import { Answered1763580000000 } from './1763580000000-answered.js';
import { RemoteMerges1763590000000 } from './1763590000000-remote-merges.js';

/** Every migration, oldest first. */
export const migrations = [
  RecordsAndLinks1763000000000,
  BudgetsAndVault1763100000000,
  Hints1763200000000,
  Dossiers1763300000000,
  References1763350000000,
  Plans1763360000000,
  Configuration1763370000000,
  LeanBooks1763380000000,
  PlansByConfiguration1763390000000,
  Searchable1763400000000,
  ChangeFeed1763410000000,
  PausesAndDrift1763420000000,
  Vocabulary1763430000000,
  ApiKeys1763440000000,
  Traces1763450000000,
  LeanIndexes1763480000000,
  Gathered1763490000000,
  Doubts1763500000000,
  Missing1763510000000,
  Audits1763520000000,
  Erasure1763530000000,
  UniqueValues1763550000000,
  Writing1763560000000,
  AnsweredVersions1763570000000,
  Answered1763580000000,
  RemoteMerges1763590000000,
];
