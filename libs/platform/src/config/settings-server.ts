import { hostLimit } from './host-limit.js';
import { choice, flag, integer, list, matching, port, secret, text, url } from './kinds.js';
import { optional, required, withDefault, type ServiceKind } from './setting.js';

const all: readonly ServiceKind[] = ['gateway', 'rules', 'connectors', 'standalone', 'simulator', 'cli'];
const gateway: readonly ServiceKind[] = ['gateway', 'standalone'];

export const serverSettings = {
  databaseUrl: required('DATABASE_URL', secret(url('postgres:', 'postgresql:')), {
    usedBy: ['gateway', 'connectors', 'standalone', 'cli'],
    requiredBy: ['gateway', 'connectors'],
    secret: true,
    description: 'Postgres of the service; standalone starts its own when absent.',
  }),
  host: withDefault('HOOKSWITCH_HOST', matching(/^[0-9a-z.:-]+$/i, 'an address or host name'), '0.0.0.0', {
    usedBy: ['gateway', 'rules', 'connectors', 'standalone', 'simulator'],
    description: 'Address that the servers listen on.',
  }),
  httpPort: withDefault('HOOKSWITCH_HTTP_PORT', port, '8080', {
    usedBy: gateway,
    description: 'Port of the REST API and the console.',
  }),
  grpcPort: withDefault('HOOKSWITCH_GRPC_PORT', port, '9090', {
    usedBy: gateway,
    description: 'Port of the gRPC API.',
  }),
  adminPort: withDefault('HOOKSWITCH_ADMIN_PORT', port, '9464', {
    description: 'Port of `/livez`, `/readyz` and `/metrics`; for the cluster only, it asks for no key.',
  }),
  simulatorPort: withDefault('HOOKSWITCH_SIMULATOR_PORT', port, '8090', {
    usedBy: ['standalone', 'simulator'],
    description: 'Port of the simulator.',
  }),
  publicUrl: optional('HOOKSWITCH_PUBLIC_URL', url('http:', 'https:'), {
    usedBy: ['gateway', 'connectors', 'standalone'],
    description: 'Where providers reach the gateway from outside, for delivery receipts; absent: none are asked for.',
  }),
  logLevel: withDefault('HOOKSWITCH_LOG_LEVEL', choice('error', 'warn', 'info', 'debug'), 'info', {
    usedBy: all,
    description: 'Least important line that is logged.',
  }),
  logFormat: withDefault('HOOKSWITCH_LOG_FORMAT', choice('json', 'plain'), 'json', {
    usedBy: all,
    description: 'One JSON object a line, or words for a terminal.',
  }),
  drainSeconds: withDefault('HOOKSWITCH_DRAIN_SECONDS', integer(1, 3_600), '25', {
    description: 'How long running work may take to finish after SIGTERM.',
  }),
  leaseSeconds: withDefault('HOOKSWITCH_LEASE_SECONDS', integer(1, 3_600), '45', {
    usedBy: ['connectors', 'standalone'],
    description:
      'How long a running attempt belongs to its process; an action with a longer time-out gets that plus 15 s.',
  }),
  hostLimits: withDefault('HOOKSWITCH_HOST_LIMITS', list(hostLimit), '', {
    usedBy: ['connectors', 'standalone'],
    description:
      'How many calls a minute each tenant may make to a host, of connectors that tell targets apart by host (`http`); the most exact entry counts. Absent: only what a host refuses limits it.',
  }),
  dataDir: withDefault('HOOKSWITCH_DATA_DIR', text, '.hookswitch', {
    usedBy: ['standalone', 'simulator', 'cli'],
    description: 'Where standalone keeps its database, keys and first admin key; the command line finds the key there.',
  }),
  samples: withDefault('HOOKSWITCH_SAMPLES', flag, 'true', {
    usedBy: ['standalone'],
    description: 'Whether standalone begins with the sample workflows.',
  }),
  otlpEndpoint: optional('OTEL_EXPORTER_OTLP_ENDPOINT', url('http:', 'https:'), {
    description: 'OpenTelemetry collector; absent: no tracing.',
  }),
  url: withDefault('HOOKSWITCH_URL', url('http:', 'https:'), 'http://127.0.0.1:8080', {
    usedBy: ['cli'],
    description: 'Gateway that the command line talks to.',
  }),
  apiKey: optional('HOOKSWITCH_API_KEY', secret(text), {
    usedBy: ['cli'],
    secret: true,
    description: 'API key of the command line.',
  }),
};
