import { afterEach, beforeEach, expect } from '@jest/globals';
import { startStubServer, type StubServer } from '@hookswitch/testing';
import { HttpError, type HttpRequest } from './client.js';
import { createHttpClient, type GuardedClient, type HttpClientOptions, type Refusal } from './create-client.js';

/** A target and a guarded client that may call it. */
export class HttpBench {
  target!: StubServer;
  http!: GuardedClient;
  refusals: Refusal[] = [];

  async start(): Promise<void> {
    this.target = await startStubServer();
    this.refusals = [];
    this.use();
  }

  async stop(): Promise<void> {
    this.http.close();
    await this.target.close();
  }

  /** Goes on with a client that has these options. */
  use(options: HttpClientOptions = {}): void {
    const onBlocked = (refusal: Refusal) => void this.refusals.push(refusal);
    this.http = createHttpClient({ testOrigins: [this.target.origin], onBlocked, ...options });
  }

  get(url: string, more: Partial<HttpRequest> = {}) {
    return this.http.request({ method: 'GET', url, ...more });
  }
}

/** A bench that is new for each test. */
export function useHttpBench(): HttpBench {
  const bench = new HttpBench();
  beforeEach(() => bench.start());
  afterEach(() => bench.stop());
  return bench;
}

export async function failure(request: Promise<unknown>): Promise<HttpError> {
  const error = await request.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
}
