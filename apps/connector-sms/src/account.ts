import { misconfigured, Secret, type ErrorOutcome, type OpenConnection } from '@hookswitch/connector-sdk';
import { isJsonArray, type Json } from '@hookswitch/domain';
import type { SmsAccount, SmsProvider } from './provider.js';
import { DEFAULT_PROVIDER, hostOf, providerNamed, PROVIDERS } from './providers.js';
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
  const name = text(settings.provider) ?? params.provider ?? DEFAULT_PROVIDER.name;
  const provider = providerNamed(name);
  if (!provider) return misconfigured('unknown_provider', `There is no SMS provider "${name}".`);
  const secrets = authorization
    ? { id: new Secret(authorization.id ?? ''), secret: new Secret(authorization.secret) }
    : (connection?.secrets ?? {});
  const missing = Object.entries(provider.secrets).filter(([name]) => !secrets[name]?.reveal());
  if (missing.length > 0) {
    const message = `Neither the connection nor the action has what ${provider.title} knows an account by: ${missing.map(([name, called]) => `${called} (${name})`).join(', ')}.`;
    return misconfigured('credentials_missing', message);
  }
  const allowedHosts = hostsFor(provider, connection);
  if (allowedHosts.length === 0) {
    const message = 'The connection must list the hosts that its provider is called at: allowedHosts.';
    return misconfigured('hosts_missing', message);
  }
  const { id = NONE, secret = NONE, signing }: Readonly<Record<string, Secret | undefined>> = secrets;
  const sender = text(settings.sender);
  const baseUrl = (text(settings.baseUrl) ?? provider.baseUrl).replace(/\/+$/, '');
  return {
    provider,
    account: { id, secret, ...(signing && { signing }), baseUrl, ...(sender !== undefined && { sender }), settings },
    allowedHosts,
    countries: isJsonArray(settings.countries)
      ? settings.countries.filter((country) => typeof country === 'string')
      : [],
  };
}

const NONE = new Secret('');

/** A connection that names no hosts has those of all providers, and its credentials are one provider's. */
function hostsFor(provider: SmsProvider, connection: OpenConnection | undefined): readonly string[] {
  const foreign = PROVIDERS.filter((other) => other !== provider).flatMap(hostOf);
  const own = (connection?.allowedHosts ?? []).filter((host) => !foreign.includes(host));
  return own.length > 0 ? own : hostOf(provider);
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
