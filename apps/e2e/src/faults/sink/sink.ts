import { join } from 'node:path';
import { freePorts } from '../../harness/ports.js';
import { ROOT, ServiceProcess } from '../../harness/service-process.js';
import { logFile, newName } from '../../harness/stack.js';
import { GrowingFile } from './growing-file.js';
import { WELL, type Behaviour, type Kept, type Script } from './script.js';

export interface Sink {
  /** Origin of each destination. */
  readonly urls: readonly string[];
  /** From the next request on; `dedupe`: default true. */
  set(destination: number, script: Script, options?: { readonly dedupe?: boolean }): Promise<void>;
  /** Back to answering 200. */
  heal(destination: number): Promise<void>;
  /** All requests so far, in the order in which they came. */
  kept(): readonly Kept[];
  close(): Promise<void>;
}

/** Starts so many targets on the loopback. */
export async function startSink(destinations: number): Promise<Sink> {
  const [control = 0, ...ports] = await freePorts(destinations + 1);
  const name = newName('sink');
  const kept = logFile(name, 'kept');
  const service = new ServiceProcess({
    name: 'sink',
    app: 'sink',
    main: join(ROOT, 'apps', 'e2e', 'dist', 'faults', 'sink', 'main.js'),
    env: { SINK_PORTS: ports.join(','), SINK_CONTROL: String(control), SINK_LOG: kept },
    readyUrl: `http://127.0.0.1:${control}/`,
    logFile: logFile(name, 'sink'),
  });
  service.start();
  await service.ready();
  const lines = new GrowingFile<Kept>(kept);
  const put = async (destination: number, behaviour: Behaviour) => {
    const body = JSON.stringify(behaviour);
    const answer = await fetch(`http://127.0.0.1:${control}/${destination}`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`the sink answered ${answer.status}`);
  };
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    set: (destination, script, { dedupe = true } = {}) => put(destination, { script, dedupe }),
    heal: (destination) => put(destination, WELL),
    kept: () => lines.read(),
    async close() {
      await service.stop('SIGKILL');
    },
  };
}
