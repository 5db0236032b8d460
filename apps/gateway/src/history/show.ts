import { showParams } from '@hookswitch/domain';
import type { RunCommand, RunDetail, RunSummary, StoredDeadLetter, StoredEvent } from '@hookswitch/persistence';
import type { Caller } from '../auth/caller.js';

/** Whether the caller may see bodies: event data, rendered parameters, outputs. */
export const seesPayloads = ({ scopes }: Caller): boolean => scopes.has('payloads:read');

export const showRun = ({ tenant, ...run }: RunSummary) => run;

export const showRunDetail = ({ tenant, steps, ...run }: RunDetail, payloads: boolean) => ({
  ...run,
  steps: steps.map(({ command, ...step }) => ({
    ...step,
    ...(command && { command: showCommand(command, payloads) }),
  })),
});

function showCommand({ planned, output, ...command }: RunCommand, payloads: boolean) {
  const { connection, notBefore, expiresAt } = planned?.command ?? {};
  return {
    ...command,
    ...(connection !== undefined && { connection }),
    ...(notBefore !== undefined && { notBefore }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(payloads && planned && { params: showParams(planned.command) }),
    ...(payloads && output !== undefined && { output }),
  };
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

export function showDeadLetter(letter: StoredDeadLetter, payloads: boolean) {
  if (letter.kind === 'command') {
    const { tenant, ...command } = letter;
    return command;
  }
  const { tenant, key, value, headers, ...message } = letter;
  return {
    ...message,
    bytes: value?.length ?? 0,
    // Base64: the original need not be text at all.
    ...(payloads && { key: key?.toString('base64') ?? null, value: value?.toString('base64') ?? null, headers }),
  };
}
