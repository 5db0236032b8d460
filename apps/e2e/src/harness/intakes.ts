import { binaryHeaders, grpcEvent, type Event } from './events.js';
import { GrpcClient } from './grpc-client.js';
import type { World } from './scenario.js';

/** One way in which a producer can hand an event over. */
export interface Intake {
  readonly name: string;
  send(world: World, event: Event): Promise<unknown>;
}

const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const STRUCTURED = { 'content-type': 'application/cloudevents+json' };

export const REST: readonly Intake[] = [
  {
    name: 'structured',
    send: ({ tenant }, event) => tenant.api.must('POST', '/v1/events', event, STRUCTURED),
  },
  {
    name: 'binary',
    send: ({ tenant }, event) => tenant.api.must('POST', '/v1/events', event.data, binaryHeaders(event, 'ce-')),
  },
  {
    name: 'batch',
    send: ({ tenant }, event) => tenant.api.must('POST', '/v1/events', [event], BATCH),
  },
];

export const GRPC: readonly Intake[] = [
  { name: 'publish', send: (world, event) => withGrpc(world, (client) => client.publish(grpcEvent(event))) },
  {
    name: 'publish-batch',
    send: (world, event) => withGrpc(world, (client) => client.publishBatch([grpcEvent(event)])),
  },
  {
    name: 'publish-stream',
    send: (world, event) => withGrpc(world, (client) => client.publishStream([grpcEvent(event)])),
  },
];

export const KAFKA: readonly Intake[] = [
  {
    name: 'binary-snappy',
    send: (world, event) =>
      kcatOf(world).produce('events', {
        value: JSON.stringify(event.data),
        key: `${world.tenant.id}|${event.subject ?? ''}`,
        headers: binaryHeaders({ ...event, tenantid: world.tenant.id }, 'ce_'),
        compression: 'snappy',
      }),
  },
  {
    name: 'structured',
    send: (world, event) =>
      kcatOf(world).produce('events', {
        value: JSON.stringify({ ...event, tenantid: world.tenant.id }),
        headers: STRUCTURED,
      }),
  },
  {
    name: 'no-headers',
    send: (world, event) =>
      kcatOf(world).produce('events', { value: JSON.stringify({ ...event, tenantid: world.tenant.id }) }),
  },
];

export async function withGrpc<T>({ stack, tenant }: World, use: (client: GrpcClient) => Promise<T>): Promise<T> {
  const client = new GrpcClient(stack.grpc, tenant.key);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

export function kcatOf({ stack }: World) {
  if (!stack.kafka) throw new Error('this stack has no Kafka');
  return stack.kafka;
}

export const publish = ({ tenant }: World, event: Event): Promise<unknown> =>
  tenant.api.must('POST', '/v1/events', event);
