export type Format = 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt' | 'diarized_json';

/** What each model writes. */
const FORMATS: Readonly<Record<string, readonly Format[]>> = {
  'whisper-1': ['json', 'text', 'srt', 'verbose_json', 'vtt'],
  'gpt-4o-transcribe': ['json', 'text'],
  'gpt-4o-mini-transcribe': ['json', 'text'],
  'gpt-transcribe': ['json', 'text'],
  'gpt-4o-transcribe-diarize': ['json', 'text', 'diarized_json'],
};

export const modelNames: readonly string[] = Object.keys(FORMATS);
export const formatsOf = (model: string): readonly Format[] | undefined =>
  Object.hasOwn(FORMATS, model) ? FORMATS[model] : undefined;
export const describeModel = (id: string): object => ({ id, object: 'model', created: 1677610602, owned_by: 'openai' });
