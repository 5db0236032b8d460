import type { ConditionTrace, WorkflowExplanation } from '@hookswitch/domain';

export const MASK = '[masked]';

/** Without `payloads:read` an explanation says which comparison failed, but not what the event held. */
export const withoutPayload = (explanation: WorkflowExplanation): WorkflowExplanation => ({
  ...explanation,
  conditions: explanation.conditions.map((gate) => ({ ...gate, trace: maskedTrace(gate.trace) })),
  ...(explanation.decision && {
    decision: {
      ...explanation.decision,
      commands: explanation.decision.commands.map((planned) => {
        const { properties, ...command } = planned.command;
        return { ...planned, command: { ...command, params: { masked: MASK }, ...(properties && { properties: {} }) } };
      }),
    },
  }),
});

function maskedTrace({ actual, children, ...trace }: ConditionTrace): ConditionTrace {
  return {
    ...trace,
    ...(actual !== undefined && { actual: MASK }),
    ...(children ? { children: children.map(maskedTrace) } : { why: trace.held ? 'it holds' : 'it does not hold' }),
  };
}
