import { createServer } from 'node:net';

/** A sentence for the person at the terminal; no stack, no cause. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface WantedPort {
  readonly port: number;
  readonly what: string;
  /** The setting that changes it. */
  readonly setting: string;
}

/** Rejects with one {@link StartError} that names every port that somebody else listens on. */
export async function refuseTakenPorts(host: string, wanted: readonly WantedPort[]): Promise<void> {
  const taken: WantedPort[] = [];
  for (const one of wanted) if (!(await isFree(host, one.port))) taken.push(one);
  if (taken.length === 0) return;
  const lines = taken.map(
    ({ port, what, setting }) => `Port ${port} (${what}) is taken: stop what listens there, or set ${setting}.`,
  );
  throw new StartError(lines.join('\n'));
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
