import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { EmbeddedPostgresError } from './error.js';

export async function freePort(): Promise<number> {
  return listenOn(0);
}

/** Postgres itself would only say so in its log, after a while. */
export async function refuseTakenPort(port: number): Promise<void> {
  try {
    await listenOn(port);
  } catch (cause) {
    throw new EmbeddedPostgresError('port_taken', `Port ${port} on 127.0.0.1 is taken by another program.`, { cause });
  }
}

async function listenOn(port: number): Promise<number> {
  const probe = createServer();
  probe.listen(port, '127.0.0.1');
  await once(probe, 'listening');
  const { port: taken } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return taken;
}
