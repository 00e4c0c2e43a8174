import { withDatabase, withMigratedDatabase } from '../support/database.js';
import { query } from '../support/embedded-postgres.js';

const databaseOf = (url: string): string => new URL(url).pathname.slice(1);

/** Whether the database of that url exists, asked of the server's own database. */
const exists = async (url: string): Promise<boolean> => {
  const server = Object.assign(new URL(url), { pathname: 'postgres' }).href;
  return (await query(server, `select from pg_database where datname = '${databaseOf(url)}'`)).length === 1;
};

describe('a test database', () => {
  test('is empty, its own, and dropped afterwards', async () => {
    const used: string[] = [];
    for (const _ of [1, 2]) {
      await withDatabase(async (url) => {
        used.push(url);
        await query(url, 'create table only_here (id int)');
        expect(await exists(url)).toBe(true);
      });
    }
    expect(await Promise.all(used.map(exists))).toEqual([false, false]);
  });

  test('is kept and named where the test fails', async () => {
    let kept = '';
    const failing = withDatabase(async (url) => {
      kept = url;
      expect(1).toBe(2);
    });
    await expect(failing).rejects.toThrow(/Expected.*2[^]*The database test_\w+ is kept/);
    expect(await exists(kept)).toBe(true);
  });

  test('starts from a template that is made once', async () => {
    let made = 0;
    const makeTemplate = async (url: string): Promise<void> => {
      made++;
      await query(url, 'create table given as select 42 as answer');
    };
    const check = () =>
      withMigratedDatabase(
        makeTemplate,
        async (url) => {
          expect(await query(url, 'select answer from given')).toEqual([{ answer: 42 }]);
        },
        'given',
      );
    await Promise.all([check(), check(), check()]);
    expect(made).toBe(1);
  });
});
