import { SERVICE_KINDS } from '../config/setting.js';
import { markdownTable } from '../reference/markdown-table.js';
import { CATALOGUE, type Metric } from './catalogue.js';

/** The text of docs/reference/metrics.md. Called by tools/generate.mjs and by the spec that finds the page out of date. */
export function metricsReference(): string {
  return [
    '# Metrics',
    '',
    'Generated from `libs/platform/src/metrics/catalogue.ts` by `npm run generate`; change it there.',
    '',
    'Every service answers `GET /metrics` on its admin port (`HOOKSWITCH_ADMIN_PORT`) in the text format of Prometheus; standalone exposes those of all services.',
    'Names follow the semantic conventions of OpenTelemetry where these have one: dots are underscores, the unit comes last, counters end in `_total`.',
    'No label holds a tenant, a workflow, a host or a subject: those are in the logs and in the spans. What "of all replicas" is said of, every replica',
    'shows alike: take the maximum, not the sum. Beside these, every process has the `process_…` and `nodejs_…` metrics that common dashboards for Node read.',
    '',
    markdownTable(['name', 'kind', 'labels', 'services', 'meaning'], Object.entries<Metric>(CATALOGUE).map(cellsOf)),
    '',
    '`error_type` is empty where all went well, and `_OTHER` stands for a value that is on no list.',
    '',
  ].join('\n');
}

function cellsOf([name, { kind, labels, services, help }]: readonly [string, Metric]): readonly string[] {
  const who = SERVICE_KINDS.filter((service) => services.includes(service)).join(', ');
  return [`\`${name}\``, kind, labels.map((label) => `\`${label}\``).join(' '), who, help];
}
