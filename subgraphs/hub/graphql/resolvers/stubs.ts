import { Ctx, Directive, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { EntityType } from '../../../../shared/connector.js';
import type { RequestContext } from '../../../../shared/subgraph/context.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import type { Hub } from '../../operations/hub.js';
import { linksByRef, linksOf, type LinkRow } from '../../store/queries/links.js';
import { refKey } from '../../store/queries/records.js';
import { loadCanonical, type CanonicalValue } from '../canonical-value.js';
import { load } from '../load.js';
import type { CanonicalClasses } from '../types/canonical-classes.js';
import { Link } from '../types/link.js';

/** An entity of a system's subgraph as the hub knows it: the key only. */
interface Stub {
  readonly __typename: string;
  readonly id: string;
}

/** The resolver classes that join one system's entity type to its canonical type, both ways. */
export function stubResolvers(
  hub: Hub,
  system: string,
  entityType: EntityType,
  classes: CanonicalClasses,
): (new () => object)[] {
  const stub = stubClass(entityType.graph.type.name);
  return [
    wayOut(hub, system, entityType, stub, classes[entityType.mapping.canonicalType].type),
    wayBack(hub, system, entityType, stub, classes[entityType.mapping.canonicalType].type),
  ];
}

/** Without descriptions: the system's own subgraph describes its types, and of two descriptions a client would see one. */
function stubClass(name: string): WireClass {
  const stub = class {};
  Field(() => ID)(stub.prototype, 'id');
  ObjectType(name, { simpleResolvers: true })(stub);
  Directive('@key(fields: "id")')(stub);
  return stub;
}

function wayOut(hub: Hub, system: string, entityType: EntityType, stub: WireClass, canonical: WireClass): WireClass {
  const { type, singular } = entityType.graph;

  @Resolver(() => canonical)
  class WayOut {
    @FieldResolver(() => stub, {
      nullable: true,
      description: `Its record in ${system}, read live; null where it has none.`,
    })
    async [singular](@Root() { id }: CanonicalValue, @Ctx() context: RequestContext): Promise<Stub | null> {
      const links = (await load(context, 'links', id, (ids) => linksOf(hub.context.db, ids))) ?? [];
      const link = links.find((each) => each.system === system && each.entityType === entityType.name);
      return link?.externalId == null ? null : { __typename: type.name, id: link.externalId };
    }
  }
  return WayOut;
}

function wayBack(hub: Hub, system: string, entityType: EntityType, stub: WireClass, canonical: WireClass): WireClass {
  const word = entityType.mapping.canonicalType.toLowerCase();
  const linkOf = ({ id }: Stub, context: RequestContext): Promise<LinkRow | undefined> =>
    load(context, 'link-of', refKey({ system, entityType: entityType.name, externalId: id }), (keys) =>
      linksByRef(hub.context.db, keys),
    );

  @Resolver(() => stub)
  class WayBack {
    @FieldResolver(() => canonical, {
      name: word,
      nullable: true,
      description: `The ${word} it belongs to; null until the hub has seen it.`,
    })
    async canonicalRecord(@Root() root: Stub, @Ctx() context: RequestContext): Promise<object | null> {
      const link = await linkOf(root, context);
      return link ? loadCanonical(hub, context, link.canonicalId) : null;
    }

    @FieldResolver(() => Link, { nullable: true, description: 'How it belongs there; null until the hub has seen it.' })
    async link(@Root() root: Stub, @Ctx() context: RequestContext): Promise<object | null> {
      return (await linkOf(root, context)) ?? null;
    }
  }
  return WayBack;
}
