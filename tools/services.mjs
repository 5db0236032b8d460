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
    const results = await Promise.allSettled(started.splice(0).map(({ stop }) => stop()));
    for (const { reason } of results) if (reason) say(`not stopped: ${reason.message}`);
  };
  // Both to their end: what comes up late must be stopped too.
  const results = await Promise.allSettled([kafka(started), postgres(started)]);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { env: Object.assign({}, ...results.map(({ value }) => value)), stop };
}

async function kafka(started) {
  const given = process.env.KAFKA_BROKERS;
  if (given) return chosen('Kafka', `KAFKA_BROKERS, ${given}`, { KAFKA_BROKERS: given });
  const { startKafkaContainer } = await import('./services/containers.mjs');
  const container = await startKafkaContainer().catch((error) => say(`Kafka: no container, ${error.message}`));
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
  const container = await startPostgresContainer().catch((error) => say(`Postgres: no container, ${error.message}`));
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

const say = (text) => console.log(text.replaceAll(/^/gm, '   '));

function chosen(name, what, env) {
  say(`${name}: ${what}`);
  return env;
}

function withoutPassword(text) {
  const url = new URL(text);
  return `${url.hostname}:${url.port || 5432}${url.pathname}`;
}
