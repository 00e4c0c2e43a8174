import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { Hub } from '../../operations/hub.js';
import { importLinks, previewLinks } from '../../operations/import-links.js';
import { ImportLinksInput, ImportLinksPayload, LinkImportInput, LinkImportPreview } from '../types/link-import.js';
import { operate } from '../written.js';

/** A resolver class with the import of links that a company has already. */
export function linkImport(hub: Hub): new () => object {
  @Resolver()
  class LinkImport {
    @Query(() => LinkImportPreview, { description: 'What importing links would do, line by line.' })
    async linkImport(
      @Arg('input', () => LinkImportInput, { description: 'The links.' }) input: LinkImportInput,
      @Ctx() context: RequestContext,
    ): Promise<LinkImportPreview> {
      const outcome = await operate(context, () => previewLinks(hub, input));
      return outcome.ok ? { ...outcome.value, userErrors: [] } : { lines: [], hash: null, userErrors: outcome.faults };
    }

    @Needs('operate')
    @Mutation(() => ImportLinksPayload, {
      description:
        'Links records as a file says and a preview showed: all of it, or nothing. What follows is written by and by.',
    })
    async importLinks(
      @Arg('input', () => ImportLinksInput, { description: 'The links.' }) input: ImportLinksInput,
      @Ctx() context: RequestContext,
    ): Promise<ImportLinksPayload> {
      const outcome = await operate(context, () => importLinks(hub, input, input.hash));
      return outcome.ok ? { linked: outcome.value, userErrors: [] } : { linked: 0, userErrors: outcome.faults };
    }
  }
  return LinkImport;
}
