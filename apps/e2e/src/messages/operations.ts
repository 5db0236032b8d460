import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { readExposition } from '../metrics/exposition.js';
import { ROOT } from '../harness/service-process.js';
import type { ServiceProcess } from '../harness/service-process.js';
import type { Stack } from '../harness/stack.js';

interface AsyncApi {
  readonly operations: Readonly<
    Record<string, { readonly bindings?: { readonly kafka: { readonly groupId: { readonly const: string } } } }>
  >;
}

/** Dead letters of a connector need a broken command, and the account of rules is read without being counted. */
const UNSEEN = ['connectors.send.deadletters', 'rules.receive.runs'];

/** After the scenarios: each service has sent and received on the topics, and in the groups, that docs/reference/asyncapi.json says, and on no others. */
export async function expectOperations(stack: Stack): Promise<void> {
  const { operations } = JSON.parse(readFileSync(join(ROOT, 'docs', 'reference', 'asyncapi.json'), 'utf8')) as AsyncApi;
  const described = Object.entries(operations)
    .filter(([name]) => !name.startsWith('producers.'))
    .map(([name, { bindings }]) => [name, bindings?.kafka.groupId.const ?? ''].join(' ').trim());
  const seen = await Promise.all([...stack.services.values()].map((service) => operationsOf(stack, service)));
  const done = new Set(seen.flat());
  expect([...done].filter((operation) => !described.includes(operation)).sort()).toEqual([]);
  expect(described.filter((operation) => !done.has(operation) && !UNSEEN.includes(operation)).sort()).toEqual([]);
}

async function operationsOf(stack: Stack, { name, options }: ServiceProcess): Promise<readonly string[]> {
  if (name === 'simulator') return [];
  const party = name.startsWith('connector-') ? 'connectors' : name;
  const exposed = readExposition(await (await fetch(options.readyUrl.replace('/readyz', '/metrics'))).text());
  const prefix = stack.kafka?.place.prefix ?? 'hookswitch';
  const type = name.replace(/^connector-/, '');
  const samples = (metric: string) => (exposed.get(metric)?.samples ?? []).filter(({ value }) => value > 0);
  const topic = ({ messaging_destination_name = '' }: Readonly<Record<string, string>>): string =>
    messaging_destination_name.slice(prefix.length + 1).split('.')[0] ?? '';
  const group = ({ messaging_consumer_group_name = '' }: Readonly<Record<string, string>>): string =>
    messaging_consumer_group_name.replace(prefix, 'hookswitch').replace(`connector-${type}`, 'connector-{type}');
  return [
    ...samples('messaging_client_sent_messages_total').map(({ labels }) => `${party}.send.${topic(labels)}`),
    ...samples('messaging_client_consumed_messages_total').map(({ labels }) =>
      `${party}.receive.${topic(labels)} ${group(labels)}`.trim(),
    ),
  ];
}
