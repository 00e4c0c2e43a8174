/**
 * The start of a statement: `family (parent, id)` holds every canonical record of `$1::uuid[]` as `parent` with its own id
 * and the ids of those that were merged into it, however long ago.
 */
export const withFamily = `
  with recursive family (parent, id) as (
    select id, id from canonical_record where id = any($1::uuid[])
    union all
    select family.parent, joined.id from family join canonical_record joined on joined.merged_into = family.id
  )`;
