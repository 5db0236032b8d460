import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { schemaValidator, Secret } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import { account, answer, BASIC, KINDS, message } from '../answers.spec-helper.js';
import { smsManifest } from '../manifest.js';
import { custom } from './custom.js';

const now = Date.parse('2026-11-20T09:00:00Z');
const json = {
  url: 'https://sms.example.com/send',
  body: {
    kind: 'json',
    content: { from: '{{sms.sender}}', to: ['{{sms.recipient}}'], text: '{{sms.text}}', ref: 'hs-{{sms.id}}', ttl: 60 },
  },
};
const mine = (template: JsonObject) => account('', { template });
const send = (template: JsonObject, more: Partial<typeof message> = {}) =>
  custom.send({ ...message, ...more }, mine(template));
const said = (template: JsonObject, ...parts: Parameters<typeof answer>) =>
  custom.read(answer(...parts), message, mine({ ...json, ...template }), now);

describe('a message by a template', () => {
  it('is JSON, whatever the text holds', () => {
    expect(send(json, { text: '"}], {{sms.sender}}\n' })).toEqual({
      method: 'POST',
      url: 'https://sms.example.com/send',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify({
        from: '+12025550100',
        to: ['+12025550142'],
        text: '"}], {{sms.sender}}\n',
        ref: 'hs-command-1',
        ttl: 60,
      }),
    });
  });

  it('is a form, with digits and the access key', () => {
    const template = {
      url: 'https://sms.example.com/send',
      numbers: 'digits',
      basicAuth: true,
      headers: [{ key: 'X-Key', value: '{{secrets.secret}}' }],
      body: { kind: 'form', content: { to: '{{sms.recipient}}', text: 'Acme: {{ sms.text | upper }}', flash: false } },
    };
    expect(send(template)).toMatchObject({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: BASIC, 'X-Key': 'key-secret' },
      body: 'to=12025550142&text=Acme%3A+HI+%26+%22BYE%22&flash=false',
    });
  });

  it('is a URL, every value encoded, secrets too', () => {
    const url = 'https://sms.example.com/http/{{sms.recipient}}?user={{secrets.id}}&text={{sms.text}}';
    const keys = { ...mine({ method: 'GET', url }), id: new Secret('a&b') };
    expect(custom.send({ ...message, text: 'a&to=1 #' }, keys)).toEqual({
      method: 'GET',
      url: 'https://sms.example.com/http/%2B12025550142?user=a%26b&text=a%26to%3D1%20%23',
      headers: { Accept: 'application/json' },
    });
  });

  it('keeps the content type that the template names', () => {
    const headers = [{ key: 'content-type', value: 'application/vnd.sms+json' }];
    expect(send({ ...json, headers })).toMatchObject({
      headers: { Accept: 'application/json', 'content-type': 'application/vnd.sms+json' },
    });
  });

  it('fails alone where only its text does not fit', () => {
    const headers = [{ key: 'X-Text', value: '{{sms.text}}' }];
    expect(send({ ...json, headers }, { text: 'two\nlines' })).toMatchObject({
      kind: 'failed',
      error: {
        code: 'invalid_header',
        class: 'permanent',
        message: expect.stringContaining('settings/template/headers/0/value'),
      },
    });
  });

  it.each([
    ['no template', undefined, 'settings/template must have'],
    ['an unknown placeholder', { ...json, url: 'https://a.example/{{sms.sendr}}' }, 'settings/template/url must match'],
    [
      'an unknown filter',
      { ...json, url: 'https://a.example/{{sms.sender | x}}' },
      'settings/template/url: There is no',
    ],
    ['an own host', { ...json, url: 'https://{{sms.text}}.example/' }, 'settings/template/url must match'],
    ['a wrong path', { ...json, messageIdPath: 'a..b' }, 'settings/template/messageIdPath must match'],
    [
      'an unknown placeholder deep inside',
      { ...json, body: { kind: 'json', content: { a: [{ b: '{{event.id}}' }] } } },
      'settings/template/body/content/a/0/b must match',
    ],
    [
      'a header of the client’s own',
      { ...json, headers: [{ key: 'Host', value: 'x' }] },
      'settings/template/headers/0/key: The header Host',
    ],
  ])('is not sent with %s, and says where', (_, template, text) => {
    const mistaken = account('', template === undefined ? {} : { template });
    const error = { code: 'invalid_template', class: 'config', message: expect.stringContaining(text) as unknown };
    expect(custom.send(message, mistaken)).toMatchObject({ kind: 'failed', error });
    expect(custom.probe(mistaken, 1)).toMatchObject({ ok: false, error });
  });

  it('needs the access key that the template speaks of', () => {
    const bare = (template: JsonObject) => ({ ...mine(template), secret: new Secret('') });
    expect(custom.send(message, bare({ ...json, basicAuth: true }))).toMatchObject({
      error: { code: 'credentials_missing', class: 'config' },
    });
    const headers = [{ key: 'X-Key', value: '{{secrets.secret}}' }];
    expect(custom.send(message, bare({ ...json, headers }))).toMatchObject({
      error: { class: 'config', message: expect.stringContaining('headers/0/value: There is no secret "secret"') },
    });
  });
});

