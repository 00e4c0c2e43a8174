import { TestDatabase } from './database.js';
import { storeSuite } from './suite.js';

const database = new TestDatabase();
beforeAll(() => database.open());
afterAll(() => database.close());

storeSuite('the store over Postgres', (parts) => database.openStore(parts));
