import type { Decision, PlannedAction, PlannedCommand } from '@hookswitch/domain';
import type { ContinuationSealer } from '@hookswitch/platform';
import { sized, type SizedStage } from './sized-stage.js';

/** A decision as it leaves: continuations sealed into their commands. */
export async function sealed(decision: Decision, sealer: ContinuationSealer): Promise<SizedStage> {
  const commands = await Promise.all(decision.commands.map((planned) => sealCommand(planned, sealer)));
  return sized({ ...decision, commands });
}

async function sealCommand(
  { topic, key, command, continuation }: PlannedAction,
  sealer: ContinuationSealer,
): Promise<PlannedCommand> {
  if (!continuation) return { topic, key, command };
  return { topic, key, command: { ...command, continuation: await sealer.seal(continuation) } };
}
