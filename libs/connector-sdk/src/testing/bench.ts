import { expect } from '@jest/globals';
import { startStubServer, type StubScript, type StubServer } from '@hookswitch/testing';
import { inspect } from 'node:util';
import type { ActionOutcome } from '../connector.js';
import { createHttpClient, type GuardedClient } from '../http/create-client.js';
import { aCall, openConnection, RecordingLog } from './a-call.js';
import type { ContractTarget } from './contract-target.js';

/** The scripted server, the guarded client and the log of one contract test. */
export class Bench {
  private constructor(
    private readonly target: ContractTarget,
    readonly server: StubServer,
    private readonly http: GuardedClient,
  ) {}

  static async start(target: ContractTarget, options: { readonly guarded?: boolean } = {}): Promise<Bench> {
    const server = await startStubServer({ answer: target.accepted });
    const http = createHttpClient(options.guarded ? {} : { testOrigins: [server.origin] });
    return new Bench(target, server, http);
  }

  /** One attempt. Neither its outcome nor its log may hold a secret. */
  async perform(script?: StubScript, signal?: AbortSignal): Promise<ActionOutcome> {
    const { connector, params, connection } = this.target;
    const { origin } = this.server;
    if (script) this.server.script(script);
    const log = new RecordingLog();
    const outcome = await connector.perform(
      aCall({
        http: this.http,
        log,
        params: params(origin),
        ...(connection && { connection: connection(origin) }),
        ...(signal && { signal }),
      }),
    );
    this.expectNoSecret([outcome, log.lines]);
    return outcome;
  }

  async test(script: StubScript | undefined, signal: AbortSignal = new AbortController().signal) {
    const { connector, connection = () => ({ settings: {}, secrets: {} }) } = this.target;
    if (script) this.server.script(script);
    const log = new RecordingLog();
    const open = openConnection(connection(this.server.origin));
    const outcome = await connector.test?.({ connection: open, http: this.http, signal, log });
    this.expectNoSecret([outcome, log.lines]);
    return outcome;
  }

  expectNoSecret(value: unknown): void {
    const texts = [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value)];
    for (const secret of this.target.secrets) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64').replaceAll('=', ''),
        encodeURIComponent(secret),
      ]) {
        for (const text of texts) expect(text).not.toContain(form);
      }
    }
  }

  async stop(): Promise<void> {
    this.http.close();
    await this.server.close();
  }
}
