import { expect, it } from '@jest/globals';
import type { Command, Result, RunStage, TelephonyEvent } from '@hookswitch/domain';
import { describeCommand } from './describe-command.js';
import { tellEvent, tellResult, tellStage } from './lines.js';

const at = '2026-11-20T09:16:04.120Z';
const event = (data: TelephonyEvent['data']): TelephonyEvent => ({
  ...{ tenant: 'default', id: 'e1', source: '/pbx', type: 'call.missed', subject: 'call-1', time: at },
  data,
});
const command = { step: 'text', connector: 'sms', params: { recipient: '+12025550142' } } as unknown as Command;
const workflow = { id: 'w', name: 'text-missed-callers', version: 1 };
const stage = (more: Partial<RunStage>): RunStage => ({
  ...{ run: 'r', workflow, tenant: 'default', event: event({}), status: 'running', steps: [], commands: [], at },
  ...more,
});
const result = (more: Partial<Result>): Result =>
  ({ workflow, step: 'text', connector: 'sms', finishedAt: at, attempt: 1, ...more }) as Result;

it('tells who called whom', () => {
  const parties = { external_number: '+12025550142', internal_number: '+12025550100' };
  expect(tellEvent(event({ ...parties, direction: 'incoming' }), at).text).toBe(
    'call.missed from +12025550142 to +12025550100, about call-1',
  );
  expect(tellEvent(event({ ...parties, direction: 'outgoing' }), at).text).toContain(
    'from +12025550100 to +12025550142',
  );
  expect(tellEvent(event({}), at).text).toBe('call.missed, about call-1');
});

it('tells what a workflow is about to do', () => {
  const commands = [{ topic: 't', key: 'k', command: { ...command, notBefore: '2026-11-20T09:21:04.120Z' } }];
  expect(tellStage(stage({ commands })).map(({ text }) => text)).toEqual([
    'text-missed-callers › text: text message to +12025550142 at 09:21:04',
  ]);
});

it('tells why a workflow went no further', () => {
  const steps = [{ id: 'vip-only', kind: 'condition', status: 'stopped' }] as const;
  expect(tellStage(stage({ after: 'crm', steps }))[0]?.text).toBe(
    'text-missed-callers went no further after crm: "vip-only" did not hold',
  );
});

it.each<[Partial<Result>, string | undefined]>([
  [{ status: 'succeeded', output: { segments: 1 } }, 'text-missed-callers › text: text message done, 1 segment'],
  [{ status: 'succeeded', output: { status: 201 } }, 'text-missed-callers › text: text message done, answered 201'],
  [
    { status: 'waiting', nextAttemptAt: at, error: { code: 'http_503', message: 'busy', class: 'retry' } },
    'text-missed-callers › text: text message not yet (busy), next try at 09:16:04',
  ],
  [{ status: 'skipped', reason: 'expired' }, 'text-missed-callers › text: text message ended skipped (expired)'],
  [{}, undefined],
])('tells %j as %j', (more, text) => {
  expect(tellResult(result(more), 'text message')?.text).toBe(text);
});

it.each([
  ['http', { method: 'POST', endpoint: 'https://crm.example.com/calls?token=x' }, 'POST https://crm.example.com/calls'],
  ['slack', { channel: '#calls' }, 'Slack message to #calls'],
  ['stt', { language: 'en-US' }, 'transcription in en-US'],
  ['acme', {}, 'acme action'],
])('describes a command of %s', (connector, params, words) => {
  expect(describeCommand({ connector, params })).toBe(words);
});
