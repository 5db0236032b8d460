import type { Condition } from '../condition/types.js';
import { isCondition, type WorkflowSpec } from '../workflow/document.js';
import { allOf, termsOf, type Term } from './terms-of.js';

/**
 * Whether the index can look nothing of a workflow up, so that its conditions are tried for every event of its triggers; or it has none in
 * front of its first action, and fires for all of them. The conditions compile.
 */
export const evaluatedOnEveryEvent = (spec: WorkflowSpec): boolean =>
  !isLookedUp(allOf(leadingConditions(spec).map(termsOf)).terms);

/** Of terms that all hold, one is enough. */
export const isLookedUp = (terms: readonly Term[]): boolean => terms.some(canLookUp);

/** What the predicates of these terms answer with {@link Predicate.lookups}. */
function canLookUp(term: Term): boolean {
  switch (term.kind) {
    case 'value':
    case 'prefix':
    case 'pattern':
      return true;
    case 'part':
      return term.value !== '';
    case 'range':
      return Number.isFinite(term.low) && Number.isFinite(term.high);
    case 'all':
      return isLookedUp(term.terms);
    case 'any':
      return term.terms.every(canLookUp);
    case 'not':
    case 'test':
      return false;
  }
}

/** What every event that fires the workflow has passed. */
export function leadingConditions({
  conditions,
  steps,
}: Pick<WorkflowSpec, 'conditions' | 'steps'>): readonly Condition[] {
  const end = steps.findIndex((step) => !isCondition(step));
  const leading = steps.slice(0, end < 0 ? steps.length : end).filter(isCondition);
  return [...(conditions ? [conditions] : []), ...leading.map(({ condition }) => condition)];
}
