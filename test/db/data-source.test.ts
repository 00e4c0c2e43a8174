import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrate, openDataSource, undoAllMigrations, undoLastMigration } from '../../shared/db/data-source.js';
import { ConfigInvalid, Unavailable } from '../../shared/errors.js';
import { withDatabase } from '../support/database.js';

class Animals1700000000001 implements MigrationInterface {
  up = (runner: QueryRunner) => runner.query('create table animals (id int primary key)');
  down = (runner: QueryRunner) => runner.query('drop table animals');
}

class Plants1700000000002 implements MigrationInterface {
  up = (runner: QueryRunner) => runner.query('create table plants (id int primary key)');
  down = (runner: QueryRunner) => runner.query('drop table plants');
}

class Broken1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table half (id int)');
    await runner.query('create table animals (id int)');
  }
  down = async () => undefined;
}

const open = (
  url: string,
  migrations: (new () => MigrationInterface)[] = [Animals1700000000001, Plants1700000000002],
) => openDataSource({ url, entities: [], migrations, poolSize: 1 });

type Opened = Awaited<ReturnType<typeof open>>;

const tables = async (dataSource: Opened): Promise<string[]> => {
  const sql = `select tablename as name from pg_tables where schemaname = 'public'
    and tablename in ('animals', 'plants', 'half') order by 1`;
  return (await dataSource.query<{ name: string }[]>(sql)).map(({ name }) => name);
};

describe('migrations', () => {
  test('run once, and are taken back one by one or all', () =>
    withDatabase(async (url) => {
      const dataSource = await open(url);
      expect(await tables(dataSource)).toEqual([]);
      expect(await migrate(dataSource)).toEqual(['Animals1700000000001', 'Plants1700000000002']);
      expect(await migrate(dataSource)).toEqual([]);
      await undoLastMigration(dataSource);
      expect(await tables(dataSource)).toEqual(['animals']);
      await migrate(dataSource);
      await undoAllMigrations(dataSource);
      expect(await tables(dataSource)).toEqual([]);
      await dataSource.destroy();
    }));

  test('are run by one of several processes that start at once', () =>
    withDatabase(async (url) => {
      const hubs = await Promise.all([open(url), open(url), open(url)]);
      const done = await Promise.all(hubs.map(migrate));
      expect(done.flat().sort()).toEqual(['Animals1700000000001', 'Plants1700000000002']);
      await Promise.all(hubs.map((hub) => hub.destroy()));
    }));

  test('that fail leave nothing half done, and the lock to the next', () =>
    withDatabase(async (url) => {
      const broken = await open(url, [Animals1700000000001, Broken1700000000003]);
      await expect(migrate(broken)).rejects.toThrow(/relation "animals" already exists/);
      expect(await tables(broken)).toEqual(['animals']);
      const mended = await open(url);
      expect(await migrate(mended)).toEqual(['Plants1700000000002']);
      await Promise.all([broken.destroy(), mended.destroy()]);
    }));
});

describe('a database that cannot be opened', () => {
  const faults = [
    ['is not a url', 'localhost:5432', ConfigInvalid, /DATABASE_URL is not of the form/],
    ['has a url that cannot be read', 'postgres://u:s3cret%zz@127.0.0.1/x', Unavailable, /DATABASE_URL/],
    [
      'does not listen',
      'postgres://u:s3cret@127.0.0.1:1/x',
      Unavailable,
      /at 127.0.0.1:1\/x \(ECONNREFUSED\).*DATABASE_URL/,
    ],
    [
      'has no such host',
      'postgres://u:s3cret@no-such-host.invalid/x',
      Unavailable,
      /\((ENOTFOUND|EAI_AGAIN)\).*DATABASE_URL/,
    ],
  ] as const;

  test.each(faults)('because it %s is told so, without the password', async (_, url, kind, message) => {
    const error = (await open(url).catch((reason: unknown) => reason)) as Error;
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
    expect(JSON.stringify([error, error.message, error.cause, String(error.cause)])).not.toMatch('s3cret');
  });

  test('because the password is wrong is told so', () =>
    withDatabase(async (url) => {
      const wrong = Object.assign(new URL(url), { password: 's3cret' }).href;
      await expect(open(wrong)).rejects.toThrow(/\(28P01\): check DATABASE_URL/);
    }));
});
