import { aWorkflow } from '../gateway.spec-helper.js';
import type { Names } from './belongings.spec-helper.js';

/** How an operation can be asked for something by name, beside its path. */
interface Ask {
  readonly queries?: (names: Names) => readonly string[];
  readonly bodies?: (names: Names) => readonly unknown[];
}

const event = (more: object) => ({
  specversion: '1.0',
  ...{ id: 'e', source: '/pbx', type: 'call.ended', subject: 's', data: { call_uuid: 'c', direction: 'incoming' } },
  ...more,
});
/** Names a connection, a secret and an event type. */
const naming = ({ connectionName, secret, eventType }: Names) =>
  aWorkflow('names-others', {
    trigger: { events: [eventType] },
    steps: [
      { id: 'tell', action: 'slack', connection: connectionName, params: { channel: 'C1', text: 'hi' } },
      {
        id: 'crm',
        action: 'http',
        params: {
          endpoint: 'https://crm.example.com',
          method: 'POST',
          headers: [{ key: 'X-A', value: `{{secrets.${secret}}}` }],
        },
      },
    ],
  });
const documents: Ask = {
  bodies: (names) => [naming(names), { ...naming(names), metadata: { name: names.workflowName } }],
};
const none: Ask = {};

/** Every operation of the API. What makes something new is given nothing but what may be refused. */
export const REST_ASKS: Readonly<Record<string, Ask>> = {
  'GET /v1/account': none,
  'GET /v1/api-keys': none,
  'POST /v1/api-keys': { bodies: ({ tenant }) => [{ name: 'x', role: 'viewer', tenant }] },
  'GET /v1/api-keys/{id}': none,
  'DELETE /v1/api-keys/{id}': none,
  'GET /v1/audit': { queries: () => ['', 'action=key.created', 'action=workflow.created'] },
  'GET /v1/connections': { queries: () => ['', 'connector=slack'] },
  'POST /v1/connections': { bodies: ({ connectionName: name }) => [{ name, connector: 'nothing' }] },
  'GET /v1/connections/{id}': none,
  'PUT /v1/connections/{id}': { bodies: () => [{}] },
  'DELETE /v1/connections/{id}': { queries: () => ['', 'force=true'] },
  'POST /v1/connections/{id}:test': none,
  'GET /v1/connectors': none,
  'GET /v1/connectors/{type}': none,
  'GET /v1/dead-letters': {
    queries: (names) => [
      ...['', 'kind=command', 'reason=not_json', 'stage=decode', 'state=all', 'connector=http'],
      ...[`workflow=${names.workflow}`, `run=${names.run}`, `subject=${names.subject}`],
    ],
  },
  'GET /v1/dead-letters/{id}': none,
  'POST /v1/dead-letters/{id}:discard': { bodies: () => [{ reason: 'Taken over.' }] },
  'POST /v1/dead-letters/{id}:redrive': none,
  'POST /v1/dead-letters:redrive': { bodies: ({ workflow }) => [{ workflow, perSecond: 0 }] },
  'GET /v1/event-types': none,
  'POST /v1/event-types': {
    bodies: ({ eventType: name }) => [{ name, description: 'x', dataSchema: { type: 'array' } }],
  },
  'GET /v1/event-types/{name}': none,
  'DELETE /v1/event-types/{name}': none,
  'POST /v1/events': {
    bodies: ({ tenant, eventType }) => [event({ type: eventType }), event({ tenantid: tenant })],
  },
  'GET /v1/events': {
    queries: ({ eventType, subject }) => ['', `type=${eventType}`, `subject=${subject}`, 'type=call.ended'],
  },
  'GET /v1/events/{id}': { queries: () => ['', 'source=%2Fpbx'] },
  'POST /v1/events/{id}:replay': {
    bodies: ({ workflow }) => [{}, { source: '/pbx' }, { workflows: [workflow] }],
  },
  'GET /v1/explain': { queries: (names) => [`event=${names.event}`, `event=${names.event}&source=%2Fpbx`] },
  'POST /v1/receipts/{provider}/{connection}': none,
  'GET /v1/receipts/{provider}/{connection}': none,
  'GET /v1/redrives': none,
  'GET /v1/redrives/{id}': none,
  'POST /v1/redrives/{id}:stop': none,
  'GET /v1/runs': {
    queries: (names) => [
      ...['', 'status=dead', `workflow=${names.workflow}`, `subject=${names.subject}`, `event=${names.event}`],
    ],
  },
  'GET /v1/runs/{id}': none,
  'POST /v1/runs/{id}:cancel': none,
  'GET /v1/secrets': none,
  'POST /v1/secrets': { bodies: ({ secret: name }) => [{ name, value: 'x-value-1234', connectors: ['nothing'] }] },
  'GET /v1/secrets/{name}': none,
  'PUT /v1/secrets/{name}': { bodies: () => [{ value: 'x-value-1234' }] },
  'DELETE /v1/secrets/{name}': { queries: () => ['', 'force=true'] },
  'GET /v1/tenant': none,
  'PATCH /v1/tenant': { bodies: () => [{}] },
  'GET /v1/tenants': none,
  'POST /v1/tenants': { bodies: ({ tenant: id }) => [{ id }] },
  'GET /v1/tenants/{id}': none,
  'PATCH /v1/tenants/{id}': { bodies: () => [{ title: 'Taken over' }] },
  'POST /v1/tenants/{id}:resume': none,
  'POST /v1/tenants/{id}:suspend': { bodies: () => [{ reason: 'Because.' }] },
  'GET /v1/workflows': { queries: ({ workflowName }) => ['', `name=${workflowName}`, 'enabled=true'] },
  'POST /v1/workflows': documents,
  'GET /v1/workflows/{id}': none,
  'PUT /v1/workflows/{id}': documents,
  'DELETE /v1/workflows/{id}': none,
  'GET /v1/workflows/{id}/versions': none,
  'POST /v1/workflows/{id}:disable': none,
  'POST /v1/workflows/{id}:enable': none,
  'POST /v1/workflows/{id}:rollback': { bodies: () => [{ version: 1 }] },
  'POST /v1/workflows/{id}:validate': documents,
  'POST /v1/workflows:test': {
    bodies: (names) => [
      { workflow: names.workflow, sample: { type: 'call.ended' } },
      { document: aWorkflow('x'), recorded: { id: names.event } },
      { document: aWorkflow('x'), sample: { type: names.eventType } },
      { document: naming(names), event: event({}) },
    ],
  },
  'POST /v1/workflows:validate': documents,
};

