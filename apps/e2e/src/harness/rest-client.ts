import { request } from 'node:http';

export interface RestAnswer<T = Problem> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed where it is JSON. */
  readonly body: T;
}

/** RFC 9457, as the API answers. */
export interface Problem {
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
  readonly [more: string]: unknown;
}

type Headers = Readonly<Record<string, string>>;

/** The API as a caller with one key sees it. */
export class RestClient {
  constructor(
    readonly url: string,
    readonly key: string | undefined,
  ) {}

  as(key: string | undefined): RestClient {
    return new RestClient(this.url, key);
  }

  /** `body` goes out as JSON; text and bytes as they are. */
  async send<T = Problem>(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<RestAnswer<T>> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const bytes = body === undefined || isRaw ? body : JSON.stringify(body);
    const {
      status,
      headers: answered,
      text,
    } = await exchange(new URL(path, this.url), method, bytes, {
      ...(this.key !== undefined && { authorization: `Bearer ${this.key}` }),
      ...(bytes !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(bytes)),
      }),
      ...headers,
    });
    return { status, headers: answered, body: parsed(text) as T };
  }

  /** As {@link send}, and anything but 2xx fails with what the API said. */
  async must<T = Problem>(method: string, path: string, body?: unknown, headers?: Headers): Promise<T> {
    const answer = await this.send<T>(method, path, body, headers);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  get<T = Problem>(path: string): Promise<T> {
    return this.must<T>('GET', path);
  }

  /** Every page of a list. */
  async all<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const query = `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const page = await this.get<{ readonly items: readonly T[]; readonly next?: string }>(query);
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  }
}

const TIMEOUT_MS = 30_000;

/** A connection of its own, so that no dead one is met after a kill. */
function exchange(
  url: URL,
  method: string,
  body: string | Uint8Array | undefined,
  headers: Headers,
): Promise<{ readonly status: number; readonly headers: RestAnswer['headers']; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false, timeout: TIMEOUT_MS, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${url.pathname}: no answer in time`)));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
