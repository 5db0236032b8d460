import { expect, it } from '@jest/globals';
import { runLines } from './run-lines.js';

const attempt = { attempt: 1, outcome: 'succeeded', finishedAt: '2026-11-20T09:16:06Z' };
const refused = { ...attempt, outcome: 'failed', error: { code: '21211', message: 'no number' } };

it('shows what became of each step, and what providers reported later', () => {
  const command = (id: string, more: object) => ({ id, connector: 'sms', status: 'succeeded', ...more });
  const steps = [
    { id: 'vip', kind: 'condition', status: 'passed' },
    {
      id: 'text',
      kind: 'action',
      status: 'sent',
      command: command('c-1', {
        attempts: [attempt],
        deliveries: [
          {
            status: 'undelivered',
            at: '2026-11-20T09:20:00Z',
            error: { code: '30003', message: 'Unreachable handset' },
          },
          { status: 'delivered', at: '2026-11-21T09:20:00Z' },
        ],
      }),
    },
    {
      id: 'other',
      kind: 'action',
      status: 'sent',
      command: command('c-2', { status: 'dead', reason: 'rejected', attempts: [refused] }),
    },
  ];
  const run = {
    id: 'r-1',
    status: 'dead',
    reason: 'rejected',
    workflow: { name: 'texts', version: 2 },
    event: { type: 'call.ended', id: 'e-1', subject: 'call-1' },
    steps,
  };
  expect(runLines(JSON.parse(JSON.stringify(run)) as Parameters<typeof runLines>[0])).toEqual([
    'Run r-1 dead (rejected)',
    'Workflow texts, version 2',
    'Event call.ended e-1, subject call-1',
    '- vip (condition): passed',
    '- text (action): sent',
    '    command c-1 to sms: succeeded',
    '    attempt 1 2026-11-20T09:16:06Z: succeeded',
    '    reported 2026-11-20T09:20:00Z: undelivered, 30003: Unreachable handset',
    '    reported 2026-11-21T09:20:00Z: delivered',
    '- other (action): sent',
    '    command c-2 to sms: dead (rejected)',
    '    attempt 1 2026-11-20T09:16:06Z: failed, 21211: no number',
  ]);
});
