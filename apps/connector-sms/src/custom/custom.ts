import { UNLISTED } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import type { SmsProvider } from '../provider.js';
import { isSuccess } from '../refusal-of.js';
import { readAnswer, refusal } from './read-answer.js';
import { readTemplate, renderRequest, renderTest, SAMPLE } from './render.js';
import { templateSchema } from './template-schema.js';

/** Any gateway that takes one request for a message, as the connection's template describes it. */
export const custom: SmsProvider = {
  name: 'custom',
  title: 'The gateway',
  baseUrl: '',
  rate: { perMinute: 60, burst: 5 },
  secrets: {},
  settings: { template: templateSchema },
  requiredSettings: ['template'],

  send(message, account) {
    const template = readTemplate(account);
    return 'error' in template ? template : renderRequest(template, message, account);
  },

  read(answer, { segments }, account, now) {
    const template = readTemplate(account);
    return 'error' in template ? template : readAnswer(template, answer, segments, now);
  },

  probe(account) {
    const template = readTemplate(account);
    if ('error' in template) return { ok: false, error: template.error };
    const request = renderRequest(template, SAMPLE, account);
    if ('error' in request) return { ok: false, error: request.error };
    if (template.testUrl === undefined) {
      return { ok: true, message: 'The template can be used. It has no testUrl, so that nothing was asked.' };
    }
    const test = renderTest(template, template.testUrl, account);
    return 'error' in test ? { ok: false, error: test.error } : test;
  },

  readProbe(answer, account, now): TestOutcome {
    const template = readTemplate(account);
    if ('error' in template) return { ok: false, error: template.error };
    if (isSuccess(answer)) return { ok: true, message: 'The gateway accepts the account.' };
    return { ok: false, error: refusal(template, answer, now, UNLISTED.read).error };
  },
};
