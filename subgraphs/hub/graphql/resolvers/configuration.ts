import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import { applyConfiguration, configured } from '../../operations/configure.js';
import type { Hub } from '../../operations/hub.js';
import { ApplyConfigurationInput, ApplyConfigurationPayload, Configuration } from '../types/configuration.js';
import { operate } from '../written.js';

/** A resolver class with the configuration of the sync. */
export function configurationResolver(hub: Hub): new () => object {
  @Resolver()
  class ConfigurationResolver {
    @Query(() => Configuration, { nullable: true, description: 'Null until a hub has started on its database.' })
    configuration(): Promise<object | null> {
      return configured(hub);
    }

    @Needs('admin')
    @Mutation(() => ApplyConfigurationPayload, {
      description: 'Has the configuration count that the file says; the hub starts anew by it, in a few seconds.',
    })
    async applyConfiguration(
      @Arg('input', () => ApplyConfigurationInput, { description: 'Which one.' }) { hash }: ApplyConfigurationInput,
      @Ctx() context: RequestContext,
    ): Promise<ApplyConfigurationPayload> {
      const outcome = await operate(context, () => applyConfiguration(hub, hash));
      if (!outcome.ok) return { configuration: null, userErrors: outcome.faults };
      return { configuration: await configured(hub), userErrors: [] };
    }
  }
  return ConfigurationResolver;
}
