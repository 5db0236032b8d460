import { testDatabase, kafkaBrokers } from '@hookswitch/testing';
import { freePorts } from '../../harness/ports.js';
import type { Ground, ServiceId } from '../../harness/stack.js';
import { missingForCluster, startCluster, type Cluster, type Listener } from './cluster.js';
import { startDatabase, type Database, type DatabaseWanted } from './database.js';
import { openLink, together, type Link, type OpenLink } from './link.js';
import { missingForTmpfs, mountTmpfs, type Disk } from './tmpfs.js';

type Target = 'kafka' | 'postgres';

/** What of the ground an experiment wants to break; the rest is that of the run. */
export interface GroundWanted {
  /** A Kafka of its own. */
  readonly brokers?: 1 | 3;
  /** A Postgres of its own. */
  readonly database?: true | Pick<DatabaseWanted, 'maxConnections'>;
  /** Services whose way to it can be disturbed; for Kafka, that is one of its own. */
  readonly links?: Readonly<Partial<Record<Target, readonly ServiceId[]>>>;
  /** Data of Kafka, or of Postgres, lies on a disk of so many megabytes. */
  readonly disks?: Readonly<Partial<Record<Target, number>>>;
}

/** Ways of services to what they use. */
export interface Links {
  /** Throws when the experiment has not asked for it. */
  to(id: ServiceId, what: Target): Link;
}

export interface OwnGround {
  readonly ground: Ground;
  readonly links: Links;
  readonly cluster?: Cluster;
  readonly database?: Database;
  readonly disks: Readonly<Partial<Record<Target, Disk>>>;
  close(): Promise<void>;
}

/** Why this machine cannot provide it, in one line. */
export function missingForGround({ brokers, links, disks }: GroundWanted): string | undefined {
  const needsKafka = brokers !== undefined || links?.kafka !== undefined || disks?.kafka !== undefined;
  return (needsKafka ? missingForCluster() : undefined) ?? (disks ? missingForTmpfs() : undefined);
}

export async function startGround(wanted: GroundWanted): Promise<OwnGround> {
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    return { ...(await build(wanted, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(wanted: GroundWanted, closing: (() => unknown)[]): Promise<Omit<OwnGround, 'close'>> {
  const disks = Object.fromEntries(
    Object.entries(wanted.disks ?? {}).map(([what, megabytes]) => {
      const disk = mountTmpfs(megabytes);
      closing.push(() => disk.close());
      return [what, disk];
    }),
  ) as OwnGround['disks'];
  const kafka = await kafkaOf(wanted, disks.kafka, closing);
  const postgres = await postgresOf(wanted, disks.postgres, closing);
  const links = new Map([...kafka.links, ...postgres.links]);
  return {
    ground: {
      brokers: kafka.brokers,
      databaseUrl: postgres.url,
      brokersOf: (id) => kafka.doors.get(id) ?? kafka.brokers,
      databaseUrlOf: (id) => postgres.urls.get(id) ?? postgres.url,
    },
    links: {
      to(id, what) {
        const link = links.get(`${id} ${what}`);
        if (!link) throw new Error(`the lab of this experiment has no link of ${id} to ${what}`);
        return link;
      },
    },
    disks,
    ...(kafka.cluster && { cluster: kafka.cluster }),
    ...(postgres.database && { database: postgres.database }),
  };
}

type Named = readonly [name: string, link: Link];

async function kafkaOf({ brokers, links, disks }: GroundWanted, disk: Disk | undefined, closing: (() => unknown)[]) {
  const ids = links?.kafka ?? [];
  const named: Named[] = [];
  const doors = new Map<ServiceId, readonly string[]>();
  if (brokers === undefined && ids.length === 0 && disks?.kafka === undefined)
    return { brokers: kafkaBrokers(), doors, links: named };
  const count = brokers ?? 1;
  const listeners: Listener[] = [];
  for (const id of ids) {
    const [ports, advertised] = [await freePorts(count), await freePorts(count)];
    const open = await Promise.all(ports.map((port, index) => linkTo(port, advertised[index] ?? 0, closing)));
    named.push([`${id} kafka`, together(open)]);
    listeners.push({ name: `LINK${listeners.length}`, ports, advertised });
    doors.set(
      id,
      advertised.map((port) => `127.0.0.1:${port}`),
    );
  }
  const cluster = await startCluster({ brokers: count, listeners, ...(disk && { folder: disk.folder }) });
  closing.push(() => cluster.close());
  return { brokers: cluster.brokers, doors, links: named, cluster };
}

async function postgresOf(
  { database: own, links, disks }: GroundWanted,
  disk: Disk | undefined,
  closing: (() => unknown)[],
) {
  const named: Named[] = [];
  const urls = new Map<ServiceId, string>();
  const isOwn = own !== undefined || disks?.postgres !== undefined;
  const options = typeof own === 'object' ? own : {};
  const database = isOwn ? await startDatabase({ ...options, ...(disk && { folder: disk.folder }) }) : undefined;
  if (database) closing.push(() => database.close());
  const shared = database ? undefined : await testDatabase();
  if (shared) closing.push(() => shared.drop());
  const url = database?.url ?? shared?.url ?? '';
  for (const id of links?.postgres ?? []) {
    const way = new URL(url);
    const [port = 0] = await freePorts(1);
    named.push([`${id} postgres`, await linkTo(Number(way.port || 5432), port, closing)]);
    [way.hostname, way.port] = ['127.0.0.1', String(port)];
    urls.set(id, way.href);
  }
  return { url, urls, links: named, ...(database && { database }) };
}

async function linkTo(target: number, port: number, closing: (() => unknown)[]): Promise<OpenLink> {
  const link = await openLink(port, target);
  closing.push(() => link.close());
  return link;
}
