import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createSimulator, type Simulator } from '../create-simulator.js';

export interface TakenReceipt {
  readonly method: string;
  /** As the provider called it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Where a provider reports to, in specs. */
export class ReceiptSink {
  readonly taken: TakenReceipt[] = [];
  /** Answers of the next requests; then 202. */
  readonly answers: number[] = [];
  #came: () => void = () => undefined;

  private constructor(
    readonly origin: string,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<ReceiptSink> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        sink.taken.push({ method, url: sink.origin + url, headers, body: Buffer.concat(chunks).toString() });
        sink.#came();
        response.writeHead(sink.answers.shift() ?? 202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
    const sink = new ReceiptSink(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, close);
    return sink;
  }

  /** Resolves once so many have come. */
  count(count: number): Promise<readonly TakenReceipt[]> {
    return new Promise((resolve) => {
      this.#came = () => {
        if (this.taken.length >= count) resolve(this.taken);
      };
      this.#came();
    });
  }
}

interface Reporting {
  simulator: Simulator;
  sink: ReceiptSink;
}

/** A simulator and where it reports to, for the tests of one file: each begins with a provider that behaves, and nothing taken. */
export function reportingTo(provider: Parameters<Simulator['behave']>[0]): Reporting {
  const reporting = {} as Reporting;
  beforeAll(async () => {
    reporting.simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
    reporting.sink = await ReceiptSink.open();
  });
  afterAll(async () => {
    await reporting.simulator.close();
    await reporting.sink.close();
  });
  beforeEach(() => {
    reporting.simulator.behave(provider);
    reporting.sink.taken.length = 0;
  });
  return reporting;
}
