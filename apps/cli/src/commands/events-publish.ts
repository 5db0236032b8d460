import { randomUUID } from 'node:crypto';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { objects, text } from '../answer-fields.js';
import { Api, problemLine } from '../api/api.js';
import { batches } from '../batches.js';
import { CommandError, UsageError, type Call, type Command, type Options, type Report } from '../command.js';
import { readText } from '../read-text.js';
import { visible } from '../table.js';

export const eventsPublish: Command = {
  name: 'events publish',
  operands: [],
  summary: 'Publish events as CloudEvents over the REST API, and tell what became of each.',
  notes: [
    'An event that is told as accepted is stored. One that is told as unavailable may be: publish it again with the same id, which has no second effect.',
  ],
  usesGateway: true,
  json: '{outcomes: [{id?, source?, status: "accepted" | "rejected" | "unavailable" | "not_sent", problems?: [{pointer, code, message}]}]}',
  options: {
    type: { type: 'string', value: 'TYPE', description: 'Such as call.ended.' },
    subject: {
      type: 'string',
      value: 'ID',
      description: 'The call (or message, contact) id; keeps its events in order.',
    },
    data: { type: 'string', value: 'JSON', description: 'The data: JSON, @FILE, or - for standard input.' },
    sample: { type: 'boolean', description: "With the data of the catalogue's first sample of the type." },
    id: {
      type: 'string',
      value: 'ID',
      description: 'Identifies the event together with its source; default a new one.',
    },
    source: { type: 'string', value: 'URI', description: 'Default /hookswitch/cli.' },
    time: { type: 'string', value: 'RFC3339', description: 'When it happened; default now.' },
    file: {
      type: 'string',
      short: 'f',
      value: 'FILE',
      description: 'Whole CloudEvents instead: one, a list, or one a line; - for standard input.',
    },
  },
  examples: [
    `events publish --type call.ended --subject c-1 --data '{"direction":"incoming","talking_time":0}'`,
    'events publish --type call.missed --sample',
    'events publish --file events.json',
    'events publish -f - < events.ndjson',
  ],
  async run(call) {
    const file = call.options.text('file');
    // What is typed wrong is told before anybody is asked.
    const eventsOf = file === undefined ? await oneEvent(call) : await eventsIn(call, file);
    const api = await Api.of(call.config);
    return report(await publish(api, await eventsOf(api)));
  },
};

type Events = (api: Api) => Promise<readonly Json[]> | readonly Json[];

async function eventsIn({ options, world }: Call, file: string): Promise<Events> {
  const other = ['type', 'subject', 'data', 'id', 'source', 'time'].find((name) => options.text(name) !== undefined);
  if (other !== undefined || options.flag('sample'))
    throw new UsageError(`--file holds whole events: --${other ?? 'sample'} does not go with it.`);
  const written = await readText(file === '-' ? file : `@${file}`, world, '--file');
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  // One a line, as logs and queues hold them: only where the whole is no JSON.
  if (lines.length > 1 && !isJson(written) && lines.every(isJson))
    return () => lines.map((line) => json(line, '--file'));
  const events = json(written, '--file');
  return () => (isJsonArray(events) ? events : [events]);
}

async function oneEvent({ options, world }: Call): Promise<Events> {
  const type = options.text('type');
  if (type === undefined) throw new UsageError('--type is missing.');
  const written = options.text('data');
  if (written !== undefined && options.flag('sample')) throw new UsageError('--data does not go with --sample.');
  const data = written === undefined ? {} : json(await readText(written, world, '--data'), '--data');
  return async (api) => [envelope(type, options, options.flag('sample') ? await sampleData(api, type) : data)];
}

function envelope(type: string, options: Options, data: Json): JsonObject {
  const [subject, time] = [options.text('subject'), options.text('time')];
  return {
    specversion: '1.0',
    id: options.text('id') ?? randomUUID(),
    source: options.text('source') ?? '/hookswitch/cli',
    type,
    ...(subject !== undefined && { subject }),
    ...(time !== undefined && { time }),
    datacontenttype: 'application/json',
    data,
  };
}

/** The gateway's catalogue has the tenant's own types too. */
async function sampleData(api: Api, type: string): Promise<Json> {
  try {
    const { body } = await api.send({ method: 'GET', path: `/v1/event-types/${encodeURIComponent(type)}` });
    return objects(body['samples'])[0]?.['data'] ?? {};
  } catch (error) {
    if (error instanceof CommandError && error.code === 'not_found')
      throw new CommandError('unknown_type', `There is no event type "${type}".`);
    throw error;
  }
}

const isJson = (written: string): boolean => {
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
};

function json(written: string, option: string): Json {
  try {
    return JSON.parse(written) as Json;
  } catch (error) {
    throw new UsageError(`${option} is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

/** One outcome per event, also when the gateway goes away in the middle. */
async function publish(api: Api, events: readonly Json[]): Promise<readonly JsonObject[]> {
  const outcomes: JsonObject[] = [];
  for (const batch of batches(events)) {
    try {
      const { body } = await api.send({
        method: 'POST',
        path: '/v1/events',
        body: batch,
        headers: { 'content-type': 'application/cloudevents-batch+json' },
      });
      outcomes.push(...objects(body['outcomes']));
    } catch (error) {
      if (!(error instanceof CommandError) || (outcomes.length === 0 && !UNCERTAIN.has(error.code))) throw error;
      const { code, message } = error;
      const problems = [{ pointer: '', code, message }];
      outcomes.push(...batch.map((event) => ({ ...named(event), status: 'unavailable', problems })));
      const left = events.slice(outcomes.length);
      return [...outcomes, ...left.map((event) => ({ ...named(event), status: 'not_sent' }))];
    }
  }
  return outcomes;
}

/** It may be stored all the same. */
const UNCERTAIN: ReadonlySet<string> = new Set(['unavailable']);

function named(event: Json): JsonObject {
  if (!isJsonObject(event)) return {};
  const { id, source } = event;
  return { ...(id !== undefined && { id }), ...(source !== undefined && { source }) };
}

function report(outcomes: readonly JsonObject[]): Report {
  const lines = outcomes.flatMap(({ status, id, problems }) => [
    `${text(status).replace('_', ' ')} ${text(id) || '(without id)'}`,
    ...objects(problems).map((problem) => `  ${problemLine(problem)}`),
  ]);
  return {
    json: { outcomes },
    lines: lines.map(visible),
    failed: outcomes.some(({ status }) => status !== 'accepted'),
  };
}
