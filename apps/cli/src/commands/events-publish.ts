import { randomUUID } from 'node:crypto';
import { isJsonArray, type Json, type JsonObject } from '@hookswitch/domain';
import { objects, text } from '../answer-fields.js';
import { Api, problemLine } from '../api/api.js';
import { UsageError, type Call, type Command, type Options, type Report } from '../command.js';
import { readText } from '../read-text.js';

export const eventsPublish: Command = {
  name: 'events publish',
  operands: [],
  summary: 'Publish events as CloudEvents over the REST API.',
  options: {
    type: { type: 'string', value: 'TYPE', description: 'Such as call.ended.' },
    subject: {
      type: 'string',
      value: 'ID',
      description: 'The call (or message, contact) id; keeps its events in order.',
    },
    data: { type: 'string', value: 'JSON', description: 'The data: JSON, @FILE, or - for standard input.' },
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
      description: 'Whole CloudEvents instead: one object or a list; - for standard input.',
    },
  },
  examples: [
    `events publish --type call.ended --subject c-1 --data '{"direction":"incoming","talking_time":0}'`,
    'events publish --file events.json',
  ],
  async run(call) {
    const events = await eventsOf(call);
    const api = await Api.of(call.config);
    const { body } = await api.send({
      method: 'POST',
      path: '/v1/events',
      body: events,
      headers: { 'content-type': 'application/cloudevents-batch+json' },
    });
    return report(objects(body['outcomes']));
  },
};

async function eventsOf({ options, world }: Call): Promise<readonly Json[]> {
  const file = options.text('file');
  if (file === undefined) return [oneEvent(options, await readText(options.text('data') ?? '{}', world, '--data'))];
  if (options.text('type') !== undefined)
    throw new UsageError('--file holds whole events: --type does not go with it.');
  const events = json(await readText(file === '-' ? file : `@${file}`, world, '--file'), '--file');
  return isJsonArray(events) ? events : [events];
}

function oneEvent(options: Options, data: string): JsonObject {
  const type = options.text('type');
  if (type === undefined) throw new UsageError('--type is missing.');
  const [subject, time] = [options.text('subject'), options.text('time')];
  return {
    specversion: '1.0',
    id: options.text('id') ?? randomUUID(),
    source: options.text('source') ?? '/hookswitch/cli',
    type,
    ...(subject !== undefined && { subject }),
    ...(time !== undefined && { time }),
    datacontenttype: 'application/json',
    data: json(data, '--data'),
  };
}

function json(written: string, option: string): Json {
  try {
    return JSON.parse(written) as Json;
  } catch (error) {
    throw new UsageError(`${option} is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function report(outcomes: readonly JsonObject[]): Report {
  const lines = outcomes.flatMap(({ status, id, problems }) => [
    `${text(status)} ${text(id) || '(without id)'}`,
    ...objects(problems).map((problem) => `  ${problemLine(problem)}`),
  ]);
  return { json: { outcomes }, lines, failed: outcomes.some(({ status }) => status !== 'accepted') };
}
