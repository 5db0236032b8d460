import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

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
