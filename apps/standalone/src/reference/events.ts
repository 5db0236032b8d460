import { catalogue, type EventType, type FieldDescription, type JsonObject } from '@hookswitch/domain';
import { code, codes, details, fenced, page, sentence, table } from './markdown.js';
import { textOf } from './schema-rows.js';

/** Text of docs/reference/events.md, from the catalogue. */
export const eventsReference = (): string =>
  page(
    '# Events',
    'Made from the catalogue of `libs/domain` by `npm run generate`. `GET /v1/event-types` serves the same, with the JSON Schema of each type, and the types that the tenant has added.',
    'How events come in: [producing events](../guides/producing-events.md). What can be asked of their fields: [conditions](../guides/conditions-and-templates.md). In a workflow a field is `event.properties.<field>`; `contacts[0]` is the first of a list. Fields that a type does not know are kept and can be used. Any field may be missing or null but those marked as required; durations are seconds, times RFC 3339, telephone numbers E.164.',
    table(
      ['event', 'when', 'subject'],
      catalogue.map((type) => [
        `[${code(type.name)}](#${anchorOf(type.name)})`,
        sentence(type.description),
        code(subjectOf(type)),
      ]),
    ),
    '`call.missed` and `call.voicemail_left` are fired by a fitting `call.ended` too (incoming, no talking time), unless the tenant has `deriveCallEvents` off. An action publishes `transcription.created`; `workflow.*` tell how actions of other workflows ended.',
    '## Conditions that suit a field',
    table(
      ['type', 'operators'],
      Object.entries(SUITING).map(([type, operators]) => [type, codes(operators)]),
    ),
    ...catalogue.map(section),
  );

/** By the type of a field, the more usual first; every field can be asked whether it `is_set`. */
const SUITING = {
  string: ['equals', 'in', 'contains', 'starts_with', 'matches', 'changed_to'],
  'string (telephone number)': ['equals', 'starts_with', 'number_in_country', 'is_set'],
  'integer, number': ['greater_than', 'less_than', 'between', 'equals'],
  boolean: ['is_true', 'is_false'],
  time: ['within_hours', 'on_days', 'before', 'after'],
  array: ['contains', 'is_empty', 'is_not_empty'],
};

function section(type: EventType): string {
  const required = new Set(Array.isArray(type.dataSchema.required) ? type.dataSchema.required.map(textOf) : []);
  return page(
    `## ${type.name}`,
    sentence(type.description),
    type.aliases.length === 0 ? '' : `Other names: ${codes(type.aliases)}.`,
    table(
      ['field', 'type', 'meaning', 'example'],
      type.fields.map((field) => row(field, required)),
    ),
    details('A sample', fenced('json', JSON.stringify(type.samples[0], null, 2))),
  ).trimEnd();
}

const row = (
  { path, type, description, example }: FieldDescription,
  required: ReadonlySet<string>,
): readonly string[] => [
  code(path),
  type,
  `${sentence(description)}${required.has(path) ? ' **Required.**' : ''}`,
  example === null || type === 'array' || type === 'object' ? '' : code(shortened(textOf(example))),
];

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** As GitHub makes it from a heading. */
const anchorOf = (name: string): string => name.replaceAll('.', '');

/** The field of `data` that the samples take the subject from. */
function subjectOf({ samples }: EventType): string {
  const { subject, data } = samples[0] as { readonly subject: string; readonly data: JsonObject };
  return Object.entries(data).find(([, value]) => textOf(value) === subject)?.[0] ?? 'id';
}
