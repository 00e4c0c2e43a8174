import type { Mapping } from '../mapping/mapping.js';

/** An entity type as a configuration may speak of it. */
export interface KnownEntity {
  /** As it is by default. */
  readonly mapping: Mapping;
  /** Wire paths that are the hub's or the system's own: the reference that the hub stamps, stamps of time. */
  readonly reserved: readonly string[];
  /** Whether its records can be removed in such a way that it shows. */
  readonly isRemovable: boolean;
}

const wirePath = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u;
const refusedNames = new Set(['__proto__', 'prototype', 'constructor']);

/**
 * Why a canonical field cannot stand at a wire path; null where it can.
 * @param mapping as it is with everything else that is set.
 */
export function pathFault(entity: KnownEntity, mapping: Mapping, name: string, path: string): string | null {
  if (!wirePath.test(path) || path.split('.').some((part) => refusedNames.has(part)))
    return 'is not the name of a property, with a dot between levels';
  if (isKey(entity, path)) return `${path} is the key of the system: it is never written`;
  if (entity.reserved.some((own) => overlaps(own, path))) return `${path} belongs to the hub or to the system itself`;
  const other = Object.entries(mapping.fields).find(([one, field]) => one !== name && overlaps(field.path, path));
  if (other) return `${path} stands for ${other[0]} already (${other[1].path})`;
  const guarded = Object.entries(mapping.fields).find(([, { when }]) => when && overlaps(when.path, path));
  return guarded ? `${path} decides whether ${guarded[0]} says anything: it cannot be written` : null;
}

function isKey({ mapping }: KnownEntity, path: string): boolean {
  const keys = Object.values(mapping.fields).filter(({ key }) => key);
  return path.toLowerCase() === 'id' || keys.some((field) => overlaps(field.path, path));
}

/** Whether two paths name the same property, or one a part of the other; the case of letters tells nothing apart. */
function overlaps(a: string, b: string): boolean {
  const [one, other] = [`${a.toLowerCase()}.`, `${b.toLowerCase()}.`];
  return one.startsWith(other) || other.startsWith(one);
}
