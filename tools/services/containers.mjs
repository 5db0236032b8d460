import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { removeContainer } from './remove-container.mjs';

const KAFKA = 'apache/kafka:4.3.1';
const POSTGRES = 'postgres:18';
const LAST_LINES = 10;
const script = (name) => join(import.meta.dirname, name);
// Whatever is started here is removed here; the reaper is one more image that may not be there.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';

/** Rejects with the reason where there is no container runtime, no image and no way to get it, or the container does not come up. */
export async function startKafkaContainer() {
  // The broker must know the port that it is reached at, which exists only once the container runs: it waits for its start script.
  const container = new Kafka(KAFKA)
    .withExposedPorts(9092)
    .withEntrypoint([
      'sh',
      '-c',
      'echo waiting; while [ ! -s /tmp/start.sh ]; do sleep 0.1; done; exec sh /tmp/start.sh',
    ])
    .withEnvironment(KAFKA_SETTINGS)
    .withWaitStrategy(Wait.forLogMessage('waiting'));
  const { host, port, stop } = await start(container, KAFKA, 9092);
  return { brokers: `${host}:${port}`, stop };
}

/** Rejects as the other does. */
export async function startPostgresContainer() {
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];
  const container = new OwnContainer(POSTGRES)
    .withExposedPorts(5432)
    .withEnvironment({ POSTGRES_PASSWORD: 'test' })
    .withCommand(['postgres', ...fast.flatMap((setting) => ['-c', setting])])
    // Once for the initial set-up, once for good.
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2));
  const { host, port, stop } = await start(container, POSTGRES, 5432);
  return { url: `postgres://postgres:test@${host}:${port}/postgres`, stop };
}

const KAFKA_SETTINGS = {
  KAFKA_HEAP_OPTS: '-Xmx512m',
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9094',
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
  KAFKA_LISTENERS: 'OUTSIDE://:9092,INSIDE://:9093,CONTROLLER://:9094',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_LOG_CLEANER_BACKOFF_MS: '500',
};

/** Goes when this process ends, whatever state it is in by then. */
class OwnContainer extends GenericContainer {
  containerCreated(id) {
    const onExit = () =>
      spawnSync(process.execPath, [script('remove-container.mjs'), id], { detached: true, timeout: 15_000 });
    process.once('exit', onExit);
    this.remove = async () => {
      await removeContainer(id);
      process.off('exit', onExit);
    };
  }
}

class Kafka extends OwnContainer {
  async containerStarted(container) {
    const address = `OUTSIDE://${container.getHost()}:${container.getMappedPort(9092)},INSIDE://localhost:9093`;
    const content = `export KAFKA_ADVERTISED_LISTENERS='${address}'\nexec /etc/kafka/docker/run\n`;
    await container.copyContentToContainer([{ content, target: '/tmp/start.sh' }]);
    const client = await getContainerRuntimeClient();
    await Wait.forLogMessage('Kafka Server started').waitUntilReady(client.container.getById(container.getId()));
  }
}

async function start(container, image, port) {
  await ensureImage(image);
  const last = [];
  const note = (line) => last.push(line) > LAST_LINES && last.shift();
  try {
    const running = await container
      .withLogConsumer((stream) => createInterface({ input: stream }).on('line', note))
      .start();
    return { host: running.getHost(), port: running.getMappedPort(port), stop: () => container.remove() };
  } catch (error) {
    await container.remove?.().catch(() => undefined);
    throw new Error([`${image} did not start: ${error.message}`, ...last].join('\n'), { cause: error });
  }
}

async function ensureImage(image) {
  try {
    await promisify(execFile)(process.execPath, [script('ensure-image.mjs'), image]);
  } catch (error) {
    throw new Error(error.stderr.trim() || error.message, { cause: error });
  }
}
