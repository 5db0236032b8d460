import { cloudtalk } from './cloudtalk/cloudtalk.js';
import { custom } from './custom/custom.js';
import { messagebird } from './messagebird/messagebird.js';
import { plivo } from './plivo/plivo.js';
import type { SmsProvider } from './provider.js';
import { twilio } from './twilio/twilio.js';
import { vonage } from './vonage/vonage.js';

/** All that can be chosen: a new provider is a file and a line here. */
export const PROVIDERS: readonly SmsProvider[] = [cloudtalk, twilio, vonage, messagebird, plivo, custom];

export const DEFAULT_PROVIDER: SmsProvider = cloudtalk;

export const providerNamed = (name: string): SmsProvider | undefined =>
  PROVIDERS.find((provider) => provider.name === name);

export const hostOf = ({ baseUrl }: SmsProvider): readonly string[] => (baseUrl === '' ? [] : [new URL(baseUrl).host]);
