import { event as randomEvent } from '../../tools/rules-workload/event.mjs';
import { random } from '../../tools/rules-workload/random.mjs';
import { internalNumber } from '../../tools/rules-workload/vocabulary.mjs';

const SEED = 20_260_101;
const SHORT_SECONDS = 60;
/** Per telephone line one workflow for short incoming calls and one for long calls: about one fires per `call.ended`. */
const SHAPES = [
  {
    name: 'short',
    conditions: [
      { field: 'event.properties.direction', operator: 'equals', value: 'incoming' },
      { field: 'event.properties.talking_time', operator: 'less_than', value: SHORT_SECONDS },
    ],
    fires: ({ direction, talking_time }) => direction === 'incoming' && talking_time < SHORT_SECONDS,
  },
  {
    name: 'long',
    conditions: [{ field: 'event.properties.talking_time', operator: 'greater_or_equal', value: SHORT_SECONDS }],
    fires: ({ talking_time }) => talking_time >= SHORT_SECONDS,
  },
];

/** Workflow documents of one tenant, two for each of its lines. `endpointOf(index)`: whom the n-th calls. */
export const documents = (count, endpointOf) =>
  Array.from({ length: count }, (_, index) => {
    const { name, conditions } = SHAPES[index % SHAPES.length];
    const line = Math.floor(index / SHAPES.length);
    const own = { field: 'event.properties.internal_number', operator: 'equals', value: internalNumber(line) };
    return {
      apiVersion: 'hookswitch.io/v1',
      kind: 'Workflow',
      metadata: { name: `${name}-calls-of-line-${line}` },
      spec: {
        enabled: true,
        trigger: { events: ['call.ended'] },
        conditions: { all: [own, ...conditions] },
        steps: [{ id: 'crm', action: 'http', params: request(endpointOf(index)) }],
      },
    };
  });

const request = (endpoint) => ({
  endpoint: `${endpoint}/calls/{{event.properties.call_uuid}}`,
  method: 'POST',
  values: [
    { key: 'event', value: '{{event.id}}', format: 'string' },
    { key: 'contact', value: '{{event.properties.contacts[0].name}}', format: 'string' },
    { key: 'number', value: '{{event.properties.external_number}}', format: 'string' },
    { key: 'talkingTime', value: '{{event.properties.talking_time}}', format: 'number' },
    { key: 'agent', value: '{{event.properties.agent.email}}', format: 'string' },
  ],
});

/**
 * Calls that ended, on the lines of these tenants, each with how many workflows it fires: counted here, so that what the system does can be
 * checked against it. `workflows`: of each tenant.
 */
export function endedCalls(count, { tenants, workflows }) {
  const r = random(SEED);
  const lines = workflows / SHAPES.length;
  return Array.from({ length: count }, (_, index) => {
    const { id, source, subject, time, data } = randomEvent(r, index);
    const tags = data.tags.map((name, nth) => ({ id: nth, name }));
    const own = { ...data, tags, internal_number: internalNumber(r.int(lines)) };
    const tenant = tenants[r.int(tenants.length)];
    const fires = SHAPES.filter((shape) => shape.fires(own)).length;
    return { fires, event: { tenant, id, source, type: 'call.ended', subject, time, data: own } };
  });
}
