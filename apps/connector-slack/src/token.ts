import { misconfigured, type ErrorOutcome, type OpenConnection } from '@hookswitch/connector-sdk';

export type AccessToken = { readonly token: string } | { readonly refused: ErrorOutcome };

const NO_TOKEN = misconfigured('credentials_missing', 'Neither the connection nor the action has a token.');
/** It buys new tokens: nothing that Hookswitch does needs it, so it is not even sent. */
const REFRESH_TOKEN = misconfigured(
  'not_allowed_token_type',
  'This is a refresh token (xoxe-…). Store the access token that Slack gave beside it, xoxe.xoxb-….',
);

/** The token to post with: the action's own, else that of the connection. */
export function accessToken(own: string | undefined, connection: OpenConnection | undefined): AccessToken {
  const token = own ?? connection?.secrets.token?.reveal();
  if (token === undefined || token === '') return { refused: NO_TOKEN };
  return /^xoxe-/.test(token) ? { refused: REFRESH_TOKEN } : { token };
}

/** Whether Slack replaces it every few hours. */
export const isRotated = (token: string): boolean => token.startsWith('xoxe.');
