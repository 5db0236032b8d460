import type { Command, Result, RunsMessage, RunStage } from '@hookswitch/domain';

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const RUN = uuid(1);
export const WORKFLOW = { id: uuid(2), name: 'text-missed-callers', version: 3 };
const EVENT = { id: 'evt-1', type: 'call.ended', source: '/pbx', subject: 'call-1', time: '2026-11-20T09:16:04.120Z' };
export const commandOf = (step: string): string => uuid(step === 'crm' ? 11 : 12);

const command = (step: string): Command => ({
  id: commandOf(step),
  tenant: 'acme',
  workflow: WORKFLOW,
  run: RUN,
  step,
  connector: step === 'crm' ? 'http' : 'sms',
  params: { note: 'as rendered' },
  event: EVENT,
  lane: `${WORKFLOW.id}|${step}|call-1`,
  delivery: 'at_least_once',
  retry: { maxAttempts: 2, initialInterval: 1_000, factor: 4, maxInterval: 10_000, maxElapsed: 60_000 },
  timeoutMs: 1_000,
  issuedAt: '2026-11-20T09:16:05.000Z',
  continuation: 'sealed',
});

const stage = (
  step: string,
  status: 'sent' | 'awaited',
  more: Partial<RunStage> = {},
): RunStage & { offset: number } => ({
  run: RUN,
  workflow: WORKFLOW,
  event: EVENT,
  tenant: 'acme',
  status: 'running',
  steps: [{ id: step, kind: 'action', status, command: commandOf(step) }],
  commands: [{ topic: `commands.${step}`, key: 'acme|x', command: command(step) }],
  at: '2026-11-20T09:16:05.000Z',
  offset: 7,
  ...more,
});

/** A run of two actions: the first is awaited, the second follows its result. */
export const startMessage: RunsMessage = {
  source: { topic: 'events', partition: 0 },
  from: 5,
  to: 9,
  revisions: { acme: 4 },
  engine: '0.1.0',
  stages: [stage('crm', 'awaited')],
};
export const nextMessage: RunsMessage = {
  ...startMessage,
  source: { topic: 'results', partition: 0 },
  stages: [stage('text', 'sent', { after: 'crm', at: '2026-11-20T09:16:07.000Z' })],
};

export const result = (step: string, seq: number, more: Partial<Result> = {}): Result => ({
  command: commandOf(step),
  seq,
  redrives: 0,
  tenant: 'acme',
  workflow: WORKFLOW,
  connector: step === 'crm' ? 'http' : 'sms',
  event: EVENT,
  run: RUN,
  step,
  status: 'succeeded',
  attempt: seq,
  outcome: 'succeeded',
  finishedAt: `2026-11-20T09:16:0${5 + seq}.000Z`,
  ...more,
});
export const retried = result('crm', 1, {
  status: 'waiting',
  outcome: 'retry',
  error: { code: 'http_503', message: 'Service Unavailable', class: 'retry' },
});
