import { topicNames, type TelephonyEvent, type WorkflowRecord } from '@hookswitch/domain';
import { decodeMessage, encodeEvent, type BusRecord, type MessageKind, type MessageOf } from '@hookswitch/messaging';
import { ContinuationSealer, createEngines, Metrics } from '@hookswitch/platform';
import { CommandSender } from '../command-sender.js';
import { DeadLetters } from '../dead-letters.js';
import { DerivedAllowance } from '../derived-allowance.js';
import { EventPlanner } from '../event-planner.js';
import { rulesMeters } from '../meters.js';
import type { Planner } from '../planner.js';
import { ResultPlanner } from '../result-planner.js';
import { RunsFirst } from '../runs-first.js';
import { WorkflowState } from '../workflow-state.js';
import { MemoryBus } from './memory-bus.spec-helper.js';
import { NotedLog } from './noted-log.spec-helper.js';

export const topics = topicNames('t');
export const engines = createEngines();
export const sealer = new ContinuationSealer([new Uint8Array(32).fill(7)]);

/** Rules without Nest and without a broker: what one process has, over a bus that several may share. */
export class Bench {
  readonly log = new NotedLog();
  readonly meters = rulesMeters(new Metrics());
  readonly state: WorkflowState;
  readonly events: RunsFirst;
  readonly results: RunsFirst;

  constructor(
    readonly bus = new MemoryBus(),
    derived = new DerivedAllowance(),
  ) {
    const { log, meters } = this;
    this.state = new WorkflowState(engines, { workflows: 1, tenants: 1 }, log, meters);
    const deadLetters = new DeadLetters(topics, 'rules', log, meters);
    this.events = this.#runsFirst(
      'events',
      new EventPlanner({ state: this.state, engines, sealer, deadLetters, meters, derived, holdBackMs: 50 }),
    );
    this.results = this.#runsFirst('results', new ResultPlanner({ engines, sealer, deadLetters }));
  }

  put(...records: readonly WorkflowRecord[]): this {
    for (const record of records) {
      const put = this.state.workflows.put(record);
      if (!put.ok) throw new Error(JSON.stringify(put.error));
    }
    return this;
  }

  publish(...events: readonly TelephonyEvent[]) {
    return this.bus.publish(events.map((event) => encodeEvent(topics.events, event)));
  }

  commands(type = 'slack') {
    return this.bus.records(topics.commands(type)).map((record) => read('command', record));
  }

  runs(partition = 0) {
    return this.bus.records(topics.runs, partition).map((record) => read('runs', record));
  }

  deadLetters() {
    return this.bus.records(topics.deadletters).map(({ headers, value }) => ({
      reason: headers['hs_reason']?.toString(),
      value: value?.toString(),
    }));
  }

  #runsFirst(source: 'events' | 'results', planner: Planner): RunsFirst {
    const { bus, log, meters } = this;
    const sender = new CommandSender({ bus, topics, log, meters, service: 'rules' });
    const accountOf = (partition: number) => ({
      source: { topic: topics[source], partition },
      runs: { topic: topics.runs, partition: source === 'events' ? partition : 2 + partition },
    });
    return new RunsFirst({ bus, log, meters, sender, planner, accountOf, engine: 'test' });
  }
}

export function read<K extends MessageKind>(kind: K, record: BusRecord): MessageOf<K> {
  const decoded = decodeMessage(kind, record);
  if (!decoded.ok) throw new Error(`${decoded.error.message} ${decoded.error.pointer ?? ''}`);
  return decoded.value;
}
