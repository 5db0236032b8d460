type Fields = Readonly<Record<string, unknown>>;

const MOST_BLOCKS = 50;
const LONGEST_ALL = 13_200;
const TYPES = new Set([
  ...[
    'actions',
    'context',
    'divider',
    'file',
    'header',
    'image',
    'input',
    'markdown',
    'rich_text',
    'section',
    'table',
    'video',
  ],
]);

export type BlockProblem =
  | { readonly error: 'invalid_blocks_format' | 'msg_blocks_too_long' }
  | { readonly error: 'invalid_blocks'; readonly errors: readonly string[] };

/** What Slack finds wrong with the argument `blocks`, with JSON pointers as it gives them. */
export function blockProblem(blocks: readonly unknown[] | undefined): BlockProblem | undefined {
  if (blocks === undefined) return { error: 'invalid_blocks_format' };
  if (blocks.length > MOST_BLOCKS) return invalid([no(`no more than ${MOST_BLOCKS} items allowed`, '/blocks')]);
  const errors = blocks.flatMap((block, index) => problemsOf(block, `/blocks/${index}`));
  if (errors.length > 0) return invalid(errors);
  return JSON.stringify(blocks).length > LONGEST_ALL ? { error: 'msg_blocks_too_long' } : undefined;
}

const invalid = (errors: readonly string[]): BlockProblem => ({ error: 'invalid_blocks', errors });
const no = (message: string, pointer: string): string => `${message} [json-pointer:${pointer}]`;

function problemsOf(block: unknown, pointer: string): readonly string[] {
  if (!isFields(block)) return [no('must be an object', pointer)];
  const { type } = block;
  if (typeof type !== 'string') return [no('missing required field: type', pointer)];
  if (!TYPES.has(type)) return [no(`unsupported type: ${type}`, `${pointer}/type`)];
  if (type === 'section') return section(block, pointer);
  if (type === 'header') return textObject(block.text, `${pointer}/text`, 150, ['plain_text']);
  if (type === 'context') return list(block.elements, `${pointer}/elements`, 10);
  if (type === 'actions') return list(block.elements, `${pointer}/elements`, 25);
  if (type === 'markdown') return length(block.text, `${pointer}/text`, 12_000);
  if (type === 'image')
    return [
      ...(block.image_url === undefined && block.slack_file === undefined
        ? [no('missing required field: image_url', pointer)]
        : []),
      ...length(block.alt_text, `${pointer}/alt_text`, 2_000),
    ];
  return [];
}

function section({ text, fields }: Fields, pointer: string): readonly string[] {
  if (text === undefined && fields === undefined) return [no('missing required field: text', pointer)];
  return [
    ...(text === undefined ? [] : textObject(text, `${pointer}/text`, 3_000)),
    ...(fields === undefined ? [] : list(fields, `${pointer}/fields`, 10)),
    ...(Array.isArray(fields)
      ? fields.flatMap((field, index) => textObject(field, `${pointer}/fields/${index}`, 2_000))
      : []),
  ];
}

function textObject(
  text: unknown,
  pointer: string,
  longest: number,
  types: readonly string[] = ['plain_text', 'mrkdwn'],
): readonly string[] {
  if (!isFields(text)) return [no('must be an object', pointer)];
  if (typeof text.type !== 'string' || !types.includes(text.type))
    return [no(`must be one of: ${types.join(', ')}`, `${pointer}/type`)];
  return length(text.text, `${pointer}/text`, longest);
}

function length(text: unknown, pointer: string, longest: number): readonly string[] {
  if (typeof text !== 'string' || text === '') return [no('must be more than 0 characters', pointer)];
  return text.length > longest ? [no(`must be less than ${longest + 1} characters`, pointer)] : [];
}

function list(items: unknown, pointer: string, most: number): readonly string[] {
  if (!Array.isArray(items) || items.length === 0) return [no('no less than 1 items allowed', pointer)];
  return items.length > most ? [no(`no more than ${most} items allowed`, pointer)] : [];
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
