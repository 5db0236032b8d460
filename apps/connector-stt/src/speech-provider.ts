import type { Call, ErrorOutcome, TestCall } from '@hookswitch/connector-sdk';
import type { Json, TestOutcome } from '@hookswitch/domain';
import type { Sound } from './recording/inspect-recording.js';
import type { SttSettings } from './settings.js';
import type { Transcription } from './transcription.js';

/** A service that turns speech into text. A new one is one more folder beside `google/`, and one more value of the setting `provider`. */
export interface SpeechProvider {
  readonly name: SttSettings['provider'];
  /** Of a recording, where that is less than what is downloaded at most. */
  maxBytes?(settings: SttSettings): number | undefined;
  /** Why this provider cannot read such a sound; undefined: it can. */
  refuse(sound: Sound, settings: SttSettings): ErrorOutcome | undefined;
  /** Transcribes at once or starts a job. */
  start(context: SpeechContext, recording: Recording): Promise<SpeechOutcome>;
  /** Only where there are jobs. Asks after one; `state` is what {@link start} or the last poll left. */
  poll?(context: SpeechContext, state: Json): Promise<SpeechOutcome>;
  /** Only where there are jobs. The one that an earlier attempt of the same command started, if there is one that did not fail; `unknown`: it cannot be told. */
  find?(context: SpeechContext): Promise<SpeechOutcome | undefined>;
  test(call: TestCall, settings: SttSettings): Promise<TestOutcome>;
}

export interface SpeechContext {
  readonly call: Call;
  readonly settings: SttSettings;
  readonly language: string;
  readonly useEnhanced: boolean;
  readonly model: string;
}

export interface Recording {
  readonly path: string;
  readonly bytes: number;
  readonly sound: Sound;
}

export type SpeechOutcome =
  | { readonly kind: 'transcribed'; readonly transcription: Transcription }
  | { readonly kind: 'pending'; readonly state: Json; readonly afterMs: number }
  | ErrorOutcome;
