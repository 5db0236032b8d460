import type { ConditionTrace, StepRecord, WorkflowExplanation } from '@hookswitch/domain';

const MASK = '[masked]';

/** Without `payloads:read` an explanation says which comparison failed, but not what the event held. */
export const withoutPayload = (explanation: WorkflowExplanation): WorkflowExplanation => ({
  ...explanation,
  conditions: explanation.conditions.map((gate) => ({ ...gate, trace: maskedTrace(gate.trace) })),
  ...(explanation.decision && {
    decision: {
      ...explanation.decision,
      steps: explanation.decision.steps.map(stepWithoutPayload),
      commands: explanation.decision.commands.map((planned) => {
        const { properties, ...command } = planned.command;
        return { ...planned, command: { ...command, params: { masked: MASK }, ...(properties && { properties: {} }) } };
      }),
    },
  }),
});

/** Why a condition stopped the run is said with the values that it compared; the end of a delay is no payload. */
export const stepWithoutPayload = <T extends Pick<StepRecord, 'detail'> & { readonly kind: string }>(
  step: T,
): Omit<T, 'detail'> & { readonly detail?: string } => {
  const { detail, ...rest } = step;
  return step.kind === 'condition' || detail === undefined ? rest : { ...rest, detail };
};

function maskedTrace({ actual, expected, children, ...trace }: ConditionTrace): ConditionTrace {
  return {
    ...trace,
    ...(actual !== undefined && { actual: MASK }),
    ...(expected !== undefined && { expected: MASK }),
    ...(children && { children: children.map(maskedTrace) }),
    ...((trace.kind === 'leaf' || trace.kind === 'cel') && { why: trace.held ? 'it holds' : 'it does not hold' }),
  };
}
