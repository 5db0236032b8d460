import { expect, it } from '@jest/globals';
import { envelopeOf, outcomeMessage } from './envelope.js';

it('turns a message into a structured CloudEvent, leaving out what was not given', () => {
  const fields = {
    direction: { stringValue: 'incoming' },
    waiting_time: { numberValue: 21 },
    is_voicemail: { boolValue: false },
    notes: { nullValue: 'NULL_VALUE' },
    contacts: { listValue: { values: [{ structValue: { fields: { name: { stringValue: 'Jane' } } } }] } },
  };
  const time = { seconds: '1795511764', nanos: 120_000_000 };
  expect(envelopeOf({ id: '1', source: '/pbx', type: 'call.ended', subject: '', time, data: { fields } })).toEqual({
    specversion: '1.0',
    id: '1',
    source: '/pbx',
    type: 'call.ended',
    time: new Date(1_795_511_764_120).toISOString(),
    data: { direction: 'incoming', waiting_time: 21, is_voicemail: false, notes: null, contacts: [{ name: 'Jane' }] },
  });
});

it('takes data as JSON text, and says so when it is none', () => {
  expect(envelopeOf({ dataJson: Buffer.from('{"a":1}') })).toMatchObject({ data: { a: 1 } });
  expect(envelopeOf({ dataJson: Buffer.from('{') })).toMatchObject({ data: 'not JSON' });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('does not store %d as something else', (numberValue) => {
  expect(envelopeOf({ data: { fields: { wait: { numberValue } } } })).toMatchObject({ data: expect.any(String) });
});

it('leaves what cannot be an event for intake to refuse', () => {
  expect(envelopeOf(undefined)).toBeNull();
  expect(envelopeOf({ time: { seconds: '99999999999999' } })).toMatchObject({ time: 'invalid' });
});

it('answers with the outcome and its problems', () => {
  const problems = [{ pointer: '/type', code: 'required' as const, message: 'type is required' }];
  expect(outcomeMessage({ id: '1', status: 'rejected', problems })).toEqual({
    id: '1',
    source: '',
    status: 'STATUS_REJECTED',
    problems,
  });
  const refusal = { message: 'Too much.', waitMs: 250 };
  expect(outcomeMessage({ id: '2', status: 'unavailable', refusal })).toEqual({
    id: '2',
    source: '',
    status: 'STATUS_UNAVAILABLE',
    problems: [{ pointer: '', code: 'rate_limited', message: 'Too much. Send it again in 250 ms.' }],
  });
  expect(outcomeMessage({ status: 'unavailable' })).toMatchObject({ status: 'STATUS_UNAVAILABLE', problems: [] });
});
