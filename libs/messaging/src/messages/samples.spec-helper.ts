import type {
  ActionStep,
  Command,
  ConnectionRecord,
  ConnectorManifest,
  DelayStep,
  EventRef,
  Result,
  RunsMessage,
  SnapshotMarker,
  StatusRecord,
  TenantRecord,
  WorkflowRecord,
} from '@hookswitch/domain';
import { controls } from './control-samples.spec-helper.js';
import type { MessageKind, MessageOf } from './kinds.js';

/** Every optional property given: a field that is added to a type is missing here, and this file no longer compiles. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { [K in keyof T]-?: Whole<T[K]> }
    : T;

const event: EventRef = {
  id: 'evt-1',
  type: 'call.ended',
  source: '/cloudtalk/acme',
  subject: '6b1f3a0e-7c55-4d0c-9a53-2f6d0c1b8e11',
  time: '2026-11-20T09:16:04.120Z',
};
const workflow = { id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', name: 'text-missed-callers', version: 3 };
const retry = {
  maxAttempts: 12,
  initialInterval: 1_000,
  factor: 4,
  maxInterval: 21_600_000,
  maxElapsed: 108_000_000,
};
const error = { code: 'invalid_value', message: 'not a number', class: 'permanent' } as const;
const at = '2026-11-20T09:16:05Z';
const RUN = '5d0f4f0e-9d5e-5c1b-8d57-1f1f6c1f3a10';
const COMMAND = '1b4e28ba-2fa1-5d2e-883f-0016d3cca427';

const command: Command = {
  id: COMMAND,
  tenant: 'acme',
  workflow,
  run: RUN,
  step: 'text',
  connector: 'sms',
  params: { text: 'Sorry we missed you!' },
  event,
  lane: 'lane-1',
  delivery: 'at_most_once',
  retry,
  timeoutMs: 30_000,
  issuedAt: at,
};
const wholeCommand = {
  ...command,
  connection: 'cloudtalk-main',
  secrets: [
    { pointer: '/headers/0/value', landing: 'headers', parts: ['Bearer ', { secret: 'secrets.crm_token' }] },
  ] as const,
  properties: { recording_url: 'https://media.example/1.wav' },
  hopcount: 1,
  publishes: ['workflow.action_succeeded', 'workflow.action_dead'] as const,
  notBefore: at,
  expiresAt: at,
  continuation: 'eyJhbGciOiJkaXIifQ..iv.text.tag',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  refused: error,
} satisfies Whole<Command>;

const result: Result = {
  command: COMMAND,
  seq: 2,
  redrives: 0,
  tenant: 'acme',
  workflow,
  connector: 'sms',
  event,
  run: RUN,
  step: 'text',
  attempt: 1,
  finishedAt: at,
};
const wholeResult = {
  ...result,
  status: 'dead',
  reason: 'rejected',
  outcome: 'failed',
  output: { status: 422 },
  error,
  startedAt: at,
  nextAttemptAt: at,
  continuation: 'eyJhbGciOiJkaXIifQ..iv.text.tag',
  traceparent: wholeCommand.traceparent,
} satisfies Whole<Result>;

const stage = {
  offset: 4,
  run: RUN,
  workflow,
  event,
  tenant: 'acme',
  status: 'running',
  steps: [{ id: 'gate', kind: 'condition', status: 'passed' }],
  commands: [],
  at,
} as const;
const wholeStage = {
  ...stage,
  after: 'crm',
  reason: 'rejected',
  steps: [{ id: 'text', kind: 'action', status: 'sent', command: COMMAND, detail: 'because' }],
  commands: [{ topic: 'hookswitch.commands.sms.v1', key: 'acme|cloudtalk-main', command: wholeCommand }],
} as const;
const runs = {
  source: { topic: 'hookswitch.events.v1', partition: 0 },
  from: 4,
  to: 9,
  revisions: { acme: 12 },
  engine: '0.1.0',
  stages: [],
} satisfies RunsMessage;

const record: WorkflowRecord = {
  tenant: 'acme',
  id: workflow.id,
  name: workflow.name,
  version: 3,
  revision: 12,
  spec: { enabled: true, trigger: { events: ['call.missed'] }, steps: [] },
  actions: {},
};
const wholeRecord = {
  ...record,
  spec: {
    description: 'Text everyone whose call we missed',
    enabled: true,
    trigger: { events: ['call.ended'] },
    conditions: { field: 'event.properties.direction', operator: 'equals', value: 'incoming' },
    steps: [
      { id: 'gate', condition: { all: [{ field: 'event.properties.talking_time', operator: 'less_than', value: 1 }] } },
      { id: 'pause', delay: { days: 1, hours: 2, minutes: 3, seconds: 4 } } satisfies Whole<DelayStep>,
      {
        id: 'text',
        action: 'sms',
        connection: 'cloudtalk-main',
        params: command.params,
        onFailure: 'continue',
        expiresAfter: { days: 0, hours: 0, minutes: 10, seconds: 0 },
        delivery: 'at_least_once',
        retry,
        timeout: { days: 0, hours: 0, minutes: 0, seconds: 20 },
      } satisfies Whole<ActionStep>,
    ],
    publishes: ['workflow.action_dead'],
  },
  actions: {
    text: {
      connector: 'sms',
      topic: 'hookswitch.commands.sms.v1',
      key: [{ from: 'connection' }, { from: 'param', name: 'channel' }, { from: 'host', name: 'endpoint' }],
      landings: { text: 'sms' },
      delivery: 'at_most_once',
      retry,
      timeoutMs: 30_000,
      eventFields: ['recording_url'],
      awaited: false,
      publishes: ['workflow.action_dead'],
    },
  },
} satisfies WorkflowRecord & { actions: Whole<WorkflowRecord['actions']> };

const connection = {
  kind: 'connection',
  tenant: 'acme',
  id: 'c0a8012e-0000-4000-8000-000000000001',
  name: 'cloudtalk-main',
  connector: 'sms',
  revision: 12,
  settings: { provider: 'cloudtalk' },
  allowedHosts: ['my.cloudtalk.io'],
  sealed: { secret: 'e30.key.iv.text.tag' },
} satisfies ConnectionRecord;
const secret = {
  kind: 'secret',
  tenant: 'acme',
  name: 'crm_token',
  revision: 13,
  allowedHosts: ['my.crmwebsite.com'],
  sealed: { http: 'e30.key.iv.text.tag' },
} satisfies ConnectionRecord;

const manifest: ConnectorManifest = {
  type: 'sms',
  version: '0.1.0',
  title: 'Text message',
  description: 'Sends a text message',
  parameters: { type: 'object' },
  output: { type: 'object' },
  landings: {},
  secretParams: [],
  secretsAllowedIn: [],
  partitionKey: [],
  idempotency: 'none',
  delivery: 'at_most_once',
  timeoutMs: 30_000,
  egressHosts: [],
};
const wholeManifest = {
  ...manifest,
  landings: { text: 'sms' },
  secretParams: ['authorization.secret'],
  secretsAllowedIn: ['authorization'],
  partitionKey: [{ from: 'connection' }, { from: 'host', name: 'endpoint' }],
  rate: { perMinute: 40, burst: 5 },
  ratesBy: { setting: 'provider', rates: { twilio: { perMinute: 600, burst: 10 } } },
  retry,
  triggers: ['recording.uploaded'],
  options: [
    {
      param: 'model',
      on: 'language',
      cases: [{ when: ['en-US'], options: ['phone_call'] }],
      otherwise: ['default'],
      where: [{ setting: 'provider', values: ['google'] }],
      severity: 'warning',
    },
  ],
  egressHosts: ['my.cloudtalk.io'],
  connection: {
    settings: { type: 'object' },
    secrets: [
      { name: 'secret', title: 'Access key', required: true, unless: { setting: 'provider', values: ['custom'] } },
    ],
  },
  eventFields: ['recording_url'],
  publishes: ['message.sent'],
  contract: 1,
  sealingKeys: [{ kty: 'OKP', crv: 'X25519', x: 'AAAA', kid: 'k1' }],
  receiptKeys: ['AAAA'],
} as const satisfies Whole<ConnectorManifest>;

const tenant: TenantRecord = {
  tenant: 'acme',
  revision: 14,
  deriveCallEvents: true,
  suspended: false,
  eventTypes: [],
};
const wholeTenant = {
  ...tenant,
  eventTypes: [
    {
      name: 'parcel.arrived',
      object: 'parcel',
      action: 'arrived',
      aliases: ['package.arrived'],
      description: 'A parcel is there',
      dataSchema: { type: 'object' },
      fields: [{ path: 'id', type: 'string', description: 'Id of the parcel', example: null }],
      samples: [{ id: 'p1' }],
    },
  ],
} satisfies Whole<TenantRecord>;

const test = { kind: 'test', tenant: 'acme', connector: 'sms', request: 'r1', at } as const;

/** For each kind the least that is a message, and messages that together have every field. */
export const samples: { readonly [K in MessageKind]: readonly [least: MessageOf<K>, ...more: MessageOf<K>[]] } = {
  command: [command, wholeCommand],
  result: [result, wholeResult],
  runs: [runs, { ...runs, stages: [stage, wholeStage] }],
  workflow: [record, wholeRecord],
  connection: [connection, secret],
  connector: [manifest, wholeManifest],
  control: controls,
  tenant: [tenant, wholeTenant],
  status: [
    { kind: 'breaker_open', tenant: 'acme', connector: 'sms', key: 'cloudtalk-main', at },
    {
      kind: 'needs_attention',
      tenant: 'acme',
      connector: 'sms',
      connection: 'cloudtalk-main',
      error,
      at,
      revision: 3,
    } satisfies Whole<Extract<StatusRecord, { kind: 'needs_attention' }>>,
    { ...test, outcome: { ok: true, message: 'The account answers.' } },
    { ...test, outcome: { ok: false, error } },
  ],
  snapshot: [{ kind: 'snapshot', at } satisfies SnapshotMarker],
};
