import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSignedCertificate } from './certificate.js';

export interface StubRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As text. */
  readonly body: string;
  readonly bytes: Uint8Array;
}

export type StubHead = Omit<StubRequest, 'body' | 'bytes'>;

/**
 * `hang`: no answer · `reset_before`: reset when the request's head is there, not from a function · `reset_after`: reset when all of it is there ·
 * `reset_in_body`: half of the answer's body, then reset · `drip`: headers, then a byte now and then without end · `endless`: body without end.
 */
export type StubFault = 'hang' | 'reset_before' | 'reset_after' | 'reset_in_body' | 'drip' | 'endless';

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | Uint8Array | object;
  readonly delayMs?: number;
  readonly fault?: StubFault;
}

export type StubScript = StubAnswer | ((request: StubRequest) => StubAnswer | Promise<StubAnswer>);

export interface StubServer {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly port: number;
  /** Of a TLS server, in PEM. */
  readonly certificate: string | undefined;
  /** What arrived whole, in order; of `reset_before` the head alone. */
  readonly requests: readonly StubRequest[];
  /** Connections ever accepted. */
  readonly connections: number;
  /** How all further requests are answered, or `only` some: the others as at the start. Forgets what arrived. */
  script(script: StubScript, only?: (head: StubHead) => boolean): void;
  close(): Promise<void>;
}

/** A server on the loopback that answers as it is told, for specs of whatever calls other people's servers. */
export async function startStubServer(
  options: { readonly tls?: readonly string[]; readonly answer?: StubScript } = {},
): Promise<StubServer> {
  const stub = new Stub(options.answer ?? {});
  const identity = options.tls && selfSignedCertificate(options.tls);
  const server = identity ? createTlsServer(identity, stub.listener) : createServer(stub.listener);
  server.on('connection', (socket: Socket) => stub.connected(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${identity ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    certificate: identity?.cert,
    get requests() {
      return stub.requests;
    },
    get connections() {
      return stub.connections;
    },
    script: (script, only) => stub.use(script, only),
    async close() {
      stub.disconnect();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Stub {
  requests: StubRequest[] = [];
  connections = 0;
  private readonly sockets = new Set<Socket>();

  private answer: StubScript;
  private only: (head: StubHead) => boolean = () => true;

  constructor(private readonly first: StubScript) {
    this.answer = first;
  }

  use(script: StubScript, only: (head: StubHead) => boolean = () => true): void {
    this.answer = script;
    this.only = only;
    this.requests = [];
  }

  connected(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket.on('error', () => undefined));
    socket.once('close', () => this.sockets.delete(socket));
  }

  disconnect(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  readonly listener: RequestListener = (request, response) => {
    // A client that goes away is what many specs are about.
    this.serve(request, response).catch(() => response.destroy());
  };

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = { method: request.method ?? '', url: request.url ?? '', headers: flat(request.headers) };
    const script = this.only(head) ? this.answer : this.first;
    if (typeof script === 'object' && script.fault === 'reset_before') {
      this.requests.push({ ...head, body: '', bytes: new Uint8Array() });
      request.socket.resetAndDestroy();
      return;
    }
    const bytes = await buffer(request);
    const received = { ...head, body: bytes.toString('utf8'), bytes };
    this.requests.push(received);
    const answer = typeof script === 'function' ? await script(received) : script;
    if (answer.delayMs !== undefined) await sleep(answer.delayMs);
    await send(answer, response);
  }
}

async function send(
  { status = 200, headers = {}, body = '', fault }: StubAnswer,
  response: ServerResponse,
): Promise<void> {
  if (fault === 'hang') return;
  if (fault === 'reset_after') {
    response.socket?.resetAndDestroy();
    return;
  }
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
  const bytes = isJson ? Buffer.from(JSON.stringify(body)) : Buffer.from(body);
  response.writeHead(status, { ...(isJson && { 'content-type': 'application/json' }), ...headers });
  if (fault === 'drip') return pipeline(repeated(Buffer.from('x'), 20), response);
  if (fault === 'endless') return pipeline(repeated(Buffer.alloc(65_536, 'x'), 0), response);
  if (fault === 'reset_in_body') {
    await new Promise((resolve) => response.write(bytes.subarray(0, bytes.length / 2), resolve));
    // What was written must have left before the reset drops what is still in the buffers.
    await sleep(50);
    response.socket?.resetAndDestroy();
    return;
  }
  response.end(bytes);
}

async function* repeated(chunk: Buffer, everyMs: number): AsyncGenerator<Buffer> {
  for (;;) {
    yield chunk;
    if (everyMs > 0) await sleep(everyMs);
  }
}

const flat = (headers: IncomingMessage['headers']): StubRequest['headers'] =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
