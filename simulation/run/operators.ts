import type { Value } from '../../shared/canonical/field.js';
import { allNotes, type Dossier, type Review } from '../../shared/sync/dossier.js';
import { makeAgain } from '../../shared/sync/again.js';
import { approveRemoval } from '../../shared/sync/carry-removal.js';
import { answer, thaw, type Matter } from '../../shared/sync/person.js';
import type { View } from '../../shared/sync/policy.js';
import type { Past } from '../../shared/sync/separate.js';
import { separate } from '../../shared/sync/separate.js';
import { settle } from '../../shared/sync/settle.js';
import { slotOf, type LinkState } from '../../shared/sync/state.js';
import { undoing } from '../../shared/sync/undo.js';
import type { Engine } from '../../subgraphs/hub/sync/engine.js';
import { joining } from '../../subgraphs/hub/sync/link.js';
import type { ChangeOptions, Decision } from '../../subgraphs/hub/sync/store.js';
import type { OperatorAct } from '../invariants/evidence.js';
import type { Random } from '../outside/random.js';
import type { MemoryStore } from '../store/memory.js';
import { judge } from './judge.js';
import type { Order } from './order.js';
import { takeCreationBack } from './taking-back.js';

/** The people who run the hub. What they ask is done by the hub's own core, in one decision each. */
export class Operators {
  readonly acts: OperatorAct[] = [];

  constructor(
    private readonly store: MemoryStore,
    private readonly dataflows: readonly string[],
    private readonly random: Random,
    private readonly count: (what: string) => void,
  ) {}

  /** Somebody pauses a dataflow, or has one go on. */
  act(): void {
    const { random } = this;
    const paused = [...this.store.everything().paused];
    if (paused.length > 0 && random.chance(0.6)) return this.resume(random.pick(paused));
    if (this.dataflows.length > 0) this.pause(random.pick(this.dataflows));
  }

  /** Every dataflow goes on, and every record that was paused. */
  async resumeAll(engine: Engine): Promise<void> {
    for (const id of [...this.store.everything().paused]) this.resume(id);
    await this.answer(engine, 'CONTRADICTION');
  }

  pause(dataflowId: string): void {
    this.count('dataflows paused');
    this.store.pause(dataflowId);
  }

  resume(dataflowId: string): void {
    this.count('dataflows that went on');
    this.store.resume(dataflowId);
  }

  async perform(order: Order, engine: Engine): Promise<void> {
    switch (order.operator) {
      case 'pause':
      case 'resume':
        return this[order.operator](order.dataflow);
      case 'answer':
        return this.answer(engine, order.kind);
      case 'reunite':
      case 'dismiss':
        return judge(engine, this.store, order.operator, {
          noteDismissed: (dossier, place) => this.note('DISMISS', dossier, place),
          count: this.count,
        });
      case 'decide':
        return this.decide(engine);
      case 'undo':
        return this.undo(engine, order.edits);
      case 'separate':
        return this.separate(engine, order.from, order.nth ?? 0);
      case 'join':
        return this.join(engine, order.of, order.and);
      case 'takeBack':
        return takeCreationBack(engine, this.store, order, {
          count: this.count,
          note: (dossier, place, recordId) => this.note('TAKE_BACK', dossier, place, recordId),
        });
      case 'set':
        return this.set(engine, order.of, order.field, order.value);
    }
  }

  private async answer(engine: Engine, kind: Review['kind']): Promise<void> {
    const open = this.store.everything().reviews.filter((review) => review.open && review.kind === kind);
    for (const review of open) {
      if (kind === 'REMOVAL') await this.approve(engine, review);
      else if (kind === 'GONE') await this.makeAgain(engine, review);
      else
        await this.change(engine, review.canonicalId, review, (dossier, view) => answer(dossier, review, true, view));
    }
  }

  private async approve({ store, policy }: Engine, review: Review & { readonly at: number }): Promise<void> {
    await store.change([review.canonicalId], ([dossier], view) => {
      if (!dossier) return { dossiers: [], answer: null };
      const approved = approveRemoval(dossier, review.place, review.at, view, policy);
      this.count(approved.withheld === null ? 'removals approved by a person' : 'removals put before a person again');
      if (approved.withheld === null) this.note('APPROVE', dossier, review.place);
      const isAnswered = approved.withheld === null || approved.journal.reviews.length > 0;
      return {
        dossiers: [approved.dossier],
        journal: approved.journal,
        answered: isAnswered ? [review] : [],
        answer: null,
      };
    });
  }

  private async makeAgain(engine: Engine, review: Review): Promise<void> {
    const canCreate = engine.slots.get(review.place)?.resource.create !== undefined;
    const again = (dossier: Dossier, view: View): Dossier => {
      this.note('RECREATE', dossier, review.place);
      return makeAgain(dossier, review.place, canCreate, view, engine.policy);
    };
    await this.change(engine, review.canonicalId, review, again, { evidence: true });
  }

  private async decide(engine: Engine): Promise<void> {
    for (const { canonicalId, field, loser } of this.store.everything().conflicts.filter(({ review }) => review))
      await engine.store.change([canonicalId], ([dossier], view) => {
        if (!dossier?.canonical.frozen.includes(field)) return { dossiers: [], answer: null };
        this.count('conflicts decided by a person');
        const edit = { values: { [field]: loser }, at: view.now };
        const settled = settle(thaw(dossier, field), view, engine.policy, edit);
        return { dossiers: [settled.dossier], journal: settled.journal, answer: null };
      });
  }