const struct = (json: unknown): object => {
  if (Array.isArray(json)) return { listValue: { values: json.map(struct) } };
  if (typeof json === 'object' && json !== null) return { structValue: structOf(json) };
  if (typeof json === 'boolean') return { boolValue: json };
  return typeof json === 'number' ? { numberValue: json } : { stringValue: String(json) };
};
const structOf = (json: object) => ({
  fields: Object.fromEntries(Object.entries(json).map(([name, value]) => [name, struct(value)])),
});
const message = (type: string, subject = 's') => ({
  event: { id: 'e', source: '/pbx', type, subject, dataJson: Buffer.from('{"call_uuid":"c","direction":"incoming"}') },
});

/** Every method of every service, by `<service>/<method>`: the requests that are tried. */
export const GRPC_ASKS: Readonly<Record<string, (names: Names) => readonly object[]>> = {
  'EventService/Publish': ({ eventType }) => [message(eventType)],
  'EventService/PublishBatch': ({ eventType }) => [{ events: [message(eventType).event] }],
  'EventService/PublishStream': ({ eventType }) => [message(eventType)],
  'EventService/ReplayEvent': ({ event: id, workflow }) => [
    { id },
    { id, source: '/pbx' },
    { id, workflows: [workflow] },
  ],
  'WorkflowService/CreateWorkflow': (names) => [{ document: structOf(naming(names)) }],
  'WorkflowService/GetWorkflow': ({ workflow: id }) => [{ id }],
  'WorkflowService/ListWorkflows': ({ workflowName: name }) => [{}, { name }],
  'WorkflowService/UpdateWorkflow': (names) => [{ id: names.workflow, document: structOf(naming(names)) }],
  'WorkflowService/DeleteWorkflow': ({ workflow: id }) => [{ id }],
  'WorkflowService/EnableWorkflow': ({ workflow: id }) => [{ id }],
  'WorkflowService/DisableWorkflow': ({ workflow: id }) => [{ id }],
  'WorkflowService/RollbackWorkflow': ({ workflow: id }) => [{ id, version: 1 }],
  'WorkflowService/ListWorkflowVersions': ({ workflow: id }) => [{ id }],
  'WorkflowService/ValidateWorkflow': (names) => [{ id: names.workflow }, { document: structOf(naming(names)) }],
  'WorkflowService/TestWorkflow': (names) => [
    { workflow: names.workflow, sample: { type: 'call.ended' } },
    { document: structOf(aWorkflow('x')), recorded: { id: names.event } },
  ],
  'RunService/ListRuns': (names) => [
    ...[{}, { workflow: names.workflow }, { subject: names.subject }, { event: names.event }],
  ],
  'RunService/GetRun': ({ run: id }) => [{ id }],
  'RunService/WatchRun': ({ run: id }) => [{ id }],
  'RunService/CancelRun': ({ run: id }) => [{ id }],
  'DeadLetterService/ListDeadLetters': (names) => [
    ...[{}, { state: 'DEAD_LETTER_STATE_ALL' }, { filter: { workflow: names.workflow } }],
    ...[{ filter: { run: names.run } }, { filter: { subject: names.subject } }],
  ],
  'DeadLetterService/GetDeadLetter': ({ deadLetter: id }) => [{ id }],
  'DeadLetterService/RedriveDeadLetter': ({ deadLetter: id }) => [{ id }],
  'DeadLetterService/DiscardDeadLetter': ({ deadLetter: id }) => [{ id, reason: 'Taken over.' }],
  'DeadLetterService/RedriveDeadLetters': ({ workflow }) => [{ filter: { workflow }, perSecond: -1 }],
  'DeadLetterService/ListRedrives': () => [{}],
  'DeadLetterService/GetRedrive': ({ redrive: id }) => [{ id }],
  'DeadLetterService/StopRedrive': ({ redrive: id }) => [{ id }],
  'RunService/ExplainEvent': (names) => [{ event: names.event }, { event: names.event, source: '/pbx' }],
};

/** The path with the ids and names that it has places for. */
export function pathOf(path: string, names: Names): string {
  const [, , kind = ''] = path.split('/');
  const ids: Readonly<Record<string, string>> = {
    workflows: names.workflow,
    connections: names.connection,
    'api-keys': names.key,
    'dead-letters': names.deadLetter,
    events: names.event,
    redrives: names.redrive,
    runs: names.run,
    tenants: names.tenant,
  };
  const named = kind === 'secrets' ? names.secret : names.eventType;
  const values = { id: ids[kind], name: named, type: 'http', provider: 'twilio', connection: names.connection };
  return path.replaceAll(/\{(?<place>\w+)\}/g, (_all, place: keyof typeof values) => {
    const value = values[place];
    if (value === undefined) throw new Error(`nothing is known that stands for {${place}} in ${path}`);
    return value;
  });
}
