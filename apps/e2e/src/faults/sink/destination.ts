import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Random } from '../load/random.js';
import { WELL, type Behaviour, type Kept, type Script } from './script.js';
import { tell, type Answer } from './tell.js';

type Sent = Pick<Kept, 'tenant' | 'event' | 'subject' | 'digest'>;

/** One target: decides, keeps a line of it, answers. */
export class Destination {
  #behaviour = WELL;
  #random = new Random(0);
  readonly #done = new Set<string>();
  /** When the next request would be within the rate. */
  #nextAt = 0;

  constructor(
    private readonly number: number,
    private readonly keep: (line: Omit<Kept, 'seq'>) => void,
  ) {}

  /** Nobody is there to take a connection. */
  get isGone(): boolean {
    return this.#behaviour.script.kind === 'gone';
  }

  set(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
    this.#nextAt = 0;
    const { script } = behaviour;
    this.#random = new Random((script.kind === 'answer' ? script.seed : undefined) ?? this.number);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isGone) {
      request.socket.resetAndDestroy();
      return;
    }
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
    await tell(script, answer, response);
  }

  #decide(script: Script): Answer {
    if (script.kind === 'answer') {
      const status = this.#random.next() < (script.share ?? 1) ? script.status : 200;
      return { status, ...(status !== 200 && retryAfterOf(script)) };
    }
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
}

const BURST_MS = 100;
/** Dates have whole seconds. */
const SOON_MS = 3_000;

/** Did what was asked, and does not say so to the end. */
const isPartly = ({ kind }: Script): boolean => kind === 'trickle' || kind === 'reset';

const retryAfterOf = ({ retryAfter }: { readonly retryAfter?: string }): Pick<Answer, 'retryAfter'> => {
  if (retryAfter === undefined) return {};
  return { retryAfter: retryAfter === 'date' ? new Date(Date.now() + SOON_MS).toUTCString() : retryAfter };
};

async function bodyOf(request: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const { tenant = '', event = '', subject = '' } = JSON.parse(bytes.toString() || '{}') as Partial<Sent>;
  return { tenant, event, subject, digest: createHash('sha256').update(bytes).digest('hex') };
}
