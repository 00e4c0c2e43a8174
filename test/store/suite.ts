import { changeSuite } from './suite-change.js';
import { linksSuite } from './suite-links.js';
import { matchesSuite } from './suite-matches.js';
import { readingsSuite } from './suite-readings.js';
import { recordsSuite } from './suite-records.js';
import { rulesSuite } from './suite-rules.js';
import { successorsSuite } from './suite-successors.js';
import { turnsSuite } from './suite-turns.js';
import { viewSuite } from './suite-view.js';
import { workSuite } from './suite-work.js';
import { Bench, type OpenStore, type StoreParts } from './support.js';

export type { OpenStore, StoreParts };

/**
 * What every implementation of the `Store` port must do.
 * @param open opens an empty store; it is called before each test.
 */
export function storeSuite(name: string, open: (parts: StoreParts) => Promise<OpenStore>): void {
  describe(name, () => {
    const bench = new Bench(open);
    beforeEach(() => bench.open());
    afterEach(() => bench.close());
    changeSuite(bench);
    rulesSuite(bench);
    linksSuite(bench);
    viewSuite(bench);
    successorsSuite(bench);
    turnsSuite(bench);
    matchesSuite(bench);
    recordsSuite(bench);
    readingsSuite(bench);
    workSuite(bench);
  });
}
