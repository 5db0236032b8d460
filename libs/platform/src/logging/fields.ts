/** The only fields a log line may have; whatever else is passed is dropped. What an event, a target or a user wrote has no place here. */
export const LOG_FIELDS = [
  'action',
  'address',
  'at',
  'attempt',
  'check',
  'code',
  'command',
  'connection',
  'connector',
  'count',
  'durationMs',
  'event',
  'eventType',
  'from',
  'group',
  'host',
  'key',
  'kid',
  'limit',
  'method',
  'name',
  'offset',
  'origins',
  'outcome',
  'partition',
  'partitions',
  'path',
  'port',
  'provider',
  'reason',
  'request',
  'revision',
  'route',
  'run',
  'service',
  'signal',
  'size',
  'source',
  'stage',
  'state',
  'status',
  'step',
  'subject',
  'tenant',
  'to',
  'topic',
  'url',
  'user',
  'version',
  'workflow',
] as const;
export type LogField = (typeof LOG_FIELDS)[number];
export type LogValue = string | number | boolean | null | undefined | readonly (string | number)[];

/** `error` is cut to its code and message: never a stack, a cause or the request that failed. */
export type LogFields = { readonly [K in LogField]?: LogValue } & { readonly error?: unknown };

const ALLOWED: ReadonlySet<string> = new Set(LOG_FIELDS);
const MAX_TEXT = 8 * 1024;

/** Long texts are cut; in JSON the control characters are escaped by the format itself. */
export const cut = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;

/** What of the fields may be written, in their order. */
export function allowed(fields: LogFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'error') Object.assign(kept, errorFields(value));
    else if (value !== undefined && ALLOWED.has(name)) kept[name] = cutValue(value);
  }
  return kept;
}

function cutValue(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) return cut(value.join(','));
  return typeof value === 'object' ? undefined : value;
}

function errorFields(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null || !('message' in error))
    return { error: { message: cut(typeof error === 'string' ? error : `a thrown ${typeof error}`) } };
  const { code, name, message } = error as {
    readonly code?: unknown;
    readonly name?: unknown;
    readonly message: unknown;
  };
  const known = typeof code === 'string' || typeof code === 'number' ? code : name;
  return { error: { code: typeof known === 'string' ? cut(known) : known, message: cut(String(message)) } };
}
