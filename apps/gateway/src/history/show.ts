import { showParams, type CommandError } from '@hookswitch/domain';
import type { Delivery, RunCommand, RunDetail, RunSummary, StoredEvent } from '@hookswitch/persistence';
import type { Caller } from '../auth/caller.js';
import { stepWithoutPayload } from '../workflows/without-payload.js';

/** Whether the caller may see bodies: event data, rendered parameters, outputs. */
export const seesPayloads = ({ scopes }: Caller): boolean => scopes.has('payloads:read');

export const showRun = ({ tenant, ...run }: RunSummary) => run;

export const showRunDetail = ({ tenant, steps, ...run }: RunDetail, payloads: boolean) => ({
  ...run,
  steps: steps.map(({ command, ...step }) => ({
    ...(payloads ? step : stepWithoutPayload(step)),
    ...(command && { command: showCommand(command, payloads) }),
  })),
});

export function showCommand(
  { planned, output, error, attempts, deliveries, ...command }: RunCommand,
  payloads: boolean,
) {
  const { connection, notBefore, expiresAt } = planned?.command ?? {};
  return {
    ...command,
    ...(error && { error: showError(error, payloads) }),
    attempts: attempts.map(({ error: failure, ...attempt }) => ({
      ...attempt,
      ...(failure && { error: showError(failure, payloads) }),
    })),
    ...(deliveries && { deliveries: deliveries.map((delivery) => showDelivery(delivery, payloads)) }),
    ...(connection !== undefined && { connection }),
    ...(notBefore !== undefined && { notBefore }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(payloads && planned && { params: showParams(planned.command) }),
    ...(payloads && output !== undefined && { output }),
  };
}

/** What the provider calls the error may be read by those who see the code of an attempt's. */
const showDelivery = ({ error, ...delivery }: Delivery, payloads: boolean) => ({
  ...delivery,
  ...(error && { error: payloads ? error : { code: error.code } }),
});

/** Messages quote what could not be used, and what targets answered. */
function showError(error: CommandError, payloads: boolean) {
  const { message, ...rest } = error;
  return payloads ? error : rest;
}

export const showEvent = ({ event, receivedAt, duplicates, bodiesDiffer }: StoredEvent, payloads: boolean) => {
  const { tenant, data, revision, ...attributes } = event;
  return {
    specversion: '1.0',
    ...attributes,
    ...(payloads && { data }),
    receivedAt,
    duplicates,
    bodiesDiffer,
  };
};
