import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of programs that use the API; of the key itself there is only a digest. */
export class ApiKeys1763440000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`create table api_key (
      id uuid primary key default gen_random_uuid(),
      name text not null,
      digest bytea not null unique,
      role text not null check (role in ('viewer', 'editor', 'operator', 'admin')),
      national_ids boolean not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table api_key');
  }
}
