import { startCluster } from './cluster.mjs';

export { missingForKafka } from './jars.mjs';

/** One real broker as a child process, on free ports of 127.0.0.1, with data that is gone when it stops. */
export async function startLocalKafka(say) {
  const { brokers, close } = await startCluster({ say });
  return { brokers: brokers.join(','), stop: close };
}
