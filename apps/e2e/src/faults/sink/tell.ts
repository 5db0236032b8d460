import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Script } from './script.js';

export interface Answer {
  /** 0: none. */
  readonly status: number;
  readonly retryAfter?: string;
}

/** Says to the caller what the script wants it to hear. */
export async function tell(script: Script, { status, retryAfter }: Answer, response: ServerResponse): Promise<void> {
  if (script.kind === 'answer' && script.afterMs !== undefined) await sleep(script.afterMs);
  switch (script.kind) {
    case 'gone':
    case 'hang':
      return;
    case 'reset':
      reset(response, script.midBody === true);
      return;
    case 'trickle':
      trickle(response, script.everyMs);
      return;
    case 'oversize':
      response.writeHead(200, JSON_TYPE).end(textOf(script.bytes));
      return;
    case 'bomb':
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(bombOf(script.bytes));
      return;
    case 'answer':
    case 'limit':
    case 'redirect':
      response
        .writeHead(status, {
          ...JSON_TYPE,
          ...(script.kind === 'redirect' && { location: script.to }),
          ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
        })
        .end('{"ok":true}');
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Made once: the targets must not be what is slow. */
const made = new Map<string, Buffer>();
const once = (name: string, make: () => Buffer): Buffer => {
  const bytes = made.get(name) ?? make();
  made.set(name, bytes);
  return bytes;
};
const textOf = (bytes: number): Buffer => once(`text ${bytes}`, () => Buffer.from(`"${'x'.repeat(bytes)}"`));
const bombOf = (bytes: number): Buffer => once(`bomb ${bytes}`, () => gzipSync(Buffer.alloc(bytes)));

/** In a moment, so that what was written before has left. */
function reset(response: ServerResponse, midBody: boolean): void {
  if (midBody) response.writeHead(200, JSON_TYPE).write('{"ok":');
  setTimeout(() => response.socket?.resetAndDestroy(), 20);
}

function trickle(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, JSON_TYPE).write('{');
  const timer = setInterval(() => response.write(' '), everyMs);
  response.once('close', () => clearInterval(timer));
}
