import { expect, it } from '@jest/globals';
import { secretsIn } from './find-secrets.js';
import type { RestClient } from './rest-client.js';
import type { Tenant } from './tenant.js';

const tenant: Tenant = {
  ...{ id: 't-1', key: 'key-1', api: {} as RestClient },
  secrets: { crmToken: 'crm-1', slackToken: 'slack-1', smsId: 'sms-1', smsSecret: 'sms-2', speechKey: 'speech-1' },
};

it('finds what a tenant keeps secret, its API key included, wherever it stands', () => {
  const places = new Map([
    ['the log of rules', 'a line with crm-1 in it'],
    ['events', '[]'],
    ['the database', 'key-1 sms-2'],
  ]);
  expect(secretsIn(places, [tenant])).toEqual([
    'crmToken of t-1 in the log of rules',
    'apiKey of t-1 in the database',
    'smsSecret of t-1 in the database',
  ]);
});

it('lets the report of a provider name the account, and nothing else do so', () => {
  expect(secretsIn(new Map([['control.sms', 'sms-1']]), [tenant])).toEqual([]);
  expect(secretsIn(new Map([['control.slack', 'sms-1']]), [tenant])).toEqual(['smsId of t-1 in control.slack']);
});
