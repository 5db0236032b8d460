import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Destination } from './destination.js';
import type { Behaviour, Kept } from './script.js';

/**
 * The targets of an experiment, as a process of its own: `SINK_PORTS`, one a destination, `SINK_CONTROL`, where `PUT /N` sets a behaviour,
 * `SINK_LOG`, where a line of each request is before its answer leaves.
 */
const { SINK_PORTS = '', SINK_CONTROL = '', SINK_LOG = '' } = process.env;
const log = openSync(SINK_LOG, 'a');
let seq = 0;
const keep = (line: Omit<Kept, 'seq'>): void => {
  seq += 1;
  writeSync(log, `${JSON.stringify({ seq, ...line })}\n`);
};
const destinations = SINK_PORTS.split(',').map((_, number) => new Destination(number, keep));

for (const [number, port] of SINK_PORTS.split(',').entries())
  serve(Number(port), (request, response) => destinations[number]?.answer(request, response) ?? Promise.resolve()).on(
    'connection',
    (socket) => {
      if (destinations[number]?.isGone) socket.resetAndDestroy();
    },
  );

serve(Number(SINK_CONTROL), async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const destination = destinations[Number(request.url?.slice(1))];
  if (request.method === 'PUT') destination?.set(JSON.parse(Buffer.concat(chunks).toString()) as Behaviour);
  response.end('{}');
});

function serve(port: number, answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server {
  return createServer((request, response) => void answer(request, response).catch(() => request.destroy()))
    .on('clientError', (_, socket) => socket.destroy())
    .listen({ port, host: '127.0.0.1' });
}
