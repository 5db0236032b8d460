import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@hookswitch/testing';
import { freePorts } from '../harness/ports.js';
import { EXAMPLE } from './bridge.js';

/** What is not installed here of what this takes. */
export const missing = ['kamailio', 'sipp'].filter((name) => spawnSync(name, ['-v']).error !== undefined);

export interface Proxy {
  /** One call between two scenarios of the example's folder `sipp`; resolves when both sides are done. */
  call(caller: string, phone: string, from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

/** The example's proxy as it stands, on ports of its own. */
export async function startKamailio(folder: string, bridgePort: number): Promise<Proxy> {
  const [sip = 0, pbx = 0, trunk = 0] = await freePorts(3);
  const place = (port: number) => `"sip:127.0.0.1:${port}"`;
  const defines = {
    LISTEN: `udp:127.0.0.1:${sip}`,
    PBX: place(pbx),
    PBX_PORT: pbx,
    TRUNK: place(trunk),
    BRIDGE: place(bridgePort),
    RING_MS: 1_500,
  };
  const run = join(folder, 'kamailio');
  mkdirSync(run);
  const args = Object.entries(defines).flatMap(([name, value]) => ['-A', `${name}=${value}`]);
  const proxy = spawn('kamailio', ['-f', join(EXAMPLE, 'kamailio.cfg'), ...args, '-DD', '-E', '-Y', run, '-w', run]);
  const log = said(proxy);
  await eventually('Kamailio', () => {
    if (proxy.exitCode !== null) throw new Error(log());
    return log().includes(`udp: 127.0.0.1`);
  }).catch((error: unknown) => {
    proxy.kill('SIGKILL');
    throw error;
  });
  let calls = 0;
  return {
    async call(caller, phone, from, to) {
      calls += 1;
      const numbers = join(run, `numbers-${calls}.csv`);
      writeFileSync(numbers, `SEQUENTIAL\n${from};${to}\n`);
      const sipp = (scenario: string, port: number, more: readonly string[]) =>
        ended(
          spawn('sipp', ['-sf', join(EXAMPLE, 'sipp', `${scenario}.xml`), ...HERE, '-p', String(port), ...more], {
            cwd: run,
          }),
        );
      const phoneDone = sipp(phone, pbx, []);
      const callerDone = sipp(caller, trunk, [
        `127.0.0.1:${sip}`,
        '-inf',
        numbers,
        '-d',
        '1000',
        '-cid_str',
        `${caller}-${calls}-%u`,
      ]);
      await Promise.all([phoneDone, callerDone]);
    },
    async close() {
      if (proxy.exitCode !== null || proxy.signalCode !== null) return;
      const over = once(proxy, 'exit');
      proxy.kill('SIGTERM');
      await over;
    },
  };
}

const HERE = ['-i', '127.0.0.1', '-m', '1', '-nostdin', '-timeout', '15'];

async function ended(child: ChildProcess): Promise<void> {
  const text = said(child);
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`sipp ended with ${child.exitCode}:\n${text().slice(-2_000)}`);
}

function said(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  return () => text;
}
