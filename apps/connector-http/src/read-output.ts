import type { HttpAnswer } from '@hookswitch/connector-sdk';
import type { Json, JsonObject } from '@hookswitch/domain';
import { TextDecoder } from 'node:util';
import { parseJson } from './parse-json.js';

interface ReadBody {
  readonly body: Json;
  readonly unparsed: boolean;
}

/** What later steps and the run history see of an answer. */
export function readOutput({ status, headers, body, truncated, broken }: HttpAnswer): JsonObject {
  const read = readBody(body, headers['content-type'] ?? '');
  const shown = Object.entries(headers).filter(([name]) => name !== 'set-cookie');
  return {
    status,
    headers: Object.fromEntries(shown),
    body: read.body,
    ...(truncated && { truncated: true }),
    ...((read.unparsed || broken) && { unparsed: true }),
  };
}

function readBody(bytes: Buffer, contentType: string): ReadBody {
  if (bytes.length === 0) return { body: null, unparsed: false };
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const text = decode(bytes, parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length));
  const isJson = /[/+]json$/.test(type);
  if (isJson || type === '') {
    const parsed = text === undefined ? undefined : parseJson(text);
    if (parsed !== undefined) return { body: parsed, unparsed: false };
  }
  // Other bytes than text are of no use to templates.
  return { body: text ?? null, unparsed: isJson || text === undefined };
}

/** undefined: no text. A character that the end of the kept part has cut is dropped. */
function decode(bytes: Buffer, charset: string | undefined): string | undefined {
  const decoder = decoderOf(charset?.replaceAll('"', ''));
  try {
    const text = decoder.decode(bytes, { stream: true });
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function decoderOf(charset = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return new TextDecoder('utf-8', { fatal: true });
  }
}
