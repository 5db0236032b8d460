import { createServer } from 'node:net';

/**
 * Below the range from which systems take ports for outgoing connections (32768 on), so that a port stays free while the service that
 * listens there is dead.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const given = new Set<number>();

/** Ports of 127.0.0.1 that nobody listens on; none is given twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
