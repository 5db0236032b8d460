import { allOf, termsOf, type Terms } from '../matching/terms-of.js';
import type { CompiledStep, CompiledWorkflow } from './compile-workflow.js';

/** What every event that fires the workflow has passed. */
export const leadingTerms = ({ steps }: CompiledWorkflow): Terms =>
  allOf(
    steps.slice(0, leadingCount(steps)).flatMap((step) => (step.kind === 'condition' ? termsOf(step.condition) : [])),
  );

/** What is left of a workflow when an index has decided its conditions already: that its condition steps were passed. */
export function withoutLeading({ ref, steps }: CompiledWorkflow): CompiledWorkflow {
  const count = leadingCount(steps);
  const passed = steps.slice(0, count).flatMap((step): readonly CompiledStep[] => {
    return step.kind === 'condition' && step.step ? [{ ...step, holds }] : [];
  });
  return { ref, decided: true, steps: [...passed, ...steps.slice(count)] };
}

const holds = () => true;

function leadingCount(steps: readonly CompiledStep[]): number {
  const count = steps.findIndex(({ kind }) => kind !== 'condition');
  return count < 0 ? steps.length : count;
}
