import { CONNECTOR_TYPES, type Stack } from './stack.js';
import type { Tenant } from './tenant.js';

const TOPICS = [
  ...['events', 'runs', 'results', 'workflows', 'connectors', 'connections', 'tenants', 'status', 'deadletters'],
  ...CONNECTOR_TYPES.flatMap((type) => [`commands.${type}`, `control.${type}`]),
];

/** What a place must hold, whoever looks into it: a search that reads nothing finds nothing. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  connections: ['texts'],
  'the database': CONNECTOR_TYPES.map((type) => `connector_${type}.`),
};

/** Providers repeat the name of the account in what they report, and a report is kept as it came: its signature covers every byte. */
const isReported = (secret: string, place: string): boolean => secret === 'smsId' && place === 'control.sms';

/** Every log and metric and, where they can be looked into, every topic and every table, by the name of the place. */
export async function readableTexts(stack: Stack): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>();
  for (const service of stack.services.values()) {
    places.set(`the log of ${service.name}`, service.log());
    places.set(`the metrics of ${service.name}`, await metricsOf(service.options.readyUrl));
  }
  if (stack.kafka) for (const topic of TOPICS) places.set(topic, JSON.stringify(await stack.kafka.consume(topic)));
  if (stack.databaseText) places.set('the database', await stack.databaseText());
  for (const [place, words] of Object.entries(KNOWN)) {
    const text = places.get(place);
    const missing = words.find((word) => text !== undefined && !text.includes(word));
    if (missing !== undefined) throw new Error(`${place} does not hold "${missing}": it was not read`);
  }
  return places;
}

/** Where something stands that a tenant keeps secret, API keys included: `crmToken of t-1 in the log of rules`. */
export function secretsIn(places: ReadonlyMap<string, string>, tenants: readonly Tenant[]): readonly string[] {
  const secrets = tenants.flatMap(({ id, key, secrets: own }) =>
    Object.entries({ apiKey: key, ...own }).map(([name, value]) => ({ name, value, of: id })),
  );
  return [...places].flatMap(([place, text]) =>
    secrets
      .filter(({ name, value }) => text.includes(value) && !isReported(name, place))
      .map(({ name, of }) => `${name} of ${of} in ${place}`),
  );
}

/** Empty where there are none: the simulator has no metrics, and a service may be down. */
async function metricsOf(readyUrl: string): Promise<string> {
  const answer = await fetch(new URL('/metrics', readyUrl), { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  return (await answer?.text()) ?? '';
}
