import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../harness/service-process.js';

export interface ClusterWanted {
  readonly brokers: 1 | 3;
  /** Further doors of every broker, behind which clients are told to use `advertised`; ports one a broker. */
  readonly listeners?: readonly Listener[];
  /** Data goes below that folder; default: the system's for what is temporary. */
  readonly folder?: string;
}

export interface Listener {
  readonly name: string;
  readonly ports: readonly number[];
  readonly advertised: readonly number[];
}

/** A Kafka of the experiment's own. Three brokers keep three copies, of which two must be in sync. */
export interface Cluster {
  readonly brokers: readonly string[];
  readonly nodes: readonly Node[];
  close(): Promise<void>;
}

export interface Node {
  readonly isRunning: boolean;
  /** In good order: its partitions go to others first. */
  stop(): Promise<void>;
  /** As when a machine dies. */
  kill(): Promise<void>;
  /** Connections stay, and nothing is said on them. */
  pause(): void;
  resume(): void;
  /** On the same data and ports; resolves when it serves requests. */
  start(): Promise<void>;
}

/** tools/kafka, which tools without types use, too. */
interface Tools {
  readonly startCluster: (wanted: ClusterWanted) => Promise<{
    readonly brokers: readonly string[];
    readonly broker: (node: number) => Broker;
    readonly close: () => Promise<void>;
  }>;
}

interface Jars {
  readonly missingForKafka: () => string | undefined;
}

interface Broker {
  readonly isRunning: boolean;
  start(): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

const tool = (name: string): Promise<unknown> => import(pathToFileURL(join(ROOT, 'tools', 'kafka', name)).href);

const jars = (await tool('jars.mjs')) as Jars;

/** Why this machine cannot run one, in one line. */
export const missingForCluster = (): string | undefined => jars.missingForKafka();

export async function startCluster(wanted: ClusterWanted): Promise<Cluster> {
  const { startCluster: start } = (await tool('cluster.mjs')) as Tools;
  const { brokers, broker, close } = await start(wanted);
  return { brokers, nodes: brokers.map((_, index) => nodeOf(broker(index + 1))), close };
}

const nodeOf = (broker: Broker): Node => ({
  get isRunning() {
    return broker.isRunning;
  },
  stop: () => broker.stop('SIGTERM'),
  kill: () => broker.stop('SIGKILL'),
  pause: () => broker.signal('SIGSTOP'),
  resume: () => broker.signal('SIGCONT'),
  start: () => broker.start(),
});
