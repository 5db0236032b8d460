import { createWriteStream } from 'node:fs';
import {
  bindHosts,
  failed,
  HttpError,
  misconfigured,
  retry,
  retryAfterMs,
  throttled,
  type Call,
  type DownloadAnswer,
  type ErrorOutcome,
} from '@hookswitch/connector-sdk';
import { httpFailure } from '../failure.js';
import type { SttSettings } from '../settings.js';

/** Whose recordings may be how large. */
export const MAX_BYTES = 200 * 1024 * 1024;
const TIMEOUT_MS = 10 * 60_000;
/** So long after the event a recording may still be on its way to the store. */
const LAG_MS = 10 * 60_000;
const DEFAULT_PAUSE_MS = 30_000;
/** CloudTalk's API by the call's id: 404 to who does not accept JSON, though it sends sound. */
const CLOUDTALK_CALL = /\/api\/calls\/recording\/[^/?#]+\.json$/;

interface Target {
  readonly path: string;
  /** Where the provider takes less than what is downloaded at most. */
  readonly maxBytes?: number | undefined;
}

/** Streams the event's recording to a file. Returns the number of bytes, or why there are none. */
export async function fetchRecording(
  call: Call,
  settings: SttSettings,
  target: Target,
): Promise<number | ErrorOutcome> {
  const fetched = await download(call, settings, target);
  // Neither one missing recording nor a store that is away says anything about the speech provider.
  return typeof fetched !== 'number' && fetched.kind === 'retry' ? { ...fetched, elsewhere: true } : fetched;
}

async function download(call: Call, settings: SttSettings, { path, maxBytes }: Target): Promise<number | ErrorOutcome> {
  const url = call.command.properties?.recording_url;
  if (typeof url !== 'string' || url === '') {
    return failed('recording_missing', 'The event has no recording_url.');
  }
  const http = settings.operatorHosts.length > 0 ? bindHosts(call.http, settings.operatorHosts) : call.http;
  const { recordingAuthorization } = settings;
  try {
    const answer = await http.download(
      {
        url,
        maxBytes: Math.min(maxBytes ?? MAX_BYTES, MAX_BYTES),
        timeoutMs: TIMEOUT_MS,
        signal: call.signal,
        allowedHosts: settings.recordingHosts,
        headers: {
          ...(CLOUDTALK_CALL.test(url) && { accept: 'application/json' }),
          ...(recordingAuthorization && { authorization: recordingAuthorization.reveal() }),
        },
      },
      createWriteStream(path),
    );
    return judge(answer, call, { hasCredentials: recordingAuthorization !== undefined, maxBytes });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (error.reason !== 'host_not_allowed') return httpFailure(error, 'read');
    return failed('recording_host_not_allowed', "The recording's host is not among the connection's recording hosts.");
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const tooLarge = (maxBytes = MAX_BYTES): ErrorOutcome =>
  maxBytes < MAX_BYTES
    ? failed(
        'recording_too_large',
        `The recording has more than the ${megabytes(maxBytes)} MB that the provider takes; a compressed one (MP3, FLAC) is smaller.`,
      )
    : failed('recording_too_large', `The recording is larger than ${megabytes(MAX_BYTES)} MB.`);

function judge(
  answer: DownloadAnswer,
  call: Call,
  { hasCredentials, maxBytes }: Pick<Target, 'maxBytes'> & { readonly hasCredentials: boolean },
): number | ErrorOutcome {
  switch (answer.end) {
    case 'complete':
      return answer.bytes;
    case 'too_large':
      return tooLarge(maxBytes);
    case 'broken':
      return retry('recording_incomplete', 'The recording broke off while it was downloaded.');
    case 'wrong_type':
    case 'status':
      return refusal(answer, call, hasCredentials);
  }
}

function refusal({ status, headers }: DownloadAnswer, call: Call, hasCredentials: boolean): ErrorOutcome {
  if (status === 404) {
    const message = 'There is no recording at its address.';
    const isYoung = call.now() - Date.parse(call.command.event.time) < LAG_MS;
    return isYoung
      ? retry('recording_not_found', `${message} It may still come.`)
      : failed('recording_not_found', message);
  }
  if (status === 410 || (status === 403 && !hasCredentials)) {
    return failed('recording_expired', `The recording is no longer available (status ${status}).`);
  }
  if (status === 401 || status === 403) {
    return misconfigured('recording_unauthorized', `The recording's host refused the credentials (status ${status}).`);
  }
  if (status === 429) {
    const pause = retryAfterMs(headers['retry-after'], call.now()) ?? untilReset(headers, call.now());
    return throttled('rate_limited', "The recording's host asks to wait.", pause);
  }
  const message = `The recording's host answered with status ${status}.`;
  return status === 408 || status === 425 || status >= 500
    ? retry('recording_unavailable', message)
    : failed('recording_refused', message);
}

/** CloudTalk sends no Retry-After, but the second at which its budget starts afresh. */
function untilReset(headers: DownloadAnswer['headers'], now: number): number {
  const reset = Number(headers['x-cloudtalkapi-resettime'] ?? NaN);
  return Number.isFinite(reset) ? Math.min(Math.max(1_000, reset * 1_000 - now), 3_600_000) : DEFAULT_PAUSE_MS;
}
