import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import { triggersOf } from './derived.js';

const ended = (data: JsonObject) => ({ type: 'call.ended', data: { direction: 'incoming', ...data } });
const MISSED = ['call.missed'];
const VOICEMAIL = ['call.voicemail_left'];
const NOTHING: readonly string[] = [];

describe('triggersOf', () => {
  it.each([
    ['message.received', 'message.received'],
    ['sms.received', 'message.received'],
    ['order.paid', 'order.paid'],
  ])('is the type of %s', (type, trigger) => {
    expect(triggersOf({ type, data: {} }, true)).toEqual([trigger]);
  });

  it.each(['order.paid', 'shop.paid', 'till.paid'])('is every name of a type of the tenant, sent as %s', (type) => {
    const own = [{ name: 'order.paid', aliases: ['shop.paid', 'till.paid'] }];
    expect(triggersOf({ type, data: {} }, true, own)).toEqual(['order.paid', 'shop.paid', 'till.paid']);
    expect(triggersOf({ type: 'sms.received', data: {} }, true, own)).toEqual(['message.received']);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['nobody answered', { talking_time: 0, answered_at: null, is_voicemail: false }, MISSED],
    ['durations and flags are absent', {}, MISSED],
    ['the producer sends text', { talking_time: '0', answered_at: '', is_voicemail: '' }, MISSED],
    ['a voicemail was left', { talking_time: 0, is_voicemail: true }, VOICEMAIL],
    ['a voicemail was left, as text', { is_voicemail: 'YES' }, VOICEMAIL],
    ['the voicemail system answered', { answered_at: '2026-11-20T09:14:24.000Z', is_voicemail: true }, VOICEMAIL],
    ['somebody talked', { talking_time: 3, answered_at: '2026-11-20T09:14:24.000Z' }, NOTHING],
    ['it was answered and hung up at once', { talking_time: 0, answered_at: '2026-11-20T09:14:24.000Z' }, NOTHING],
    ['it was outgoing', { direction: 'outgoing', talking_time: 0 }, NOTHING],
    ['somebody talked, then voicemail', { talking_time: 4, is_voicemail: true }, NOTHING],
  ])('derives from call.ended when %s', (_, data, derived) => {
    expect(triggersOf(ended(data), true)).toEqual(['call.ended', ...derived]);
  });

  it('derives nothing when the tenant turned it off, nor from other events', () => {
    expect(triggersOf(ended({}), false)).toEqual(['call.ended']);
    expect(triggersOf({ type: 'call.answered', data: { direction: 'incoming' } }, true)).toEqual(['call.answered']);
  });
});
