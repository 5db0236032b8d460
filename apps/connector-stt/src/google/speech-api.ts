import type { Sound } from '../recording/inspect-recording.js';
import type { SpeechContext } from '../speech-provider.js';
import type { SpeechResult } from './results.js';

/** What the versions of Google's API do differently. Everything rejects as Google's clients do, and is tried once. */
export interface SpeechApi {
  /** Transcribes a short recording. */
  recognize(context: SpeechContext, sound: Sound, content: Buffer): Promise<readonly SpeechResult[]>;
  /** Starts a job on a staged object; resolves to the name of its operation. */
  submit(context: SpeechContext, sound: Sound, uri: string): Promise<string>;
  operation(name: string): Promise<Operation>;
  /** One page, the first where there is no token. */
  operations(pageSize: number, pageToken: string): Promise<OperationPage>;
}

export interface Operation {
  readonly name: string;
  /** Of the audio that it transcribes. */
  readonly uri: string | undefined;
  readonly state: OperationState;
}

export type OperationState =
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string }
  | { readonly kind: 'done'; readonly results: readonly SpeechResult[] };

export interface OperationPage {
  readonly operations: readonly Operation[];
  /** Empty on the last page. */
  readonly next: string;
}

/** No retries of the client's own: how often something is tried is for the host to say, and a job must not be started twice. */
export const SYNC = { retry: null, timeout: 3 * 60_000 } as const;
export const SUBMIT = { retry: null, timeout: 60_000 } as const;
export const ASK = { retry: null, timeout: 30_000 } as const;