describe('the settings of a connection', () => {
  const check = schemaValidator(smsManifest.connection?.settings ?? {});
  const pointers = (template: JsonObject | undefined) =>
    check({ provider: 'custom', ...(template && { template }) }).map(({ pointer }) => pointer);

  it('take a template, and want one', () => {
    expect(pointers(json)).toEqual([]);
    expect(pointers(undefined)).toContain('/template');
    expect(check({ provider: 'twilio' })).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['/template/url', { url: 'ftp://a.example/' }],
    ['/template/url', { url: 'https://user@a.example/' }],
    ['/template/url', { url: 'https://a.example/{{sms.text' }],
    ['/template/url', { url: 'https://a.example/{{secrets.other}}' }],
    ['/template/body/content/text', { body: { kind: 'form', content: { text: '{{text}}' } } }],
    ['/template/body/content/text', { body: { kind: 'form', content: { text: ['a'] } } }],
    ['/template/body/content/a/b', { body: { kind: 'json', content: { a: { b: '{{{sms.text}}}' } } } }],
    ['/template/body', { method: 'GET' }],
    ['/template/testUrl', { testUrl: 'https://a.example/{{sms.text}}' }],
    ['/template/classes/0/class', { classes: [{ status: 402, class: 'fatal' }] }],
    ['/template/classes/0/code', { classes: [{ class: 'config' }] }],
    ['/template/headers/0/value', { headers: [{ key: 'X-API-Key', value: 'abc' }] }],
    ['/template/methd', { methd: 'POST' }],
  ])('are refused at %s for %j', (pointer, wrong) => {
    expect(pointers({ ...json, ...wrong })).toContain(pointer);
  });

  it('are as the guide shows them', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/text-messages.md'), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
    const { settings } = JSON.parse(example) as { settings: { template: JsonObject } };
    expect(check(settings)).toEqual([]);
    expect(send(settings.template)).toMatchObject({
      headers: { 'X-Api-Key': 'key-secret' },
      body: JSON.stringify({
        from: '12025550100',
        to: ['12025550142'],
        text: message.text,
        reference: message.id,
      }),
    });
  });

  it('leave custom to connections', () => {
    const params = { sender: message.sender, recipient: message.recipient, text: 'Hi' };
    const providers = schemaValidator(smsManifest.parameters);
    expect(providers({ ...params, provider: 'twilio' })).toEqual([]);
    expect(providers({ ...params, provider: 'custom' })).toMatchObject([{ pointer: '/provider' }]);
  });

  it('keep braces that are none of a placeholder', () => {
    expect(pointers({ ...json, url: 'https://a.example/{x}?q={' })).toEqual([]);
  });
});

