import { retryAfterMs, type HttpAnswer, type TargetRefusal } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';

export type Envelope =
  { readonly accepted: JsonObject } | { readonly refused: TargetRefusal } | { readonly unreadable: true };

/** An answer's content: some are wrapped in `responseData`, some are not, and an error may come with status 200. */
export function openEnvelope(answer: HttpAnswer, now: number): Envelope {
  const content = contentOf(answer);
  const status = innerStatus(content) ?? answer.status;
  const succeeds = status >= 200 && status < 300;
  if (succeeds && content === undefined) return { unreadable: true };
  if (succeeds && content?.success !== false) return { accepted: content ?? {} };
  const text = textOf(content);
  const wait = waitOf(answer, now);
  return {
    refused: {
      status,
      ...(text !== undefined && { code: text }),
      message: `CloudTalk ${status < 300 ? 'refused' : `answered ${status}`}: ${[text ?? 'no reason given', ...fieldErrors(content)].join(' – ')}.`,
      ...(wait !== undefined && { afterMs: wait }),
    },
  };
}

function contentOf({ body, truncated, broken }: HttpAnswer): JsonObject | undefined {
  if (truncated || broken) return undefined;
  const parsed = parse(body.toString());
  if (!isJsonObject(parsed)) return undefined;
  return isJsonObject(parsed.responseData) ? parsed.responseData : parsed;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Of an error inside a 200. */
const innerStatus = (content: JsonObject | undefined): number | undefined =>
  typeof content?.status === 'number' && content.status >= 300 ? content.status : undefined;

function textOf(content: JsonObject | undefined): string | undefined {
  const text = [content?.data, content?.message].find((value) => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text.replace(/\.$/, '').slice(0, 200) : undefined;
}

/** `data: { recipient: ["is not valid"] }` of a 406. */
function fieldErrors(content: JsonObject | undefined): readonly string[] {
  if (!isJsonObject(content?.data)) return [];
  return Object.entries(content.data).flatMap(([field, texts]) =>
    isJsonArray(texts)
      ? [
          `${field}: ${texts
            .filter((text) => typeof text === 'string')
            .join(', ')
            .slice(0, 200)}`,
        ]
      : [],
  );
}

/** CloudTalk sends no Retry-After, but the second at which its budget starts afresh. */
function waitOf({ headers }: HttpAnswer, now: number): number | undefined {
  const reset = Number(headers['x-cloudtalkapi-resettime'] ?? NaN);
  if (Number.isFinite(reset) && reset > 0) return Math.min(Math.max(1_000, reset * 1_000 - now), 3_600_000);
  return retryAfterMs(headers['retry-after'], now);
}
