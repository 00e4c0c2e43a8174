import { Kind, visit } from 'graphql';
import type { DirectiveNode, DocumentNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** The variables that `@skip` and `@include` ask for anywhere in the document, in alphabetical order. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const condition = conditionOf(directive);
      if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
    },
  });
  return [...names].sort();
}

/** Whether a field or fragment is part of the operation under these variables. */
export function isIncluded(node: { readonly directives?: readonly DirectiveNode[] }, variables: Variables): boolean {
  return (node.directives ?? []).every((directive) => {
    const condition = conditionOf(directive);
    if (!condition) return true;
    const holds =
      condition.kind === Kind.VARIABLE
        ? variables[condition.name.value] === true
        : condition.kind === Kind.BOOLEAN && condition.value;
    return holds === (directive.name.value === 'include');
  });
}

function conditionOf(directive: DirectiveNode) {
  if (directive.name.value !== 'skip' && directive.name.value !== 'include') return undefined;
  return directive.arguments?.find(({ name }) => name.value === 'if')?.value;
}
