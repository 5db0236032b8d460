import { randomBytes } from 'node:crypto';
import type { TelephonyEvent, Topics } from '@hookswitch/domain';
import { encodeEvent, type EventBus } from '@hookswitch/messaging';
import { ControlPlane, type History, type StoredEvent, type WriteUnit } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { BUS, CLOCK, TOPICS, type Clock } from '../core/tokens.js';
import { withinDeadline } from '../core/within-deadline.js';
import { HISTORY } from '../history/tokens.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { invalidDocument, notFound } from '../problem/api-error.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { ReplayBody } from './replay.dto.js';
import { ulid } from './ulid.js';

const DEADLINE_MS = 5_000;
/** Of an id; a longer one loses its end, as the whole stands beside it. */
const MAX_LENGTH = 512 - 27;

interface Replayed {
  readonly id: string;
  readonly source: string;
  readonly replayof: string;
}

/** Publishes a received event once more under a new id, so that it has its effects again. */
@Injectable()
export class ReplayService {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(BUS) private readonly bus: EventBus,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly plane: ControlPlane,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Resolves once it is durable. It is noted before, and published each time that it is asked for: under the same idempotency key it has
   * the same id, and so no second effect. Rejects with `not_found`, `invalid_document`, `unavailable`.
   */
  async replay(request: WriteRequest, id: string, { source, workflows }: ReplayBody): Promise<Answer> {
    const { tenant } = request.caller;
    const answer = await request.run(this.plane, async (unit) => {
      const { event } = await this.find(tenant, id, source);
      await mustExist(unit, workflows);
      const replayed = { id: this.idOf(event), source: event.source, replayof: event.id };
      const chosen = workflows ? { workflows: [...workflows] } : {};
      await unit.note('event.replayed', { kind: 'event', id }, { ...replayed, ...chosen });
      return Answer.accepted(replayed);
    });
    const replayed = answer.body as Replayed;
    await this.publish(await this.find(tenant, id, replayed.source), replayed, workflows);
    return answer;
  }

  private async find(tenant: string, id: string, source: string | undefined): Promise<StoredEvent> {
    const [stored] = await this.history.event(tenant, id, source);
    if (!stored) throw notFound();
    return stored;
  }

  private idOf({ id }: TelephonyEvent): string {
    return `${id.slice(0, MAX_LENGTH)}~${ulid(this.now(), randomBytes(10))}`;
  }

  private async publish(
    { event: { traceparent, tracestate, revision: _then, replayworkflows: _others, ...event } }: StoredEvent,
    replayed: Replayed,
    workflows: readonly string[] | undefined,
  ): Promise<void> {
    const revision = this.tenants.revision(event.tenant);
    const again: TelephonyEvent = {
      ...event,
      ...replayed,
      ...(workflows && { replayworkflows: workflows.map((id) => id.toLowerCase()).join(',') }),
      ...(revision !== undefined && { revision }),
    };
    await withinDeadline(this.bus.publish([encodeEvent(this.topics.events, again)]), DEADLINE_MS);
  }
}

async function mustExist(unit: WriteUnit, workflows: readonly string[] = []): Promise<void> {
  const missing: number[] = [];
  for (const [at, id] of workflows.entries()) if (!(await unit.workflows.find(id))) missing.push(at);
  if (missing.length === 0) return;
  const message = 'There is no such workflow.';
  throw invalidDocument(missing.map((at) => ({ pointer: `/workflows/${at}`, code: 'unknown_workflow', message })));
}
