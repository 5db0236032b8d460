import { expect, it } from '@jest/globals';
import { checkWorkflow } from './check-workflow.js';
import { tenant } from './testing/manifests.js';

const context = { ...tenant, validateParams: () => [] };
const workflow = (steps: readonly object[], events = ['call.ended']) => ({
  ...{ apiVersion: 'hookswitch.io/v1', kind: 'Workflow', metadata: { name: 'w' } },
  spec: { enabled: true, trigger: { events }, steps },
});

it('says which settings of the connection an option is not available for', () => {
  const params = { language: 'de-DE', use_enhanced: true, model: 'phone_call' };
  const step = { id: 'stt', action: 'stt', connection: 'speech', params };
  const { errors } = checkWorkflow(workflow([step], ['recording.uploaded']), context);
  expect(errors.map(({ message }) => message)).toEqual([
    `"phone_call" is not available where language is "de-DE", the connection's provider is "google": "default".`,
  ]);
});

it('takes thirty expressions in all conditions together, and not one more', () => {
  const any = Array.from({ length: 10 }, () => ({ cel: 'event.id == "x"' }));
  const gates = ['a', 'b', 'c'].map((id) => ({ id, condition: { any } }));
  const note = { id: 'note', action: 'http', params: { endpoint: 'https://a.example.com', method: 'GET' } };
  const errors = (steps: readonly object[]) => checkWorkflow(workflow([...steps, note]), context).errors;
  expect(errors(gates)).toEqual([]);
  const problem = { pointer: '/spec/steps', code: 'too_many' };
  expect(errors([...gates, { id: 'd', condition: { not: any[0] } }])).toMatchObject([problem]);
});

it('takes delays that are no longer than the tenant keeps its runs, alone and together', () => {
  const waits = (...days: readonly number[]) => days.map((n, i) => ({ id: `wait${i}`, delay: { days: n } }));
  const note = { id: 'note', action: 'http', params: { endpoint: 'https://a.example.com', method: 'GET' } };
  const errors = (steps: readonly object[], runRetentionMs?: number) =>
    checkWorkflow(workflow([...steps, note]), { ...context, ...(runRetentionMs !== undefined && { runRetentionMs }) })
      .errors;
  expect([...errors(waits(30)), ...errors(waits(3), 3 * 86_400_000)]).toEqual([]);
  expect(errors(waits(31))).toMatchObject([{ pointer: '/spec/steps/0/delay', code: 'duration_out_of_range' }]);
  expect(errors(waits(4), 3 * 86_400_000)).toEqual([
    {
      pointer: '/spec/steps/0/delay',
      code: 'duration_out_of_range',
      message: 'This must be at least 1 second and at most 3 days: a run is kept no longer.',
    },
  ]);
  expect(errors(waits(2, 2), 3 * 86_400_000)).toEqual([
    {
      pointer: '/spec/steps/1/delay',
      code: 'delay_too_long',
      message: 'The delays add up to more than the 3 days that a run is kept.',
    },
  ]);
});
