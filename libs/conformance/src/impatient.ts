import type { ActionOutcome, Connector } from '@hookswitch/connector-sdk';

const LONGEST_PAUSE_MS = 50;

/** The same connector, but for the pauses before polls: those are cut to a moment. */
export function impatient(connector: Connector): Connector {
  const [resume, reconcile] = [connector.resume?.bind(connector), connector.reconcile?.bind(connector)];
  return {
    ...connector,
    perform: async (call) => sooner(await connector.perform(call)),
    ...(resume && { resume: async (call, state) => sooner(await resume(call, state)) }),
    ...(reconcile && { reconcile: async (call, state) => sooner(await reconcile(call, state)) }),
  };
}

const sooner = <T extends ActionOutcome | undefined>(outcome: T): T =>
  outcome?.kind === 'pending' ? { ...outcome, afterMs: Math.min(outcome.afterMs, LONGEST_PAUSE_MS) } : outcome;
