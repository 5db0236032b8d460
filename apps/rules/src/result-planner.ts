import { advance, isEndState, type Engines, type Result } from '@hookswitch/domain';
import { decodeMessage, type BusRecord } from '@hookswitch/messaging';
import type { ContinuationSealer } from '@hookswitch/platform';
import type { DeadLetters } from './dead-letters.js';
import { planInTurn, type BatchPlan, type Planner, type RecordPlan } from './planner.js';
import { sealed } from './sealing.js';

interface ResultPlannerOptions {
  readonly engines: Engines;
  readonly sealer: ContinuationSealer;
  readonly deadLetters: DeadLetters;
}

const NOTHING: RecordPlan = { stages: [] };

/** Takes runs on from the results that they waited for. */
export class ResultPlanner implements Planner {
  readonly accountsForAll = false;

  constructor(private readonly options: ResultPlannerOptions) {}

  async plan(records: readonly BusRecord[]): Promise<BatchPlan> {
    return { plans: await planInTurn(records, (record) => this.#planOne(record)), revisions: {} };
  }

  async #planOne(record: BusRecord): Promise<RecordPlan> {
    const { deadLetters } = this.options;
    const decoded = decodeMessage('result', record);
    if (!decoded.ok) return { stages: [], deadLetter: deadLetters.of(record, 'decode', decoded.error) };
    const result = decoded.value;
    const { tenant, event, run, command, workflow } = result;
    const ids = { tenant, event: event.id, run, command, workflow: workflow.id };
    try {
      return await this.#advance(record, result, ids);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { stages: [], deadLetter: deadLetters.of(record, 'advance', { code: 'planning_failed', message }, ids) };
    }
  }

  async #advance(record: BusRecord, result: Result, ids: Parameters<DeadLetters['of']>[3]): Promise<RecordPlan> {
    const { engines, sealer, deadLetters } = this.options;
    const { continuation: text, command, run, tenant, finishedAt } = result;
    if (text === undefined || !isEndState(result.status)) return NOTHING;
    const continuation = await sealer.open(text, { command, run, tenant });
    if (!continuation) {
      const refusal = {
        code: 'continuation_invalid' as const,
        message: 'The continuation is not one that rules sealed for this command.',
      };
      return { stages: [], deadLetter: deadLetters.of(record, 'advance', refusal, ids) };
    }
    const decision = advance(result, continuation, Date.parse(finishedAt), engines);
    return decision ? { stages: [await sealed(decision, sealer)] } : NOTHING;
  }
}
