import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { canonicalTypes } from '../../../../shared/canonical/types.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { Hub } from '../../operations/hub.js';
import { syncStates } from '../../store/queries/canonical.js';
import { conflictsOf, editCounts, editPages, lastEdits } from '../../store/queries/journal.js';
import { linksById, linksOf } from '../../store/queries/links.js';
import { loadCanonical, type CanonicalValue } from '../canonical-value.js';
import { load } from '../load.js';
import { CanonicalRecord } from '../types/canonical-record.js';
import { connectionOf, emptyPage, ForwardArgs, windowOf } from '../window.js';

/** A resolver class with what every canonical record knows of itself beside its values. */
export function canonicalRecordResolver(hub: Hub): new () => object {
  const { db } = hub.context;

  @Resolver(() => CanonicalRecord)
  class CanonicalRecordResolver {
    @FieldResolver()
    syncState(@Root() { id }: CanonicalValue, @Ctx() context: RequestContext): Promise<string | undefined> {
      return load(context, 'sync-state', id, (ids) => syncStates(db, ids));
    }

    @FieldResolver()
    async links(@Root() { id }: CanonicalValue, @Ctx() context: RequestContext): Promise<readonly object[]> {
      return (await load(context, 'links', id, (ids) => linksOf(db, ids))) ?? [];
    }

    @FieldResolver()
    provenance(@Root() record: CanonicalValue, @Ctx() context: RequestContext): Promise<object[]> {
      return provenanceOf(hub, context, record);
    }

    @FieldResolver()
    async history(
      @Root() { id }: CanonicalValue,
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const window = windowOf(args);
      const page = await load(context, `history:${JSON.stringify(window)}`, id, (ids) => editPages(db, ids, window));
      const count = async () => (await load(context, 'edits', id, (ids) => editCounts(db, ids))) ?? 0;
      return connectionOf(page ?? emptyPage, (edit) => edit, count);
    }

    @FieldResolver()
    async conflicts(@Root() { id }: CanonicalValue, @Ctx() context: RequestContext): Promise<readonly object[]> {
      return (await load(context, 'conflicts', id, (ids) => conflictsOf(db, ids))) ?? [];
    }
  }
  return CanonicalRecordResolver;
}

async function provenanceOf(hub: Hub, context: RequestContext, record: CanonicalValue): Promise<object[]> {
  const { db } = hub.context;
  const edits = record.editIds ?? (await load(context, 'last-edits', record.id, (ids) => lastEdits(db, ids)));
  const known = Object.entries(canonicalTypes[record.type]).flatMap(([field, { type }]) => {
    const made = record.provenance[field];
    return made ? [{ field, made, isReference: type === 'reference' }] : [];
  });
  return Promise.all(
    known.map(async ({ field, made, isReference }) => {
      const link = made.linkId === null ? null : await load(context, 'link', made.linkId, (ids) => linksById(db, ids));
      const value = record.fields[field] ?? null;
      const target = isReference && value !== null ? await loadCanonical(hub, context, String(value)) : null;
      const { system = null, entityType = null, externalId = null } = link ?? {};
      const origin = { system, entityType, externalId, observedAt: new Date(made.until) };
      return { field, value: target?.id ?? value, ...origin, editId: edits?.get(field) ?? null };
    }),
  );
}
