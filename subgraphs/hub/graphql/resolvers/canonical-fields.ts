import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Forbidden, NotFound } from '../../../../shared/errors.js';
import { Needs } from '../../../../shared/subgraph/access.js';
import { nationalIdScope, type RequestContext } from '../../../../shared/subgraph/context.js';
import { toGraphQLError } from '../../../../shared/subgraph/errors.js';
import type { Hub } from '../../operations/hub.js';
import { projectCounts, projectPages, type ProjectReference } from '../../store/queries/canonical.js';
import { canonicalValue, loadCanonical, type CanonicalValue } from '../canonical-value.js';
import { load } from '../load.js';
import type { CanonicalClasses } from '../types/canonical-classes.js';
import { connectionOf, emptyPage, ForwardArgs, windowOf, type ConnectionValue } from '../window.js';

/** A resolver class with a customer's way to its projects. */
export function customerFields(hub: Hub, { Customer, Project }: CanonicalClasses): new () => object {
  @Resolver(() => Customer.type)
  class CustomerResolver {
    @FieldResolver(() => Project.connection, { description: 'Its projects, oldest first.' })
    projects(
      @Root() { id }: CanonicalValue,
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      return projectsOf(hub, context, 'customer', id, args);
    }
  }
  return CustomerResolver;
}

/** A resolver class with an employee's way to the projects they lead, and what is kept from view. */
export function employeeFields(hub: Hub, { Employee, Project }: CanonicalClasses): new () => object {
  @Resolver(() => Employee.type)
  class EmployeeResolver {
    @Needs(nationalIdScope)
    @FieldResolver(() => String, {
      nullable: true,
      description: `Only with the scope \`${nationalIdScope}\`; never kept by the hub, so never shown here.`,
    })
    nationalIdentityNumber(@Ctx() { scopes }: RequestContext): never {
      throw toGraphQLError(nationalIdRefused(scopes));
    }

    @FieldResolver(() => Project.connection, { description: 'The projects they lead, oldest first.' })
    managedProjects(
      @Root() { id }: CanonicalValue,
      @Args(() => ForwardArgs) args: ForwardArgs,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      return projectsOf(hub, context, 'manager', id, args);
    }
  }
  return EmployeeResolver;
}

function nationalIdRefused(scopes: ReadonlySet<string>): Error {
  const field = 'nationalIdentityNumber';
  return scopes.has(nationalIdScope)
    ? new NotFound(`The hub does not keep ${field}; read it from the record of a system that has it.`, { field })
    : new Forbidden(`${field} needs the scope ${nationalIdScope}`, { field });
}

/** A resolver class with a project's customer and manager. */
export function projectFields(hub: Hub, { Customer, Employee, Project }: CanonicalClasses): new () => object {
  @Resolver(() => Project.type)
  class ProjectResolver {
    @FieldResolver(() => Customer.type, { nullable: true, description: 'Whom it is for; null: not known, or nobody.' })
    customer(@Root() { fields }: CanonicalValue, @Ctx() context: RequestContext): Promise<object | null> {
      return referred(hub, context, 'Customer', fields['customer']);
    }

    @FieldResolver(() => Employee.type, { nullable: true, description: 'Who leads it; null: not known, or nobody.' })
    manager(@Root() { fields }: CanonicalValue, @Ctx() context: RequestContext): Promise<object | null> {
      return referred(hub, context, 'Employee', fields['manager']);
    }
  }
  return ProjectResolver;
}

async function referred(
  hub: Hub,
  context: RequestContext,
  type: 'Customer' | 'Employee',
  id: unknown,
): Promise<object | null> {
  return typeof id === 'string' ? loadCanonical(hub, context, id, type) : null;
}

async function projectsOf(
  hub: Hub,
  context: RequestContext,
  reference: ProjectReference,
  id: string,
  args: ForwardArgs,
): Promise<ConnectionValue> {
  const { db } = hub.context;
  const window = windowOf(args);
  const name = `projects:${reference}:${JSON.stringify(window)}`;
  const page = await load(context, name, id, (ids) => projectPages(db, reference, ids, window));
  const count = async () =>
    (await load(context, `project-count:${reference}`, id, (ids) => projectCounts(db, reference, ids))) ?? 0;
  return connectionOf(page ?? emptyPage, canonicalValue, count);
}