  private async undo(engine: Engine, howMany: number): Promise<void> {
    const { edits, merged } = this.store.everything();
    const latest = edits.filter(({ canonicalId }) => !merged.has(canonicalId)).slice(-howMany);
    await engine.store.change([...new Set(latest.map(({ canonicalId }) => canonicalId))], (dossiers, view) => {
      const settled = dossiers.map((dossier) => {
        const own = latest.filter(({ canonicalId }) => canonicalId === dossier.canonical.id);
        const { values } = undoing(dossier.canonical, own);
        for (const _field of Object.keys(values)) this.count('edits taken back');
        return settle(dossier, view, engine.policy, { values, at: view.now });
      });
      const journal = allNotes(settled.map((one) => one.journal));
      return { dossiers: settled.map(({ dossier }) => dossier), journal, answer: null };
    });
  }

  private async separate(engine: Engine, place: string, nth: number): Promise<void> {
    const found = this.linksIn(place).filter(({ dossier }) => dossier.links.length > 1)[nth];
    if (!found) return;
    const past = this.pastOf(found.dossier, found.link);
    await engine.store.change([found.dossier.canonical.id], ([dossier], view) => {
      const link = dossier?.links.find(({ id }) => id === found.link.id);
      const parts =
        dossier && link && separate(dossier, link, { allowNewCounterpart: false, past }, view, engine.policy);
      if (!parts) return { dossiers: [], answer: null };
      this.count('records taken out by a person');
      this.note('SEPARATE', dossier, place, found.link.externalId);
      const { left, apart, journal, exclusions } = parts;
      return { dossiers: [left, apart], exclusions: { add: exclusions, lift: [] }, journal, answer: null };
    });
  }

  private async join(engine: Engine, place: string, other: string): Promise<void> {
    const ids = [place, other].flatMap((key) => this.linksIn(key).at(-1)?.dossier.canonical.id ?? []);
    const [survivor = '', loser = ''] = ids;
    if (new Set(ids).size < 2) return;
    await engine.store.change(ids, (dossiers, view) => {
      const ruling = { survivor, loser, rule: 'manual', origin: 'MANUAL' as const };
      const decision = joining(dossiers, [ruling], view, engine.policy);
      if (decision.merged?.size) this.count('canonical records made one by a person');
      return { ...decision, answer: null };
    });
  }

  private async set(engine: Engine, place: string, field: string, value: Value | null): Promise<void> {
    const id = this.linksIn(place)[0]?.dossier.canonical.id;
    if (id === undefined) return;
    await engine.store.change([id], ([dossier], view) => {
      if (!dossier || dossier.canonical.frozen.includes(field)) return { dossiers: [], answer: null };
      this.count('values set at the hub');
      this.note('EDIT', dossier, null, null, { field, value });
      const settled = settle(dossier, view, engine.policy, { values: { [field]: value }, at: view.now });
      return { dossiers: [settled.dossier], journal: settled.journal, answer: null };
    });
  }

  private change(
    engine: Engine,
    canonicalId: string,
    answered: Matter,
    decide: (dossier: Dossier, view: View) => Dossier,
    options: Pick<ChangeOptions, 'evidence'> = {},
  ): Promise<null> {
    const change = (dossier: Dossier | undefined, view: View): Decision<null> => {
      if (!dossier) return { dossiers: [], answer: null };
      this.count('reviews answered by a person');
      const settled = settle(decide(dossier, view), view, engine.policy);
      return { dossiers: [settled.dossier], journal: settled.journal, answered: [answered], answer: null };
    };
    return engine.store.change([canonicalId], ([dossier], view) => change(dossier, view), options);
  }

  private linksIn(place: string): { readonly dossier: Dossier; readonly link: LinkState }[] {
    return [...this.store.everything().dossiers.values()].flatMap((dossier) =>
      dossier.links.filter((link) => slotOf(link) === place).map((link) => ({ dossier, link })),
    );
  }

  /** What a record held before it was linked with others, and what was edited from then on. */
  private pastOf({ canonical }: Dossier, link: LinkState): Past {
    const { edits, merged, byName } = this.store.everything();
    const own = edits.find(({ canonicalId, linkId }) => linkId === link.id && merged.has(canonicalId))?.canonicalId;
    const metAt = byName.get(`${slotOf(link)}/${link.externalId}`)?.holder?.metAt ?? Infinity;
    const mine = edits.filter(({ canonicalId }) => canonicalId === canonical.id);
    const before = edits.filter(({ canonicalId, at }) =>
      own === undefined ? canonicalId === canonical.id && at < metAt : canonicalId === own,
    );
    return {
      before: Object.fromEntries(before.map(({ field, after }) => [field, after])),
      since: mine.filter(({ at }) => at >= metAt),
    };
  }

  private note(
    kind: OperatorAct['kind'],
    { canonical: { id: canonicalId } }: Dossier,
    place: string | null,
    recordId: string | null = null,
    given: OperatorAct['given'] = null,
  ): void {
    this.acts.push({ kind, canonicalId, place, recordId, given });
  }
}
