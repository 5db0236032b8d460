import { err, isJsonArray, ok, type Json, type JsonObject, type Outcome } from '@hookswitch/domain';

export const MAX_BATCH_EVENTS = 500;
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;
export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

export interface EnvelopeProblem {
  readonly code: 'wrong_type' | 'too_many' | 'empty_batch' | 'invalid_header';
  readonly message: string;
  /** JSON pointer into the body, or the header's name after `#`. */
  readonly pointer: string;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * CloudEvents' HTTP binding: one event in binary mode (`ce-*` headers, the body is `data`), one in structured mode, or a batch.
 * A JSON body with `specversion` and without `ce-*` headers is read as structured: what a first `curl` sends.
 */
export function readEnvelopes(headers: Headers, body: Json): Outcome<readonly Json[], EnvelopeProblem> {
  const type = (single(headers['content-type']) ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === BATCH) return readBatch(body);
  if (type === STRUCTURED || !Object.keys(headers).some((name) => name.startsWith('ce-'))) return ok([body]);
  const attributes = readAttributes(headers);
  return attributes.ok ? ok([{ ...attributes.value, data: body }]) : attributes;
}

function readBatch(body: Json): Outcome<readonly Json[], EnvelopeProblem> {
  if (!isJsonArray(body))
    return err({ code: 'wrong_type', message: 'A batch is a JSON array of events.', pointer: '' });
  if (body.length === 0) return err({ code: 'empty_batch', message: 'The batch holds no event.', pointer: '' });
  if (body.length > MAX_BATCH_EVENTS) {
    return err({ code: 'too_many', message: `A batch holds at most ${MAX_BATCH_EVENTS} events.`, pointer: '' });
  }
  return ok(body);
}

function readAttributes(headers: Headers): Outcome<JsonObject, EnvelopeProblem> {
  const attributes: Record<string, Json> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = name.startsWith('ce-') ? single(value) : undefined;
    if (text === undefined) continue;
    const decoded = decode(text);
    if (decoded === undefined) {
      return err({ code: 'invalid_header', message: `The header ${name} is not valid UTF-8.`, pointer: `#${name}` });
    }
    attributes[name.slice(3)] = decoded;
  }
  return ok(attributes);
}

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

/** Some clients percent-encode what is not ASCII and some send raw UTF-8, which Node hands over as Latin-1. */
function decode(text: string): string | undefined {
  try {
    const raw = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
    return raw.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) => decodeURIComponent(escaped));
  } catch {
    return undefined;
  }
}
