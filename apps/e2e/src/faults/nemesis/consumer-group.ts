import { once } from 'node:events';
import { connect } from 'node:net';

/** What an operator does to a consumer group that has no members, in Kafka's own words: no client library is in between that may know better. */
export interface ConsumerGroup {
  /** The coordinator, or the only broker: `host:port`. */
  readonly broker: string;
  readonly group: string;
}

const OFFSET_COMMIT = { key: 8, version: 2 };
const DELETE_GROUPS = { key: 42, version: 0 };
/** Not as a member of the group. */
const [NO_GENERATION, NOBODY] = [-1, ''];
const KEPT_AS_LONG_AS_USUAL = -1n;
const CORRELATION = 1;

/** Everything of the topic is to be read again. */
export async function resetToEarliest(
  { broker, group }: ConsumerGroup,
  topic: string,
  partitions: number,
): Promise<void> {
  const offsets = Array.from({ length: partitions }, (_, partition) => [int32(partition), int64(0n), text('')]).flat();
  const body = [text(group), int32(NO_GENERATION), text(NOBODY), int64(KEPT_AS_LONG_AS_USUAL)];
  const topics = [int32(1), text(topic), int32(partitions), ...offsets];
  const answer = await ask(broker, OFFSET_COMMIT, [...body, ...topics]);
  const from = 4 + 2 + Buffer.byteLength(topic) + 4;
  const errors = Array.from({ length: partitions }, (_, nth) => answer.readInt16BE(from + 6 * nth + 4));
  refuse(`resetting ${group}`, errors);
}

/** Nobody knows any more how far the group had read. */
export async function deleteGroup({ broker, group }: ConsumerGroup): Promise<void> {
  const answer = await ask(broker, DELETE_GROUPS, [int32(1), text(group)]);
  refuse(`deleting ${group}`, [answer.readInt16BE(answer.length - 2)]);
}

function refuse(what: string, errors: readonly number[]): void {
  const bad = errors.filter((code) => code !== 0);
  if (bad.length > 0) throw new Error(`${what}: Kafka answered with error ${bad.join(', ')}`);
}

/** The body of the answer. */
async function ask(
  broker: string,
  { key, version }: { readonly key: number; readonly version: number },
  body: readonly Buffer[],
): Promise<Buffer> {
  const [host = '', port = ''] = broker.split(':');
  const socket = connect({ host, port: Number(port) });
  try {
    await once(socket, 'connect');
    const request = Buffer.concat([int16(key), int16(version), int32(CORRELATION), text('faults'), ...body]);
    socket.write(Buffer.concat([int32(request.length), request]));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) {
      chunks.push(chunk as Buffer);
      const all = Buffer.concat(chunks);
      if (all.length >= 4 && all.length >= 4 + all.readInt32BE(0)) return all.subarray(8);
    }
    throw new Error(`${broker} closed the connection`);
  } finally {
    socket.destroy();
  }
}

const text = (value: string): Buffer => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
