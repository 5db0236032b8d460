import type { SttSettings } from '../settings.js';

/** Where each of Google's services is for a connection. */
export interface Places {
  /** The same URL at the connection's `baseUrl`, if it has one: the speech client knows no path in front of its own. */
  locate(url: URL): string;
  readonly storage: string;
  readonly token: string;
}

/** What Google expects as the audience of a service account's claim, wherever the request goes. */
export const TOKEN_AUDIENCE = 'https://oauth2.googleapis.com/token';

/** Regions of the first version of the API. */
export const V1_REGIONS: readonly string[] = ['global', 'us', 'eu'];

/** Where the second version has recognizers, as of 2026-11; which models, differs. */
export const REGIONS: readonly string[] = [
  ...V1_REGIONS,
  ...['us-central1', 'us-east1', 'us-west1', 'northamerica-northeast1'],
  ...['europe-west1', 'europe-west2', 'europe-west3', 'europe-west4'],
  ...['asia-northeast1', 'asia-south1', 'asia-southeast1', 'australia-southeast1'],
];

export const speechHost = (region: string): string =>
  region === 'global' ? 'speech.googleapis.com' : `${region}-speech.googleapis.com`;

export function placesOf({ baseUrl }: Pick<SttSettings, 'baseUrl'>): Places {
  return {
    locate: (url) => (baseUrl === undefined ? url.href : `${baseUrl}${url.pathname}${url.search}`),
    storage: baseUrl ?? 'https://storage.googleapis.com',
    token: baseUrl === undefined ? TOKEN_AUDIENCE : `${baseUrl}/token`,
  };
}
