import type { Evidence } from './evidence.js';

/** Canonical records that were ever one, or shared a record one after the other, and all that ever stood in them. */
export interface Family {
  readonly canonicalIds: ReadonlySet<string>;
  /** Records as `place/id`. */
  readonly members: ReadonlySet<string>;
}

/** Every family, by the canonical records and by the records that belong to it. */
export class Families {
  private readonly heads = new Map<string, string>();
  private readonly all = new Map<string, { canonicalIds: Set<string>; members: Set<string> }>();

  constructor({ members, merged }: Pick<Evidence, 'members' | 'merged'>) {
    for (const [id, names] of members) for (const name of names) this.unite(`#${id}`, name);
    for (const [gone, survivor] of merged) this.unite(`#${gone}`, `#${survivor}`);
    for (const name of this.heads.keys()) {
      const head = this.headOf(name);
      const family = this.all.get(head) ?? { canonicalIds: new Set(), members: new Set() };
      this.all.set(head, family);
      if (name.startsWith('#')) family.canonicalIds.add(name.slice(1));
      else family.members.add(name);
    }
  }

  /** The family of a record; undefined: it never stood in any canonical record. */
  ofRecord(place: string, recordId: string): Family | undefined {
    return this.all.get(this.headOf(`${place}/${recordId}`));
  }

  ofCanonical(id: string): Family | undefined {
    return this.all.get(this.headOf(`#${id}`));
  }

  [Symbol.iterator](): Iterator<Family> {
    return this.all.values();
  }

  private headOf(name: string): string {
    let head = name;
    for (let next = this.heads.get(head); next !== undefined && next !== head; next = this.heads.get(head)) head = next;
    return head;
  }

  private unite(one: string, other: string): void {
    for (const name of [one, other]) if (!this.heads.has(name)) this.heads.set(name, name);
    this.heads.set(this.headOf(one), this.headOf(other));
  }
}
