import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import { triggerMatches } from './derived.js';

const on = { deriveCallEvents: true };
const ended = (data: JsonObject) => ({ type: 'call.ended', data: { direction: 'incoming', ...data } });

describe('triggerMatches', () => {
  it('matches the same type, through aliases on either side', () => {
    expect(triggerMatches('call.ended', ended({}), on)).toBe(true);
    expect(triggerMatches('sms.received', { type: 'message.received', data: {} }, on)).toBe(true);
    expect(triggerMatches('message.received', { type: 'sms.received', data: {} }, on)).toBe(true);
    expect(triggerMatches('order.paid', { type: 'order.paid', data: {} }, on)).toBe(true);
    expect(triggerMatches('call.started', ended({}), on)).toBe(false);
  });

  it.each<[string, JsonObject, boolean, boolean]>([
    ['nobody answered', { talking_time: 0, answered_at: null, is_voicemail: false }, true, false],
    ['durations and flags are absent', {}, true, false],
    ['the producer sends text', { talking_time: '0', answered_at: '', is_voicemail: '' }, true, false],
    ['a voicemail was left', { talking_time: 0, is_voicemail: true }, false, true],
    ['a voicemail was left, as text', { is_voicemail: 'YES' }, false, true],
    ['the voicemail system answered', { answered_at: '2026-11-20T09:14:24.000Z', is_voicemail: true }, false, true],
    ['somebody talked', { talking_time: 3, answered_at: '2026-11-20T09:14:24.000Z' }, false, false],
    ['it was answered and hung up at once', { talking_time: 0, answered_at: '2026-11-20T09:14:24.000Z' }, false, false],
    ['it was outgoing', { direction: 'outgoing', talking_time: 0 }, false, false],
    ['somebody talked, then voicemail', { talking_time: 4, is_voicemail: true }, false, false],
  ])('derives from call.ended when %s', (_, data, missed, voicemail) => {
    expect(triggerMatches('call.missed', ended(data), on)).toBe(missed);
    expect(triggerMatches('call.voicemail_left', ended(data), on)).toBe(voicemail);
  });

  it('derives nothing when the tenant turned it off, nor from other events', () => {
    expect(triggerMatches('call.missed', ended({}), { deriveCallEvents: false })).toBe(false);
    expect(triggerMatches('call.missed', { type: 'call.answered', data: { direction: 'incoming' } }, on)).toBe(false);
  });
});
