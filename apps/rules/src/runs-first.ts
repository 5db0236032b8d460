import type { RunStage } from '@hookswitch/domain';
import {
  MessagingError,
  type Assignment,
  type Batch,
  type BusRecord,
  type Committed,
  type EventBus,
} from '@hookswitch/messaging';
import type { Logger } from '@hookswitch/platform';
import type { CommandSender } from './command-sender.js';
import type { RulesMeters } from './meters.js';
import type { Planner, RecordPlan } from './planner.js';
import { runsEntries } from './runs-entries.js';
import { RunsLog, type Account } from './runs-log.js';

export interface RunsFirstOptions {
  readonly bus: EventBus;
  readonly log: Logger;
  readonly meters: RulesMeters;
  readonly sender: CommandSender;
  readonly planner: Planner;
  /** The partition of `runs.v1` that accounts for a partition of the source. */
  readonly accountOf: (partition: number) => Account;
  /** Build that plans, for the account. */
  readonly engine: string;
}

/** Records that were planned before are sent so many at a time. */
const MAX_RECORDED = 100;

/**
 * Takes batches of one source topic: dead letters, then the account in `runs.v1`, then the commands, then the commit, each durable before the
 * next begins. What the account already has is sent as it stands, never planned again.
 */
export class RunsFirst {
  readonly #logs = new Map<number, RunsLog>();
  readonly #committed = new Map<number, Committed>();

  constructor(private readonly options: RunsFirstOptions) {}

  assigned(assignments: readonly Assignment[]): void {
    for (const { partition, committed } of assignments) {
      this.#logs.delete(partition);
      if (committed) this.#committed.set(partition, committed);
      else this.#committed.delete(partition);
    }
  }

  revoked(partitions: readonly { readonly partition: number }[]): void {
    for (const { partition } of partitions) this.#logs.delete(partition);
  }

  /** Rejects when the bus does: the batch is to come again. A partition that was lost on the way is left to its new owner. */
  async handle(batch: Batch): Promise<void> {
    try {
      const log = await this.#open(batch.partition);
      for (let rest = batch.records; rest.length > 0 && !batch.isStale();)
        rest = rest.slice(await this.#work(rest, batch, log));
    } catch (error) {
      // Not everything that was asked for is known to be stored: the next batch reads the log again.
      this.#logs.delete(batch.partition);
      if (error instanceof MessagingError && error.code === 'fenced') return;
      throw error;
    }
  }

  /** Takes the first of the records as far as their commands leave; how many were taken. */
  async #work(records: readonly BusRecord[], batch: Batch, log: RunsLog): Promise<number> {
    await log.read((records[0]?.offset ?? 0) + 1);
    const recorded = leading(records, log).slice(0, MAX_RECORDED);
    const count = recorded.length > 0 ? recorded.length : await this.#plan(records, batch, log);
    if (batch.isStale()) return count;
    const taken = records.slice(0, count);
    const stages = taken.flatMap(({ offset }) => log.planOf(offset) ?? []);
    const commands = stages.flatMap((stage) => stage.commands);
    await this.options.sender.send(commands);
    if (recorded.length > 0) this.#noteResent(batch, commands.length);
    else this.#noteSent(stages);
    await this.#commit(batch, log, (taken.at(-1)?.offset ?? -1) + 1);
    return count;
  }

  /** How many of the records have a plan afterwards: at least one, unless the partition was lost. */
  async #plan(records: readonly BusRecord[], batch: Batch, log: RunsLog): Promise<number> {
    const { bus, planner, meters, engine, accountOf } = this.options;
    const { plans, revisions } = await planner.plan(records);
    if (batch.isStale()) return plans.length;
    const letters = plans.flatMap(({ deadLetter }) => deadLetter ?? []);
    if (letters.length > 0) await bus.publish(letters);
    if (!planner.accountsForAll && plans.every(({ stages }) => stages.length === 0)) return plans.length;
    const entries = runsEntries(withOffsets(plans, records), accountOf(batch.partition), { revisions, engine });
    const adopted = await log.append(entries);
    if (adopted > 0) {
      const { topic, partition } = batch;
      meters.adopted.inc({ topic }, adopted);
      this.options.log.warn('another process planned first: its plans are sent', { topic, partition, count: adopted });
    }
    return plans.length;
  }

  async #commit(batch: Batch, log: RunsLog, nextOffset: number): Promise<void> {
    const metadata = log.metadata(nextOffset);
    await batch.commit(nextOffset, metadata);
    this.#committed.set(batch.partition, { offset: nextOffset, metadata });
    log.forget(nextOffset);
  }

  async #open(partition: number): Promise<RunsLog> {
    const known = this.#logs.get(partition);
    if (known) return known;
    const { bus, log, accountOf } = this.options;
    const opened = await RunsLog.open(bus, accountOf(partition), this.#committed.get(partition), log);
    this.#logs.set(partition, opened);
    return opened;
  }

  #noteSent(stages: readonly RunStage[]): void {
    const { meters, log } = this.options;
    for (const { tenant, event, run, workflow, status, reason, commands } of stages) {
      for (const { command } of commands) meters.planned.inc({ connector: command.connector });
      const ids = { tenant, event: event.id, workflow: workflow.id, version: workflow.version, run };
      log.debug('decided', { ...ids, status, reason, command: commands.map(({ command }) => command.id) });
    }
  }

  #noteResent({ topic, partition, records }: Batch, count: number): void {
    this.options.meters.resent.inc(count);
    const offset = records[0]?.offset;
    this.options.log.info('sends commands as they were planned before', { topic, partition, offset, count });
  }
}

/** The first records, as far as they have been planned. */
function leading(records: readonly BusRecord[], log: RunsLog): readonly BusRecord[] {
  const end = records.findIndex(({ offset }) => !log.planOf(offset));
  return end < 0 ? records : records.slice(0, end);
}

const withOffsets = (plans: readonly RecordPlan[], records: readonly BusRecord[]) =>
  plans.flatMap(({ stages }, index) => {
    const offset = records[index]?.offset;
    return offset === undefined ? [] : [{ offset, stages }];
  });
