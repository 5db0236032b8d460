import type { SttSettings } from '../settings.js';

/** Where each of Google's services is for a connection. */
export interface Places {
  readonly speechHost: string;
  /** The same URL at the connection's `baseUrl`, if it has one: the speech client knows no path in front of its own. */
  locate(url: URL): string;
  readonly storage: string;
  readonly token: string;
}

/** What Google expects as the audience of a service account's claim, wherever the request goes. */
export const TOKEN_AUDIENCE = 'https://oauth2.googleapis.com/token';

export function placesOf({ baseUrl, region }: Pick<SttSettings, 'baseUrl' | 'region'>): Places {
  const speechHost = region === 'global' ? 'speech.googleapis.com' : `${region}-speech.googleapis.com`;
  return {
    speechHost,
    locate: (url) => (baseUrl === undefined ? url.href : `${baseUrl}${url.pathname}${url.search}`),
    storage: baseUrl ?? 'https://storage.googleapis.com',
    token: baseUrl === undefined ? TOKEN_AUDIENCE : `${baseUrl}/token`,
  };
}
