import type { Command, Result, TelephonyEvent } from '@hookswitch/domain';

/**
 * What the end of an action becomes when its workflow asks for it. Made of command and result alone, without payload, so that it is the
 * same one whenever the result is published again; a redriven command that ends anew has another id.
 */
export function actionEvent(command: Command, result: Result): TelephonyEvent | undefined {
  const { status, attempt, redrives, error } = result;
  if (status !== 'succeeded' && status !== 'dead') return undefined;
  const type = `workflow.action_${status}` as const;
  if (!command.publishes?.includes(type)) return undefined;
  const { id, workflow, run, step, connector, event, tenant, hopcount = 0, traceparent } = command;
  return {
    tenant,
    id: `${id}~${status}~${redrives}`,
    source: `/hookswitch/connectors/${connector}`,
    type,
    subject: run,
    time: result.finishedAt,
    data: {
      ...{ run, workflow: { ...workflow }, step, command: id, connector, attempt, status },
      event: { id: event.id, type: event.type, subject: event.subject },
      ...(status === 'dead' && {
        error: error ? { code: error.code, message: error.message, class: error.class } : null,
      }),
    },
    hopcount: hopcount + 1,
    ...(traceparent !== undefined && { traceparent }),
  };
}
