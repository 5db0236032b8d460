import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { WELL, type Behaviour, type Kept, type Script } from './script.js';

interface Sent {
  readonly tenant: string;
  readonly event: string;
  readonly subject: string;
}

interface Answer {
  /** 0: none. */
  readonly status: number;
  readonly retryAfter?: string;
}

/** One target: decides, keeps a line of it, answers. */
export class Destination {
  #behaviour = WELL;
  readonly #done = new Set<string>();
  /** When the next request would be within the rate. */
  #nextAt = 0;

  constructor(
    private readonly number: number,
    private readonly keep: (line: Omit<Kept, 'seq'>) => void,
  ) {}

  set(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
    this.#nextAt = 0;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { script } = this.#behaviour;
    const sent = await bodyOf(request);
    const command = String(request.headers['idempotency-key'] ?? '');
    const answer = this.#decide(script);
    const { status } = answer;
    const isDone = status >= 200 && status < 300;
    const effect = (isDone || isPartly(script)) && !(this.#behaviour.dedupe && this.#done.has(command));
    if (effect) this.#done.add(command);
    const told = isPartly(script) ? 0 : status;
    this.keep({ at: Date.now(), destination: this.number, command, ...sent, status: told, effect });
    await this.#tell(script, answer, response);
  }

  #decide(script: Script): Answer {
    if (script.kind === 'answer') return { status: Math.random() < (script.share ?? 1) ? script.status : 200 };
    if (script.kind === 'redirect') return { status: 302 };
    if (script.kind === 'hang') return { status: 0 };
    if (script.kind !== 'limit' || this.#withinRate(script.perSecond)) return { status: 200 };
    return { status: 429, ...retryAfterOf(script) };
  }

  /** Rate with a burst of a tenth of a second. */
  #withinRate(perSecond: number): boolean {
    const now = performance.now();
    const at = Math.max(this.#nextAt, now - BURST_MS);
    if (at > now) return false;
    this.#nextAt = at + 1_000 / perSecond;
    return true;
  }

  async #tell(script: Script, { status, retryAfter }: Answer, response: ServerResponse): Promise<void> {
    if (script.kind === 'answer' && script.afterMs !== undefined) await sleep(script.afterMs);
    switch (script.kind) {
      case 'hang':
        return;
      case 'reset':
        reset(response, script.midBody === true);
        return;
      case 'trickle':
        trickle(response, script.everyMs);
        return;
      case 'oversize':
        response.writeHead(200, JSON_TYPE).end(`"${'x'.repeat(script.bytes)}"`);
        return;
      case 'bomb':
        response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(script.bytes)));
        return;
      case 'answer':
      case 'limit':
      case 'redirect':
        response
          .writeHead(status, {
            ...JSON_TYPE,
            ...(script.kind === 'redirect' && { location: script.to }),
            ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
          })
          .end('{"ok":true}');
    }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BURST_MS = 100;
const SOON_MS = 2_000;

/** Did what was asked, and does not say so to the end. */
const isPartly = ({ kind }: Script): boolean => kind === 'trickle' || kind === 'reset';

const retryAfterOf = ({ retryAfter }: Extract<Script, { kind: 'limit' }>): Pick<Answer, 'retryAfter'> => {
  if (retryAfter === undefined) return {};
  return { retryAfter: retryAfter === 'date' ? new Date(Date.now() + SOON_MS).toUTCString() : retryAfter };
};

/** In a moment, so that what was written before has left. */
function reset(response: ServerResponse, midBody: boolean): void {
  if (midBody) response.writeHead(200, JSON_TYPE).write('{"ok":');
  setTimeout(() => response.socket?.resetAndDestroy(), 20);
}

function trickle(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, JSON_TYPE).write('{');
  const timer = setInterval(() => response.write(' '), everyMs);
  response.once('close', () => clearInterval(timer));
}

async function bodyOf(request: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const {
    tenant = '',
    event = '',
    subject = '',
  } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Partial<Sent>;
  return { tenant, event, subject };
}
