import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SipEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly subject: string;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}
type Answer = (events: readonly SipEvent[]) => { readonly status: number; readonly outcomes?: readonly string[] };

export interface FakeGateway {
  readonly url: string;
  /** All that was accepted, in order. */
  readonly accepted: readonly SipEvent[];
  readonly requests: number;
  /** What it answers from now on: a status, and for 202 the outcome of each event. */
  answer(how: Answer): void;
  close(): Promise<void>;
}

export const ACCEPT: Answer = (events) => ({ status: 202, outcomes: events.map(() => 'accepted') });

/** A gateway that answers as it is told; its real one is asked by the guide. */
export async function fakeGateway(): Promise<FakeGateway> {
  const accepted: SipEvent[] = [];
  let requests = 0;
  let how = ACCEPT;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      requests += 1;
      const events = JSON.parse(text) as readonly SipEvent[];
      const isMeant = request.url === '/v1/events' && request.headers.authorization === 'Bearer hks_of-the-bridge';
      const { status, outcomes = [] } = isMeant ? how(events) : { status: 401 };
      if (status === 202) accepted.push(...events.filter((_, index) => outcomes[index] === 'accepted'));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ outcomes: outcomes.map((outcome, index) => ({ id: events[index]?.id, status: outcome })) }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    get requests() {
      return requests;
    },
    answer: (next) => (how = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
