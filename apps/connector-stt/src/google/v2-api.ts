import { protos, v2 } from '@google-cloud/speech';
import type { Sound } from '../recording/inspect-recording.js';
import type { SpeechContext } from '../speech-provider.js';
import { getOperation, listOperations, type OperationCodec } from './operations.js';
import { fromV2 } from './results.js';
import { tellsSpeakersApart } from './recognition.js';
import { SUBMIT, SYNC, type OperationState, type SpeechApi } from './speech-api.js';

const { BatchRecognizeMetadata, BatchRecognizeResponse, OperationMetadata } = protos.google.cloud.speech.v2;
type Config = protos.google.cloud.speech.v2.IRecognitionConfig;

/** What v1 calls its models; other names are v2's own. */
const MODELS: Readonly<Record<string, string>> = {
  phone_call: 'telephony',
  latest_long: 'long',
  default: 'long',
  video: 'long',
  latest_short: 'short',
  command_and_search: 'short',
};
const INTERNAL = 13;

/** Where recognizers are: `projects/{project}/locations/{location}`. */
export interface V2Place {
  readonly parent: string;
  readonly recognizer: string;
}

export const v2Model = (model: string): string => (Object.hasOwn(MODELS, model) ? (MODELS[model] ?? model) : model);

/** The second version, over REST through `authClient`. */
export function createV2Api(
  options: ConstructorParameters<typeof v2.SpeechClient>[0],
  { parent, recognizer: id }: V2Place,
): SpeechApi {
  const client = new v2.SpeechClient(options);
  const recognizer = `${parent}/recognizers/${id}`;
  return {
    async recognize(context, sound, content) {
      const [{ results }] = await client.recognize({ recognizer, config: v2Config(context, sound), content }, SYNC);
      return (results ?? []).map(fromV2);
    },
    async submit(context, sound, uri) {
      const request = {
        recognizer,
        config: v2Config(context, sound),
        files: [{ uri }],
        recognitionOutputConfig: { inlineResponseConfig: {} },
      };
      const [operation] = await client.batchRecognize(request, SUBMIT);
      return operation.name ?? '';
    },
    operation: (name) => getOperation(client.operationsClient, name, v2Codec),
    operations: (pageSize, pageToken) =>
      listOperations(client.operationsClient, { name: parent, pageSize, pageToken }, v2Codec),
  };
}

/** The encoding is always detected: every recording here is a file with a head. */
export function v2Config({ language, model, settings }: SpeechContext, sound: Sound): Config {
  const { alternativeLanguages } = settings;
  const isSeparate = sound.channels !== 1;
  return {
    autoDecodingConfig: {},
    model: v2Model(model),
    // Where it is to find out itself, it wants to be told nothing else.
    languageCodes: alternativeLanguages.includes('auto') ? ['auto'] : [language, ...alternativeLanguages],
    features: {
      enableAutomaticPunctuation: true,
      enableWordTimeOffsets: true,
      ...(isSeparate ? { multiChannelMode: 'SEPARATE_RECOGNITION_PER_CHANNEL' as const } : {}),
      ...(tellsSpeakersApart(settings, sound) ? { diarizationConfig: {} } : {}),
    },
  };
}

/** Operations are said to be described by one message, and are by another, too. */
export const v2Codec: OperationCodec = {
  uri: (metadata, type) =>
    type.endsWith('BatchRecognizeMetadata')
      ? Object.keys(BatchRecognizeMetadata.decode(metadata).transcriptionMetadata)[0]
      : (OperationMetadata.decode(metadata).batchRecognizeRequest?.files?.[0]?.uri ?? undefined),
  state: (response) => fileState(BatchRecognizeResponse.decode(response)),
};

/** A batch of one file: what became of the file is what became of the job. */
function fileState({ results }: protos.google.cloud.speech.v2.BatchRecognizeResponse): OperationState {
  const [file] = Object.values(results);
  if (file === undefined)
    return { kind: 'failed', code: INTERNAL, message: 'The answer says nothing of the recording.' };
  if (file.error?.code) return { kind: 'failed', code: file.error.code, message: file.error.message ?? '' };
  const transcript = file.inlineResult?.transcript ?? file.transcript;
  return { kind: 'done', results: (transcript?.results ?? []).map(fromV2) };
}
