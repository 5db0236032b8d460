import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import type { Config } from '@hookswitch/platform';
import { CommandError } from '../command.js';
import { apiKey } from './api-key.js';

const TIMEOUT_MS = 30_000;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base path, as in `/v1/runs`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Json | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly body: JsonObject;
  readonly etag?: string;
}

/** The gateway's REST API. Every method rejects with a {@link CommandError} whose details say what is wrong where. */
export class Api {
  private constructor(
    private readonly base: string,
    private readonly key: string,
  ) {}

  static async of(config: Config): Promise<Api> {
    return new Api(config.url.replace(/\/+$/, ''), await apiKey(config));
  }

  async send({ method, path, query = {}, body, headers }: ApiRequest): Promise<ApiAnswer> {
    const url = new URL(`${this.base}${path}`);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const response = await this.fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await read(response);
    if (!response.ok) throw failure(response.status, answer);
    const etag = response.headers.get('etag');
    return { body: answer, ...(etag !== null && { etag }) };
  }

  private async fetch(url: URL, init: RequestInit): Promise<Response> {
    try {
      // A redirect would carry the key to another host.
      return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      throw new CommandError(
        'unreachable',
        `${this.base} does not answer (${reason(error)}). --server or HOOKSWITCH_URL says where the gateway is.`,
      );
    }
  }
}

async function read(response: Response): Promise<JsonObject> {
  const text = await response.text();
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // Something that is no gateway; the status tells.
  }
  if (response.ok && text !== '')
    throw new CommandError('no_gateway', `The answer is no JSON: is ${response.url} a gateway?`);
  return {};
}

function failure(status: number, { code, title, detail, errors }: JsonObject): CommandError {
  const message = typeof title === 'string' ? title : 'The gateway refused';
  const more = typeof detail === 'string' ? ` ${detail}` : '';
  const problems = isJsonArray(errors) ? errors.filter(isJsonObject) : [];
  return new CommandError(
    typeof code === 'string' ? code : `http_${status}`,
    `${message} (${status}).${more}`,
    problems.map(problemLine),
    problems,
  );
}

/** A {@link Problem} in words: `/spec/steps/0/action: there is no connector called "fax"`. */
export const problemLine = ({ pointer, message }: JsonObject): string =>
  `${typeof pointer === 'string' && pointer !== '' ? `${pointer}: ` : ''}${typeof message === 'string' ? message : 'wrong'}`;

function reason(error: unknown): string {
  const { name = 'failed', cause } = error as { readonly name?: string; readonly cause?: { readonly code?: string } };
  return name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1_000} s` : (cause?.code ?? name);
}
