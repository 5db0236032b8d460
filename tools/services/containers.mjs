import { GenericContainer, getContainerRuntimeClient, ImageName, Wait } from 'testcontainers';

const KAFKA = 'apache/kafka:4.3.1';
const POSTGRES = 'postgres:18';
const LOOK_MS = 5_000;
/** A registry that does not answer must not hold up the tests. */
const PULL_MS = 30_000;
// Whatever is started here is stopped here; the reaper is one more image that may not be there.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';

/** Undefined where there is no container runtime, or no image and no way to get it. */
export async function startKafkaContainer() {
  if (!(await hasImage(KAFKA))) return undefined;
  // The broker must know the port that it is reached at, which exists only once the container runs: it waits for its start script.
  const container = await new Kafka(KAFKA)
    .withExposedPorts(9092)
    .withEntrypoint([
      'sh',
      '-c',
      'echo waiting; while [ ! -f /tmp/start.sh ]; do sleep 0.1; done; exec sh /tmp/start.sh',
    ])
    .withEnvironment(KAFKA_SETTINGS)
    .withWaitStrategy(Wait.forLogMessage('waiting'))
    .start();
  return { brokers: `${container.getHost()}:${container.getMappedPort(9092)}`, stop: () => container.stop() };
}

export async function startPostgresContainer() {
  if (!(await hasImage(POSTGRES))) return undefined;
  const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];
  const container = await new GenericContainer(POSTGRES)
    .withExposedPorts(5432)
    .withEnvironment({ POSTGRES_PASSWORD: 'test' })
    .withCommand(['postgres', ...fast.flatMap((setting) => ['-c', setting])])
    // Once for the initial set-up, once for good.
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2))
    .start();
  const url = `postgres://postgres:test@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  return { url, stop: () => container.stop() };
}

const KAFKA_SETTINGS = {
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

class Kafka extends GenericContainer {
  async containerStarted(container) {
    const address = `OUTSIDE://${container.getHost()}:${container.getMappedPort(9092)},INSIDE://localhost:9093`;
    const content = `export KAFKA_ADVERTISED_LISTENERS='${address}'\nexec /etc/kafka/docker/run\n`;
    await container.copyContentToContainer([{ content, target: '/tmp/start.sh' }]);
    const logs = await container.logs();
    await new Promise((resolve, reject) => {
      logs.on('data', (line) => String(line).includes('Kafka Server started') && resolve());
      logs.on('end', () => reject(new Error('the Kafka container ended')));
    });
    logs.destroy();
  }
}

async function hasImage(name) {
  try {
    const { image } = await within(LOOK_MS, getContainerRuntimeClient());
    const wanted = ImageName.fromString(name);
    if (await within(LOOK_MS, image.exists(wanted))) return true;
    await within(PULL_MS, image.pull(wanted));
    return true;
  } catch {
    return false;
  }
}

function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, ms, new Error('too slow'))));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
