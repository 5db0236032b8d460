import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isJsonObject, type Json } from '../json.js';
import { catalogue, eventType, resolveTrigger } from './catalogue.js';
import { typeAt } from './fields.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
formats.default(ajv);

const data = (sample: Json | undefined) => (isJsonObject(sample) && isJsonObject(sample.data) ? sample.data : {});
const at = (value: Json | undefined, path: string): Json | undefined =>
  path
    .split(/\.|\[|\]/)
    .filter(Boolean)
    .reduce<Json | undefined>(
      (here, name) => (typeof here === 'object' && here !== null ? (here as Record<string, Json>)[name] : undefined),
      value,
    );
const holds: Record<string, (value: Json) => boolean> = {
  string: (value) => typeof value === 'string' && value !== '',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && new Date(value).toISOString() === value,
  array: Array.isArray,
  object: isJsonObject,
};

describe('the catalogue', () => {
  it('has these types and no other', () => {
    expect(catalogue.map(({ name }) => name)).toEqual([
      ...[
        'started',
        'ringing',
        'answered',
        'modified',
        'ended',
        'missed',
        'voicemail_left',
        'hand_raised',
        'survey_filled',
      ].map((a) => `call.${a}`),
      ...['sent', 'received', 'delivered', 'undelivered'].map((a) => `message.${a}`),
      ...['created', 'updated', 'deleted'].map((a) => `contact.${a}`),
      ...['created', 'updated', 'deleted', 'status_changed'].map((a) => `user.${a}`),
      'recording.uploaded',
      'transcription.created',
      'workflow.action_succeeded',
      'workflow.action_dead',
    ]);
  });

  it('knows sms as message and agent as user', () => {
    expect(resolveTrigger('sms.received')).toBe('message.received');
    expect(resolveTrigger('agent.status_changed')).toBe('user.status_changed');
    expect(resolveTrigger('order.paid')).toBe('order.paid');
    expect(eventType('sms.sent')?.name).toBe('message.sent');
    expect(eventType('constructor')).toBeUndefined();
  });

  it('tells the type of a path, whatever the index, and nothing about unknown ones', () => {
    const ended = eventType('call.ended')?.dataSchema;
    if (!ended) throw new Error('call.ended is missing');
    expect(typeAt(ended, 'contacts[3].name')).toBe('string');
    expect(typeAt(ended, 'contacts')).toBe('array');
    expect(typeAt(ended, 'talking_time')).toBe('integer');
    expect(typeAt(ended, 'ended_at')).toBe('time');
    expect(typeAt(ended, 'dialer_data.campaign.name')).toBe('any');
    expect(typeAt(ended, 'contacts.name')).toBeUndefined();
    expect(typeAt(ended, 'talking_tme')).toBeUndefined();
    expect(typeAt(ended, 'constructor')).toBeUndefined();
  });
});

describe.each(catalogue.map((type) => [type.name, type] as const))('%s', (name, type) => {
  const validate = ajv.compile(type.dataSchema);

  it('has two samples that are CloudEvents of this type and valid', () => {
    expect(type.samples).toHaveLength(2);
    for (const sample of type.samples) {
      expect(sample).toMatchObject({
        specversion: '1.0',
        type: name,
        source: expect.any(String),
        subject: expect.any(String),
      });
      validate(data(sample));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it('keeps unknown fields and refuses data without its required ones', () => {
    expect(validate({ ...data(type.samples[0]), brand_new: { a: 1 } })).toBe(true);
    expect(validate({})).toBe(false);
  });

  it('shows every useful field in a sample, with its type, its example and a description', () => {
    const wrong = type.fields.filter(({ path, type: expected, description, example }) => {
      const values = type.samples.map((sample) => at(data(sample), path));
      const shown = values.some((value) => value !== undefined && JSON.stringify(value) === JSON.stringify(example));
      return !shown || description === '' || !holds[expected]?.(example);
    });
    expect(wrong).toEqual([]);
    expect(type.fields.length).toBeGreaterThan(0);
  });

  it('uses fictional numbers and addresses only', () => {
    const text = JSON.stringify(type.samples);
    for (const [number] of text.matchAll(/\+\d{7,15}/g))
      expect(number).toMatch(/^\+1202555(01\d\d)$|^\+447700900\d{3}$/);
    for (const [, host] of text.matchAll(/(?:@|https:\/\/)([\w.-]+)/g)) expect(host).toMatch(/(^|\.)example\.com$/);
  });
});
