import type { CompiledStep, CompiledWorkflow } from './compile-workflow.js';

const holds = () => true;

/** What is left of a workflow when the index decides the conditions in front of its first action: that its condition steps were passed. */
export function withoutLeading({ ref, steps }: CompiledWorkflow): CompiledWorkflow {
  const first = steps.findIndex(({ kind }) => kind !== 'condition');
  const count = first < 0 ? steps.length : first;
  const passed = steps.slice(0, count).flatMap((step): readonly CompiledStep[] => {
    return step.kind === 'condition' && step.step ? [{ ...step, holds }] : [];
  });
  return { ref, decided: true, steps: [...passed, ...steps.slice(count)] };
}
