// Saves a workflow, tells of a call over REST, gRPC and Kafka, and waits until the workflow has run for each event.
import { randomBytes } from 'node:crypto';
import { callEvent, type Publish } from './event.ts';
import { GrpcPublisher } from './grpc-publisher.ts';
import { produce } from './produce.ts';
import { RestApi } from './rest-api.ts';

const {
  HOOKSWITCH_API_KEY: key = '',
  HOOKSWITCH_URL: url = 'http://127.0.0.1:8080',
  GRPC_ADDRESS: address = '127.0.0.1:9090',
  KAFKA_BROKERS: brokers,
  EVENTS_TOPIC: topic = 'hookswitch.events.v1',
  TENANT: tenant = 'default',
  TARGET: target = 'http://127.0.0.1:8090/_sim/health',
} = process.env;

const random = (): string => randomBytes(4).toString('hex');
const source = `/examples/typescript/${random()}`;
const call = `call-${random()}`;

/** Asks the target about the caller; for events of this program alone. */
const document = {
  apiVersion: 'hookswitch.io/v1',
  kind: 'Workflow',
  metadata: { name: `example${source.replaceAll('/', '-')}` },
  spec: {
    enabled: true,
    trigger: { events: ['call.started', 'call.answered', 'call.ended'] },
    conditions: { field: 'event.source', operator: 'equals', value: source },
    steps: [
      {
        id: 'ask',
        action: 'http',
        params: {
          endpoint: target,
          method: 'GET',
          values: [{ key: 'phone', value: '{{event.properties.external_number}}', format: 'string' }],
        },
      },
    ],
  },
};

const api = new RestApi(url, key);
const grpc = new GrpcPublisher(address, key);
const workflow = await api.saveWorkflow(document);

async function tell(way: string, action: string, publish: Publish): Promise<void> {
  const event = callEvent(source, call, action);
  await publish(event);
  const status = await api.endOfRun(workflow.id, event.id);
  console.log(way, event.id, status);
  if (status !== 'succeeded') process.exitCode = 1;
}

try {
  await tell('rest', 'started', (event) => api.publish(event));
  await tell('grpc', 'answered', (event) => grpc.publish(event));
  if (brokers) await tell('kafka', 'ended', (event) => produce({ brokers: brokers.split(','), topic, tenant }, event));
} finally {
  await api.deleteWorkflow(workflow.id);
  grpc.close();
}
