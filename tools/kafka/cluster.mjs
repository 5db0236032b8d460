import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Broker } from './broker.mjs';
import { ensureJars } from './jars.mjs';
import { freePorts } from './ports.mjs';

const TRIES = 3;

/**
 * One or three real brokers (each a controller, too) as child processes on 127.0.0.1. Three keep three copies of everything, of which two must
 * be in sync. `listeners`: further doors, of which each broker has one: { name, ports, advertised }, the last two with a port for each
 * broker, as clients that came through that door are told to use `advertised`. `folder`: where data goes; it is gone afterwards.
 */
export async function startCluster({ brokers = 1, listeners = [], folder = tmpdir(), say = () => undefined } = {}) {
  const jars = await ensureJars(say);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(jars, { brokers, listeners, folder });
    } catch (error) {
      // Somebody else may have taken a port between our look and the broker's.
      if (attempt === TRIES) throw error;
    }
  }
}

async function startOnce(jars, { brokers: count, listeners, folder }) {
  const data = mkdtempSync(join(folder, 'hookswitch-kafka-'));
  const nodes = Array.from({ length: count }, (_, index) => index + 1);
  const [ports, controllers] = [await freePorts(count), await freePorts(count)];
  const own = { name: 'PLAINTEXT', ports, advertised: ports };
  const voters = nodes.map((node, index) => `${node}@127.0.0.1:${controllers[index]}`).join(',');
  const brokers = nodes.map((node, index) => {
    const doors = doorsOf([own, ...listeners], index, controllers[index]);
    const copies = { REPLICAS: count, MIN_ISR: count > 1 ? 2 : 1 };
    return new Broker({
      jars,
      node,
      folder: join(data, `broker-${node}`),
      filled: { VOTERS: voters, ...doors, ...copies },
    });
  });
  const onExit = () => {
    for (const broker of brokers) broker.killNow();
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once('exit', onExit);
  const close = async () => {
    process.off('exit', onExit);
    await Promise.all(brokers.map((broker) => broker.stop('SIGKILL')));
    onExit();
  };
  try {
    await Promise.all(brokers.map((broker) => broker.start()));
  } catch (error) {
    await close();
    throw error;
  }
  return { brokers: ports.map((port) => `127.0.0.1:${port}`), broker: (node) => brokers[node - 1], close };
}

function doorsOf(listeners, index, controller) {
  const address = (name, port) => `${name}://127.0.0.1:${port}`;
  const own = [...listeners.map(({ name, ports }) => address(name, ports[index])), address('CONTROLLER', controller)];
  return {
    LISTENERS: own.join(','),
    ADVERTISED: listeners.map(({ name, advertised }) => address(name, advertised[index])).join(','),
    PROTOCOLS: [...listeners.map(({ name }) => name), 'CONTROLLER'].map((name) => `${name}:PLAINTEXT`).join(','),
  };
}
