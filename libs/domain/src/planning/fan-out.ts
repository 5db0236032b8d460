import type { RunStage } from '../messages.js';
import type { Decision } from './types.js';

/** One event plans no more commands than this. */
export const MAX_COMMANDS = 1_000;

/** A run whose commands would exceed the limit ends `dead` with reason `fan_out_limit` before it began; smaller ones behind it still fit. */
export function limitFanOut(decisions: readonly Decision[]): readonly Decision[] {
  let planned = 0;
  return decisions.map((decision) => {
    if (planned + decision.commands.length > MAX_COMMANDS) return withoutCommands(decision, 'fan_out_limit');
    planned += decision.commands.length;
    return decision;
  });
}

/** The run as it ends when what it planned cannot leave: `dead`, nothing sent. */
export function withoutCommands<T extends Omit<RunStage, 'commands'>>(stage: T, reason: string) {
  const steps = stage.steps.map(({ id, kind, status }) => ({
    id,
    kind,
    status: kind === 'condition' ? status : ('skipped' as const),
  }));
  return { ...stage, status: 'dead' as const, reason, steps, commands: [] };
}
