import type { SmsAccount } from './provider.js';

/** The value of an `Authorization` header. */
export const basicAuth = ({ id, secret }: Pick<SmsAccount, 'id' | 'secret'>): string =>
  `Basic ${Buffer.from(`${id.reveal()}:${secret.reveal()}`).toString('base64')}`;
