import { describe, expect, it } from '@jest/globals';
import { eventType, type Command, type Result } from '@hookswitch/domain';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { actionEvent } from './action-event.js';
import { command } from './scripted-connector.spec-helper.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const asked: Command = command('one', {
  publishes: ['workflow.action_succeeded', 'workflow.action_dead'],
  params: { text: 'payload' },
  properties: { recording_url: 'payload' },
  continuation: 'sealed',
  hopcount: 3,
});
const result = (change: Partial<Result> = {}): Result => ({
  ...{ command: asked.id, seq: 4, redrives: 0, tenant: asked.tenant, workflow: asked.workflow, connector: 'test' },
  ...{ event: asked.event, run: asked.run, step: asked.step, attempt: 2, finishedAt: '2026-01-01T00:00:00.000Z' },
  status: 'dead',
  reason: 'rejected',
  output: { body: 'payload' },
  error: { code: 'http_404', message: 'The target answered 404', class: 'permanent' },
  ...change,
});

describe('the end of an action as an event', () => {
  it.each([
    ['succeeded', { status: 'succeeded', error: undefined }],
    ['dead', {}],
    ['dead', { error: undefined, reason: 'unknown' }],
  ] as const)('is what the catalogue says, without payload: %s', (status, change) => {
    const { error, ...rest } = { ...result(), ...change };
    const event = actionEvent(asked, { ...rest, ...(error && { error }) });
    expect(event).toMatchObject({
      tenant: asked.tenant,
      id: `${asked.id}~${status}~0`,
      source: '/hookswitch/connectors/test',
      type: `workflow.action_${status}`,
      subject: asked.run,
      hopcount: 4,
      data: { run: asked.run, workflow: asked.workflow, step: asked.step, command: asked.id, attempt: 2, status },
    });
    const schema = eventType(`workflow.action_${status}`)?.dataSchema ?? {};
    const closed = { ...schema, additionalProperties: false };
    expect([ajv.validate(closed, event?.data), ajv.errors]).toEqual([true, null]);
    expect(JSON.stringify(event)).not.toMatch(/payload|sealed/);
  });

  it('is the same one when the result comes again, and another one after a redrive', () => {
    const [first, again, redriven] = [result(), result(), result({ redrives: 1, seq: 9 })].map((end) =>
      actionEvent(asked, end),
    );
    expect(again).toEqual(first);
    expect(redriven?.id).not.toBe(first?.id);
  });

  it.each<[string, Partial<Command>, Partial<Result>]>([
    ['it is not asked for', { publishes: ['workflow.action_succeeded'] }, {}],
    ['nothing is asked for', { publishes: [] }, {}],
    ['the action goes on', {}, { status: 'waiting' }],
    ['it was let be', {}, { status: 'skipped', reason: 'expired' }],
  ])('is none where %s', (_, change, end) => {
    expect(actionEvent({ ...asked, ...change }, result(end))).toBeUndefined();
  });
});
