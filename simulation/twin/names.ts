import type { DataSource } from 'typeorm';
import type { StoredHint } from '../../subgraphs/hub/sync/store.js';
import type { Everything } from '../store/memory.js';

/** What each of two stores calls the same: records and hints by numbers of its own, canonical records by an age. */
export class Names {
  /** By the id that Postgres gave it: `place/id`. */
  private readonly inPostgres = new Map<string, string>();
  private readonly postgresIds = new Map<string, string>();
  private readonly hintSeqs = new Map<string, string>([['0', '0']]);
  private readonly ages = new Map<number, number>([[0, 0]]);

  constructor(
    private readonly db: DataSource,
    private readonly everything: () => Everything,
  ) {}

  /** Learns the names of the records that were stored meanwhile. */
  async learn(): Promise<void> {
    if (this.inPostgres.size === this.everything().records.size) return;
    const found = await this.db.query<{ id: string; name: string }[]>(
      `select id, system || '.' || entity_type || '/' || external_id as name from record where id <> all($1::bigint[])`,
      [[...this.inPostgres.keys()]],
    );
    for (const { id, name } of found) {
      this.inPostgres.set(id, name);
      this.postgresIds.set(name, id);
    }
  }

  /** `place/id` of a record of the store in memory; '' of one that is still to be stored. */
  ofMemory = (recordId: string): string => {
    const record = this.everything().records.get(recordId);
    return record ? `${record.place}/${record.externalId}` : recordId;
  };

  ofPostgres = (recordId: string): string => this.inPostgres.get(recordId) ?? `unknown record ${recordId}`;

  /** What Postgres calls a record of the store in memory. */
  translated(recordId: string): string {
    return recordId === '' ? '' : (this.postgresIds.get(this.ofMemory(recordId)) ?? '');
  }

  /** Takes in that both answered the same hints. */
  sameHints(ours: readonly StoredHint[], theirs: readonly StoredHint[]): void {
    ours.forEach(({ seq }, index) => this.hintSeqs.set(seq, theirs[index]?.seq ?? '0'));
  }

  hintSeq(seq: string): string {
    return this.hintSeqs.get(seq) ?? '0';
  }

  /** Takes in that both answered the same canonical records. */
  sameAges(ours: readonly { readonly seq: number }[], theirs: readonly { readonly seq: number }[]): void {
    ours.forEach(({ seq }, index) => this.ages.set(seq, theirs[index]?.seq ?? 0));
  }

  age(seq: number): number {
    return this.ages.get(seq) ?? 0;
  }
}
