import { createHttpClient, type ActionOutcome, type GuardedClient } from '@hookswitch/connector-sdk';
import { aCall, openConnection, RecordingLog } from '@hookswitch/connector-sdk/testing';
import type { TestOutcome } from '@hookswitch/domain';
import { startStubServer, type StubScript, type StubServer } from '@hookswitch/testing';
import { expectNoSecret } from './expect-no-secret.js';
import type { ConformanceTarget } from './target.js';

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

  /** One attempt. Neither its outcome nor its log may hold a secret. */
  async perform(script?: StubScript, signal?: AbortSignal): Promise<ActionOutcome> {
    const { connector, params, connection, properties } = this.target;
    const { origin } = this.server;
    if (script) this.server.script(script);
    const log = new RecordingLog();
    const outcome = await connector.perform(
      aCall({
        http: this.http,
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
