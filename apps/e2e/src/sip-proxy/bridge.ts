import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@hookswitch/testing';
import { ROOT } from '../harness/service-process.js';

export const EXAMPLE = join(ROOT, 'examples', 'sip-proxy');
export const OFFICE = '+12025550100';

/** Packets as Kamailio sent them. */
export const recording = (name: string): readonly Buffer[] =>
  readFileSync(join(EXAMPLE, 'recordings', `${name}.hep`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => Buffer.from(line, 'base64'));

export const recordings = readdirSync(join(EXAMPLE, 'recordings')).map((file) => file.replace('.hep', ''));

export interface Bridge {
  readonly port: number;
  readonly log: () => string;
  readonly hasEnded: () => boolean;
  /** As a machine does that loses power, and as systemd does. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

export async function startBridge(
  folder: string,
  url: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Bridge> {
  writeFileSync(join(folder, 'key'), 'hks_of-the-bridge\n');
  const { child, log } = run({
    HEP_LISTEN: '127.0.0.1:0',
    GATEWAY_URL: url,
    GATEWAY_KEY_FILE: join(folder, 'key'),
    SPOOL_DIR: join(folder, 'spool'),
    INTERNAL_NUMBERS: `^(${OFFICE.replace('+', '\\+')}|\\d{3})$`,
    ...env,
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const port = await eventually('the bridge', () => {
    if (hasEnded()) throw new Error(log());
    const [, found] = /Listening for HEP on 127\.0\.0\.1:(\d+)/.exec(log()) ?? [];
    return found === undefined ? undefined : Number(found);
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    port,
    log,
    hasEnded,
    async end(signal) {
      if (!hasEnded()) {
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      }
      return child.exitCode;
    },
  };
}

/** For a bridge that does not start: what it says and its exit code. */
export async function failToStart(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; said: string }> {
  const { child, log } = run(env);
  await once(child, 'close');
  return { code: child.exitCode, said: log() };
}

function run(env: Readonly<Record<string, string>>): { readonly child: ChildProcess; readonly log: () => string } {
  const child = spawn(process.execPath, [join(EXAMPLE, 'bridge.mjs')], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { child, log: () => said };
}

export async function send(port: number, packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const packet of packets) {
    await new Promise<void>((resolve, reject) => {
      socket.send(packet, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
}
