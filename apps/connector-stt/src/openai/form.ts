/** What a model is asked to write: times where it has them, speakers where it tells them apart. */
interface Writing {
  readonly models: RegExp;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const WRITINGS: readonly Writing[] = [
  {
    models: /-diarize($|-)/,
    fields: [
      ['response_format', 'diarized_json'],
      ['chunking_strategy', 'auto'],
    ],
  },
  { models: /^gpt-/, fields: [['response_format', 'json']] },
  // whisper-1 and what people run themselves.
  {
    models: /./,
    fields: [
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'segment'],
    ],
  },
];

/** Fields of the form beside the file; without `language` the model finds out. */
export function formFields(model: string, language: string | undefined): readonly (readonly [string, string])[] {
  const writing = WRITINGS.find(({ models }) => models.test(model));
  return [
    ['model', model],
    ...(writing?.fields ?? []),
    ...(language === undefined ? [] : [['language', language] as const]),
  ];
}
