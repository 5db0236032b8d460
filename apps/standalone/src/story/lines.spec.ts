import { expect, it } from '@jest/globals';
import type { Command, Result, RunStage, TelephonyEvent } from '@hookswitch/domain';
import { describeCommand } from './describe-command.js';
import { tellEvent, tellResult, tellStage } from './lines.js';
import { formatLine } from './print.js';

/** As the clock on the wall has it, whatever the time zone of the machine. */
const local = (day: number, ...time: readonly [number, number, number]) =>
  new Date(2026, 10, day, ...time).toISOString();
const at = local(20, 9, 16, 4);
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
  const planned = (notBefore: string) =>
    tellStage(stage({ commands: [{ topic: 't', key: 'k', command: { ...command, notBefore } }] })).map(
      ({ text }) => text,
    );
  const what = 'text-missed-callers › text: text message to +12025550142';
  expect(planned(local(20, 9, 21, 4))).toEqual([`${what} at 09:21:04`]);
  expect(planned(local(21, 9, 16, 4))).toEqual([`${what} at 2026-11-21 09:16:04`]);
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

it('prints the local time, and nothing that could steer the terminal', () => {
  const text = 'about \u001b[2Jcall-1\n';
  expect(formatLine({ at, kind: 'event', text }, false)).toBe('09:16:04 ● about  [2Jcall-1 ');
});

it.each([
  ['http', { method: 'POST', endpoint: 'https://crm.example.com/calls?token=x' }, 'POST https://crm.example.com/calls'],
  ['slack', { channel: '#calls' }, 'Slack message to #calls'],
  ['stt', { language: 'en-US' }, 'transcription in en-US'],
  ['acme', {}, 'acme action'],
  ['sms', {}, 'text message'],
])('describes a command of %s', (connector, params, words) => {
  expect(describeCommand({ connector, params })).toBe(words);
});
