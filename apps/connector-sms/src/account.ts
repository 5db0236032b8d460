import { misconfigured, Secret, type ErrorOutcome, type OpenConnection } from '@hookswitch/connector-sdk';
import { isJsonArray, type Json } from '@hookswitch/domain';
import type { SmsAccount, SmsProvider } from './provider.js';
import { DEFAULT_PROVIDER, providerNamed } from './providers.js';
import type { SmsParams } from './sms-params.js';

/** Who sends a message, and what the connection says about it. */
export interface Sending {
  readonly provider: SmsProvider;
  readonly account: SmsAccount;
  /** Where the credentials may go. */
  readonly allowedHosts: readonly string[];
  /** ISO codes of the recipients' countries; empty: all. */
  readonly countries: readonly string[];
}

/** Credentials of the action go before those of the connection; everything else is the connection's. */
export function readSending(
  connection: OpenConnection | undefined,
  { authorization, ...params }: Pick<SmsParams, 'authorization' | 'provider'> = {},
): Sending | ErrorOutcome {
  const settings = connection?.settings ?? {};
  const name = text(settings.provider) ?? params.provider ?? DEFAULT_PROVIDER;
  const provider = providerNamed(name);
  if (!provider) return misconfigured('unknown_provider', `There is no SMS provider "${name}".`);
  const id = authorization ? new Secret(authorization.id) : connection?.secrets.id;
  const secret = authorization ? new Secret(authorization.secret) : connection?.secrets.secret;
  if (!id || !secret) {
    return misconfigured(
      'credentials_missing',
      'Neither the connection nor the action has an access key id and secret.',
    );
  }
  const sender = text(settings.sender);
  const baseUrl = (text(settings.baseUrl) ?? provider.baseUrl).replace(/\/+$/, '');
  const own = connection?.allowedHosts ?? [];
  return {
    provider,
    account: { id, secret, baseUrl, ...(sender !== undefined && { sender }) },
    allowedHosts: own.length > 0 ? own : [new URL(provider.baseUrl).host],
    countries: isJsonArray(settings.countries)
      ? settings.countries.filter((country) => typeof country === 'string')
      : [],
  };
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
