import { misconfigured, type ErrorOutcome } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import type { SmsAccount } from '../provider.js';

export const TWILIO_SETTINGS: JsonObject = {
  accountSid: {
    type: 'string',
    title: 'Twilio: account SID',
    description: 'When the access key is an API key; else the access key id is the account SID.',
    pattern: '^AC[0-9a-zA-Z]{32}$',
  },
  messagingServiceSid: {
    type: 'string',
    title: 'Twilio: Messaging Service',
    description: 'Chooses the sender in place of the action.',
    pattern: '^MG[0-9a-zA-Z]{32}$',
  },
};

/** Where the account's resources are. */
export function accountUrl({ id, baseUrl, settings }: SmsAccount): string | ErrorOutcome {
  const { accountSid } = settings;
  const sid = typeof accountSid === 'string' ? accountSid : id.reveal();
  if (sid.startsWith('SK')) {
    const message = 'The access key is an API key of Twilio, so that settings.accountSid must name the account.';
    return misconfigured('account_sid_missing', message);
  }
  return `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(sid)}`;
}

export const messagingService = ({ settings }: SmsAccount): string | undefined =>
  typeof settings.messagingServiceSid === 'string' ? settings.messagingServiceSid : undefined;
