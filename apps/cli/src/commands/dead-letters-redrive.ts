import { Api } from '../api/api.js';
import { UsageError, type Command, type Options } from '../command.js';
import { letterFilter, LETTER_OPTIONS } from '../letter-options.js';
import { redriveLines } from '../letter-lines.js';
import { visible } from '../table.js';

export const deadLettersRedrive: Command = {
  name: 'dead-letters redrive',
  operands: ['[DEAD_LETTER...]'],
  summary: 'Send dead letters again: those that are named, or all that match, oldest first and at a rate.',
  notes: [
    'A command is tried anew under its id, so with the same idempotency key; the bytes of a message are published again.',
    'Without DEAD_LETTER a redrive begins, which goes on by itself in the gateway: redrives show says how far it has come.',
  ],
  usesGateway: true,
  json: '{redriven: [ID]}, or the redrive, as POST /v1/dead-letters:redrive answers',
  options: {
    all: { type: 'boolean', description: 'All that are open, where nothing else says which.' },
    ...LETTER_OPTIONS,
    rate: { type: 'string', value: 'N', description: 'So many a second, such as 50 or 0.5; default 10.' },
    most: { type: 'string', value: 'N', description: 'At most so many.' },
  },
  examples: [
    'dead-letters redrive 3-120',
    'dead-letters redrive --connector http --reason exhausted --rate 20',
    'dead-letters redrive --all --rate 5 --json',
  ],
  async run({ options, operands, config }) {
    const filter = letterFilter(options);
    const named = Object.keys(filter).find((name) => filter[name] !== undefined);
    if (operands.length > 0) {
      const other = named ?? ['rate', 'most'].find((name) => options.text(name) !== undefined);
      if (other !== undefined || options.flag('all'))
        throw new UsageError(`DEAD_LETTER does not go with --${other ?? 'all'}.`);
      return one(await Api.of(config), operands);
    }
    if ((named !== undefined) === options.flag('all'))
      throw new UsageError(
        named === undefined ? 'DEAD_LETTER, a filter or --all is missing.' : `--all does not go with --${named}.`,
      );
    const body = { ...filter, perSecond: numberOf(options, 'rate'), most: numberOf(options, 'most') };
    const given = Object.fromEntries(
      Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const api = await Api.of(config);
    const { body: begun } = await api.send({ method: 'POST', path: '/v1/dead-letters:redrive', body: given });
    return { json: begun, lines: redriveLines(begun).map(visible) };
  },
};

async function one(api: Api, ids: readonly string[]) {
  for (const id of ids)
    await api.send({ method: 'POST', path: `/v1/dead-letters/${encodeURIComponent(id)}:redrive`, body: {} });
  return { json: { redriven: ids }, lines: ids.map((id) => visible(`Dead letter ${id} is sent again.`)) };
}

function numberOf(options: Options, name: string): number | undefined {
  const written = options.text(name);
  if (written === undefined) return undefined;
  const number = Number(written);
  if (written.trim() === '' || !(number > 0)) throw new UsageError(`--${name} takes a number above 0.`);
  return number;
}
