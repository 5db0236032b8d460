import type { Assignment, Batch } from '@hookswitch/messaging';
import { ContinuationSealer, type ServiceContext, type Tracing } from '@hookswitch/platform';
import { CommandSender } from './command-sender.js';
import { DeadLetters } from './dead-letters.js';
import { DerivedAllowance } from './derived-allowance.js';
import { EventPlanner } from './event-planner.js';
import { rulesMeters } from './meters.js';
import type { Planner } from './planner.js';
import { ResultPlanner } from './result-planner.js';
import { RunsFirst } from './runs-first.js';
import type { Account } from './runs-log.js';
import { WorkflowState } from './workflow-state.js';

/** Which build planned; it is written into every account. */
const ENGINE = 'hookswitch-rules/0.1.0';

const HOLD_BACK_MS = 2_000;

type Source = 'events' | 'results';

/** Everything that rules does, put together; Nest's controller calls it. */
export class RulesWork {
  readonly #ending = new AbortController();

  private constructor(
    readonly state: WorkflowState,
    readonly events: RunsFirst,
    readonly results: RunsFirst,
    private readonly tracing: Tracing,
  ) {}

  /** Asks the bus how many partitions the topics have, which never changes. */
  static async create({ name, config, bus, topics, engines, log, metrics, tracing }: ServiceContext) {
    const count = async (topic: string) => (await bus.offsets(topic)).length;
    const meters = rulesMeters(metrics);
    const partitions = { workflows: await count(topics.workflows), tenants: await count(topics.tenants) };
    const eventPartitions = await count(topics.events);
    const state = new WorkflowState(engines, partitions, log, meters);
    const sealer = ContinuationSealer.parse(config.rulesKeys.reveal());
    const deadLetters = new DeadLetters(topics, name, log, meters);
    const derived = new DerivedAllowance();
    const sender = new CommandSender({ bus, topics, log, meters, service: name });
    const account =
      (source: Source) =>
      (partition: number): Account => ({
        source: { topic: topics[source], partition },
        runs: { topic: topics.runs, partition: source === 'events' ? partition : eventPartitions + partition },
      });
    const runsFirst = (source: Source, planner: Planner) =>
      new RunsFirst({ bus, log, meters, sender, planner, accountOf: account(source), engine: ENGINE });
    return new RulesWork(
      state,
      runsFirst(
        'events',
        new EventPlanner({ state, engines, sealer, deadLetters, meters, derived, holdBackMs: HOLD_BACK_MS }),
      ),
      runsFirst('results', new ResultPlanner({ engines, sealer, deadLetters })),
      tracing,
    );
  }

  /** Nothing is planned before all workflows are known: who takes partitions over waits for them. */
  async assigned(source: Source, partitions: readonly Assignment[]): Promise<void> {
    if (!(await this.state.complete(this.#ending.signal))) throw new Error('the service is ending');
    this[source].assigned(partitions);
  }

  async handle(source: Source, batch: Batch): Promise<void> {
    const { topic, partition, records } = batch;
    const span = this.tracing.process(topic, { attributes: { partition, records: records.length } });
    await this.tracing.within(span, () => this[source].handle(batch));
  }

  /** Lets go of those who wait for workflows. */
  end(): void {
    this.#ending.abort();
  }
}
