import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingForKafka, startLocalKafka } from './kafka/local-kafka.mjs';
import { root } from './node-version.mjs';

/**
 * A real Kafka and a real Postgres for tests: those that KAFKA_BROKERS and DATABASE_URL name, else containers, else a broker from Maven's jars
 * and the Postgres from npm. Resolves to the environment that names them, and stops what it started.
 */
export async function startServices() {
  const started = [];
  const stop = async () => {
    for (const { stop } of started.splice(0)) await stop();
  };
  try {
    const found = await Promise.all([kafka(started), postgres(started)]);
    return { env: Object.assign({}, ...found), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function kafka(started) {
  const given = process.env.KAFKA_BROKERS;
  if (given) return chosen('Kafka', `KAFKA_BROKERS, ${given}`, { KAFKA_BROKERS: given });
  const { startKafkaContainer } = await import('./services/containers.mjs');
  const container = await startKafkaContainer();
  if (container) {
    started.push(container);
    return chosen('Kafka', `a container, ${container.brokers}`, { KAFKA_BROKERS: container.brokers });
  }
  const missing = missingForKafka();
  if (missing) throw new Error(`No Kafka: KAFKA_BROKERS is not set and no container can be started. ${missing}`);
  const local = await startLocalKafka((line) => say(`Kafka: ${line}`));
  started.push(local);
  return chosen('Kafka', `a local broker, ${local.brokers}`, { KAFKA_BROKERS: local.brokers });
}

async function postgres(started) {
  const given = process.env.DATABASE_URL;
  if (given) return chosen('Postgres', `DATABASE_URL, ${withoutPassword(given)}`, { DATABASE_URL: given });
  const { startPostgresContainer } = await import('./services/containers.mjs');
  const container = await startPostgresContainer();
  if (container) {
    started.push(container);
    return chosen('Postgres', `a container, ${withoutPassword(container.url)}`, { DATABASE_URL: container.url });
  }
  const server = await embedded();
  started.push(server);
  return chosen('Postgres', `the one from npm, ${withoutPassword(server.url)}`, { DATABASE_URL: server.url });
}

async function embedded() {
  const { startEmbeddedPostgres } = await import(join(root, 'libs/persistence/dist/embedded-postgres.js'));
  const dataDir = mkdtempSync(join(tmpdir(), 'hookswitch-postgres-'));
  chmodSync(dataDir, 0o700);
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.once('exit', remove);
  const { url, stop } = await startEmbeddedPostgres({ dataDir, durable: false });
  return {
    url,
    stop: async () => {
      await stop();
      process.off('exit', remove);
      remove();
    },
  };
}

const say = (line) => console.log(`   ${line}`);

function chosen(name, what, env) {
  say(`${name}: ${what}`);
  return env;
}

function withoutPassword(text) {
  const url = new URL(text);
  return `${url.hostname}:${url.port || 5432}${url.pathname}`;
}
