import { protos, v1 } from '@google-cloud/speech';
import type { Sound } from '../recording/inspect-recording.js';
import type { SpeechContext } from '../speech-provider.js';
import { getOperation, listOperations, type OperationCodec } from './operations.js';
import { fromV1 } from './results.js';
import { SUBMIT, SYNC, type SpeechApi } from './speech-api.js';
import { tellsSpeakersApart } from './recognition.js';

const { LongRunningRecognizeMetadata, LongRunningRecognizeResponse } = protos.google.cloud.speech.v1;

const codec: OperationCodec = {
  uri: (metadata) => LongRunningRecognizeMetadata.decode(metadata).uri,
  state: (response) => ({
    kind: 'done',
    results: LongRunningRecognizeResponse.decode(response).results.map(fromV1),
  }),
};

/** The first version, over REST through `authClient`. */
export function createV1Api(options: ConstructorParameters<typeof v1.SpeechClient>[0]): SpeechApi {
  const client = new v1.SpeechClient(options);
  return {
    async recognize(context, sound, content) {
      const [{ results }] = await client.recognize({ config: v1Config(context, sound), audio: { content } }, SYNC);
      return (results ?? []).map(fromV1);
    },
    async submit(context, sound, uri) {
      const request = { config: v1Config(context, sound), audio: { uri } };
      const [operation] = await client.longRunningRecognize(request, SUBMIT);
      return operation.name ?? '';
    },
    operation: (name) => getOperation(client.operationsClient, name, codec),
    operations: (pageSize, pageToken) =>
      listOperations(client.operationsClient, { name: '', pageSize, pageToken }, codec),
  };
}

/** WAV and FLAC say themselves what they are; Opus must be told. Channels are transcribed apart: they are the two parties of a call. */
export function v1Config(
  { language, useEnhanced, model, settings }: SpeechContext,
  sound: Sound,
): protos.google.cloud.speech.v1.IRecognitionConfig {
  const { codec: encoding, sampleRate, channels = 1 } = sound;
  return {
    languageCode: language,
    ...(settings.alternativeLanguages.length > 0
      ? { alternativeLanguageCodes: [...settings.alternativeLanguages] }
      : {}),
    model,
    useEnhanced,
    maxAlternatives: 1,
    enableAutomaticPunctuation: true,
    enableWordTimeOffsets: true,
    ...(encoding === 'opus' && sampleRate !== undefined
      ? { encoding: 'OGG_OPUS' as const, sampleRateHertz: sampleRate }
      : {}),
    ...(channels > 1 ? { audioChannelCount: channels, enableSeparateRecognitionPerChannel: true } : {}),
    ...(tellsSpeakersApart(settings, sound) ? { diarizationConfig: { enableSpeakerDiarization: true } } : {}),
  };
}
