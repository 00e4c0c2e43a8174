import { GraphQLError, Kind } from 'graphql';
import type { OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { isMeta } from './naming.js';
import type { Fragments } from './operation.js';

/** Levels of fields an operation may have: the planner reads no more than 50 selection sets within each other. */
const maxDepth = 40;
/** Fields an operation may have once its fragments are put in; the planner takes seconds for some with ten times this. */
const maxFields = 2000;

/** Other names that an operation may give its fields: a short document could ask one costly thing many times. */
const maxAliases = 200;

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
}

/**
 * Throws a `GraphQLError` for an operation that is too deep or too large to plan, wherever its fragments hide that. What
 * is asked of `__schema` and `__type` does not count.
 */
export function assertWithinLimits(operation: OperationDefinitionNode, fragments: Fragments): void {
  const { depth, fields, aliases } = sizeOf(operation.selectionSet, fragments, new Map());
  if (depth > maxDepth) throw beyond(`is more than ${maxDepth} levels deep`);
  if (fields > maxFields) throw beyond(`has more than ${maxFields} fields, those of its fragments included`);
  if (aliases > maxAliases) throw beyond(`gives more than ${maxAliases} fields another name`);
}

function beyond(how: string): GraphQLError {
  return new GraphQLError(`The operation ${how}`, { extensions: { code: 'OPERATION_TOO_LARGE' } });
}

const nothing: Size = { depth: 0, fields: 0, aliases: 0 };

/** A fragment is measured once, however often it is used; its size then counts for every use. */
function sizeOf({ selections }: SelectionSetNode, fragments: Fragments, known: Map<string, Size>): Size {
  let depth = 0;
  let [fields, aliases] = [0, 0];
  for (const selection of selections) {
    const size = selectionSize(selection, fragments, known);
    depth = Math.max(depth, size.depth);
    fields += size.fields;
    aliases += size.aliases;
  }
  return { depth, fields, aliases };
}

function selectionSize(
  selection: SelectionSetNode['selections'][number],
  fragments: Fragments,
  known: Map<string, Size>,
): Size {
  if (selection.kind === Kind.FIELD) {
    const own = selection.alias ? 1 : 0;
    if (!selection.selectionSet || isMeta(selection)) return { depth: 1, fields: 1, aliases: own };
    const { depth, fields, aliases } = sizeOf(selection.selectionSet, fragments, known);
    return { depth: depth + 1, fields: fields + 1, aliases: aliases + own };
  }
  if (selection.kind === Kind.INLINE_FRAGMENT) return sizeOf(selection.selectionSet, fragments, known);
  const name = selection.name.value;
  const fragment = fragments.get(name);
  const size = known.get(name) ?? (fragment ? sizeOf(fragment.selectionSet, fragments, known) : nothing);
  known.set(name, size);
  return size;
}
