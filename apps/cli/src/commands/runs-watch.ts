import type { JsonObject } from '@hookswitch/domain';
import { object, objects, text } from '../answer-fields.js';
import { Api } from '../api/api.js';
import { CommandError, UsageError, type Command, type Options } from '../command.js';
import { hasEnded, progressOf, wentWrong } from '../runs/progress.js';
import { visible } from '../table.js';
import type { World } from '../world.js';

export const runsWatch: Command = {
  name: 'runs watch',
  operands: ['[RUN...]'],
  summary: 'Follow runs until they end and tell what they do, step by step.',
  notes: [
    'With --event it waits until the event is planned, and follows every run that it started.',
    'Exit code 0 when all ended succeeded or skipped, 1 when one ended dead or cancelled or --timeout is over. Ctrl-C ends the watching, not the run.',
  ],
  usesGateway: true,
  json: '{runs: [RUN]} at the end, each as runs show prints it',
  options: {
    event: { type: 'string', value: 'ID', description: 'Runs that this event started, in place of RUN.' },
    source: { type: 'string', value: 'URI', description: 'Source of the event, where several use the same id.' },
    timeout: { type: 'string', value: 'SECONDS', description: 'Stop watching after so long; default never.' },
  },
  examples: ['runs watch 0b6b1f6e-7a0c-5d57-8a44-2f4c9a3f1f10', 'runs watch --event vm-2 --timeout 60'],
  async run({ options, operands, config, world }) {
    const event = options.text('event');
    if ((event === undefined) === (operands.length === 0))
      throw new UsageError(event === undefined ? 'RUN or --event is missing.' : 'RUN does not go with --event.');
    const limit = limitOf(options);
    const watch = new Watch(await Api.of(config), world, limit, !options.flag('json'));
    const ids = event === undefined ? operands : await watch.runsOf(event, options.text('source'));
    const runs = await watch.untilEnd(ids);
    const lines = ids.length === 0 ? ['No workflow fired for this event.'] : [];
    return { json: { runs }, lines, failed: runs.some(wentWrong) };
  },
};

function limitOf(options: Options): number {
  const written = options.text('timeout');
  if (written === undefined) return Infinity;
  const seconds = Number(written);
  if (written.trim() === '' || !(seconds > 0)) throw new UsageError('--timeout takes a number of seconds above 0.');
  return seconds * 1_000;
}

/** Milliseconds: quick while something is about to happen, easy on the gateway when a run waits. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [250, 3_000];
/** So many answers may be missing in a row: a gateway that is restarted comes back. */
const PATIENCE = 10;

class Watch {
  readonly #told = new Set<string>();
  readonly #deadline: number;
  #missed = 0;
  #pause = FIRST_PAUSE;

  constructor(
    private readonly api: Api,
    private readonly world: World,
    limit: number,
    private readonly tells: boolean,
  ) {
    this.#deadline = world.now() + limit;
  }

  /** Ids of the runs that an event started, once it is planned. */
  async runsOf(event: string, source: string | undefined): Promise<readonly string[]> {
    for (;;) {
      const explained = await this.look('/v1/explain', { event, source });
      if (explained?.['planned'] === true)
        return objects(explained['workflows']).flatMap(({ fired, run }) => (fired === true ? [text(run)] : []));
      await this.rest('the event to be planned');
    }
  }

  async untilEnd(ids: readonly string[]): Promise<readonly JsonObject[]> {
    const ended = new Map<string, JsonObject>();
    for (;;) {
      for (const id of ids.filter((one) => !ended.has(one))) {
        const run = await this.look(`/v1/runs/${encodeURIComponent(id)}`);
        if (run === undefined) continue;
        this.tell(id, run);
        if (hasEnded(run)) ended.set(id, run);
      }
      if (ended.size === ids.length) return ids.map((id) => ended.get(id) ?? object(undefined));
      await this.rest('the end');
    }
  }

  private tell(id: string, run: JsonObject): void {
    const fresh = progressOf(run).filter((line) => !this.#told.has(`${id} ${line}`));
    if (fresh.length === 0) return;
    this.#pause = FIRST_PAUSE;
    for (const line of fresh) this.#told.add(`${id} ${line}`);
    if (this.tells) this.world.print(fresh.map(visible).join('\n'));
  }

  /** Undefined for what is not there yet, or cannot be asked at the moment. */
  private async look(path: string, query: Readonly<Record<string, string | undefined>> = {}) {
    try {
      const { body } = await this.api.send({ method: 'GET', path, query });
      this.#missed = 0;
      return body;
    } catch (error) {
      if (!(error instanceof CommandError) || !PASSING.has(error.code)) throw error;
      this.#missed += 1;
      // What was planned is recorded soon; an id that nobody knows stays unknown.
      if (this.#missed > PATIENCE && !(error.code === 'not_found' && this.#deadline < Infinity)) throw error;
      return undefined;
    }
  }

  private async rest(what: string): Promise<void> {
    const left = this.#deadline - this.world.now();
    if (left <= 0) throw new CommandError('timeout', `The time is over; ${what} has not come yet.`);
    await this.world.pause(Math.min(this.#pause, left));
    this.#pause = Math.min(this.#pause * 1.5, LONGEST_PAUSE);
  }
}

const PASSING: ReadonlySet<string> = new Set([
  'not_found',
  'unreachable',
  'unavailable',
  'http_502',
  'http_503',
  'http_504',
]);
