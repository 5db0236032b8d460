import {
  createHttpClient,
  type ActionOutcome,
  type Call,
  type GuardedClient,
  type HttpClient,
} from '@hookswitch/connector-sdk';
import { aCall, openConnection, RecordingLog } from '@hookswitch/connector-sdk/testing';
import type { Json, TestOutcome } from '@hookswitch/domain';
import { startStubServer, type StubScript, type StubServer } from '@hookswitch/testing';
import { expectNoSecret } from './expect-no-secret.js';
import type { ConformanceTarget } from './target.js';
import { asksOf, effectsOf } from './requests.js';

const MOST_POLLS = 10;

export interface Resuming {
  /** Of the requests that ask; the others are answered as ever. */
  readonly script?: StubScript;
  readonly signal?: AbortSignal;
  /** Another than the bench's. */
  readonly http?: HttpClient;
}

/** The scripted server, the guarded client and the log of one check. */
export class Bench {
  private constructor(
    private readonly target: ConformanceTarget,
    readonly server: StubServer,
    private readonly http: GuardedClient,
  ) {}

  /** A server for this piece of work alone. */
  static async use(
    target: ConformanceTarget,
    work: (bench: Bench) => Promise<void>,
    options: { readonly guarded?: boolean } = {},
  ): Promise<void> {
    const server = await startStubServer({ answer: target.accepted });
    const http = createHttpClient(options.guarded ? {} : { testOrigins: [server.origin] });
    try {
      await work(new Bench(target, server, http));
    } finally {
      http.close();
      await server.close();
    }
  }

  /** Requests that had an effect, or would have. */
  get effects() {
    return effectsOf(this.target, this.server.requests);
  }

  /** Jobs that were asked after, one for each request. */
  get asks(): readonly string[] {
    return asksOf(this.target, this.server.requests);
  }

  /** One attempt, in which the requests that act are answered by the script. */
  perform(script?: StubScript, signal?: AbortSignal): Promise<ActionOutcome> {
    if (script) this.server.script(script, this.target.acts);
    return this.#judged((call) => this.target.connector.perform(call), { signal });
  }

  /** One poll. */
  resume(state: Json, { script, signal, http }: Resuming = {}): Promise<ActionOutcome> {
    const { connector, job } = this.target;
    this.server.script(script ?? this.target.accepted, (head) => job?.asksAfter(head) !== undefined);
    const resume = async (call: Call) => connector.resume?.(call, state) ?? Promise.reject(new Error('no resume'));
    return this.#judged(resume, { signal, http });
  }

  /** What comes of it in the end. */
  async finish(outcome: ActionOutcome): Promise<ActionOutcome> {
    let here = outcome;
    for (let polls = 0; here.kind === 'pending' && polls < MOST_POLLS; polls += 1) here = await this.resume(here.state);
    return here;
  }

  /** Neither its outcome nor its log may hold a secret. */
  async #judged(
    work: (call: Call) => Promise<ActionOutcome>,
    { signal, http = this.http }: { readonly signal?: AbortSignal | undefined; readonly http?: HttpClient | undefined },
  ): Promise<ActionOutcome> {
    const { params, connection, properties } = this.target;
    const { origin } = this.server;
    const log = new RecordingLog();
    const outcome = await work(
      aCall({
        http,
        log,
        params: params(origin),
        ...(properties && { command: { properties } }),
        ...(connection && { connection: connection(origin) }),
        ...(signal && { signal }),
      }),
    );
    this.#expectNoSecret(outcome, log);
    return outcome;
  }

  /** Tries the connection, where the connector can. */
  async test(script: StubScript, signal: AbortSignal = new AbortController().signal): Promise<TestOutcome | undefined> {
    const { connector, connection = () => ({ settings: {}, secrets: {} }) } = this.target;
    this.server.script(script);
    const log = new RecordingLog();
    const open = openConnection(connection(this.server.origin));
    const outcome = await connector.test?.({ connection: open, http: this.http, signal, log });
    this.#expectNoSecret(outcome, log);
    return outcome;
  }

  #expectNoSecret(outcome: unknown, log: RecordingLog): void {
    expectNoSecret(this.target.secrets, 'the outcome', outcome);
    expectNoSecret(this.target.secrets, 'the log', log.lines);
  }
}