describe('what a gateway answers', () => {
  it('is success by status alone when the template asks for nothing else', () => {
    expect(said({}, 202, 'OK')).toEqual({
      kind: 'succeeded',
      output: { provider: 'custom', messageId: null, segments: 1 },
    });
  });

  it('is success by a value, which may be text or number', () => {
    const template = { success: { path: 'messages[0].status', value: '0' }, messageIdPath: 'messages[0].id' };
    expect(said(template, 200, { messages: [{ status: 0, id: 77 }] })).toMatchObject({
      kind: 'succeeded',
      output: { messageId: '77' },
    });
    expect(said(template, 200, { messages: [{ status: '4', id: 77 }] })).toMatchObject({ kind: 'failed' });
    expect(said({ success: { path: 'ok' } }, 200, { ok: true })).toMatchObject({ kind: 'succeeded' });
    expect(said({ success: { path: 'ok' } }, 200, { ok: false })).toMatchObject({ kind: 'failed' });
  });

  it.each([
    [{ success: { path: 'ok' } }, '{}'],
    [{ success: { path: 'ok' } }, '<html>'],
    [{ messageIdPath: 'id' }, '<html>'],
    [{ messageIdPath: 'id' }, '[]'],
  ])('is not understood with %j when it is %s', (template, body) => {
    expect(said(template, 200, body)).toMatchObject({ kind: 'unknown', error: { code: 'unreadable_answer' } });
  });

  it('may have had its effect when it is a success of another kind', () => {
    expect(said({ success: { statuses: [202] } }, 202, '')).toMatchObject({ kind: 'succeeded' });
    expect(said({ success: { statuses: [202] } }, 200, '')).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [402, {}, 'config'],
    [400, { error: { code: 'blocked' } }, 'permanent'],
    [400, { error: { code: 'busy' } }, 'retry'],
    [500, { error: { code: 'busy' } }, 'retry'],
    [408, {}, 'retry'],
    [404, {}, 'permanent'],
    [429, {}, 'retry-after'],
    [500, {}, 'unknown'],
    [307, {}, 'permanent'],
  ] as const)('is an error by status or code: %d %j is %s', (status, body, errorClass) => {
    const template = {
      errorPath: 'error.code',
      classes: [
        { status: 402, class: 'config' },
        { code: 'blocked', class: 'permanent' },
        { code: 'Busy', class: 'retry', afterSeconds: 90 },
      ],
    };
    const outcome = said(template, status, body);
    expect(outcome).toMatchObject({ kind: KINDS[errorClass], error: { class: errorClass } });
    if ('error' in body) expect(outcome).toMatchObject({ error: { code: body.error.code } });
    if ('error' in body && body.error.code === 'busy') expect(outcome).toMatchObject({ afterMs: 90_000 });
  });

  it('says when to come back', () => {
    expect(said({}, 429, '', { 'retry-after': '7' })).toMatchObject({ throttled: true, afterMs: 7_000 });
  });
});

describe('trying a gateway', () => {
  const template = { ...json, basicAuth: true, testUrl: 'https://sms.example.com/balance?key={{secrets.id}}' };

  it('asks its test URL with the same headers, or nothing', () => {
    expect(custom.probe(mine(template), 1)).toEqual({
      method: 'GET',
      url: 'https://sms.example.com/balance?key=key-id',
      headers: { Accept: 'application/json', Authorization: BASIC },
    });
    expect(custom.probe(mine(json), 1)).toMatchObject({ ok: true, message: expect.stringContaining('testUrl') });
  });

  it('reads its status', () => {
    const tried = (status: number) => custom.readProbe(answer(status, ''), mine(template), now);
    expect(tried(204)).toMatchObject({ ok: true });
    expect(tried(401)).toMatchObject({ ok: false, error: { code: 'http_401' } });
    expect(tried(500)).toMatchObject({ ok: false, error: { class: 'retry' } });
  });
});
