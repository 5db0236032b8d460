import { ControlPlane, type Care, type DeadLetterDetail, type History } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../core/tokens.js';
import { HISTORY } from '../history/tokens.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, notFound } from '../problem/api-error.js';
import { LetterSender } from './letter-sender.js';
import { CARE } from './tokens.js';

/** What a redrive answers: enough to ask for it once more when the same request comes again. */
type Asked =
  | { readonly id: string; readonly kind: 'message'; readonly redriveRequested: true }
  | {
      readonly id: string;
      readonly kind: 'command';
      readonly run: string;
      readonly connector: string;
      readonly redrives: number;
      readonly redriveRequested: true;
    };

/** What people make of one dead letter. It is noted before it is done, and done each time that it is asked for: twice does no harm. */
@Injectable()
export class LetterKeeper {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(CARE) private readonly care: Care,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly plane: ControlPlane,
    private readonly sender: LetterSender,
  ) {}

  /** `seen`: how often the command had been redriven. Rejects with `not_found`, `conflict`, `not_redrivable`. */
  async redrive(request: WriteRequest, id: string, seen: number | undefined): Promise<Answer> {
    const { tenant, name: by } = request.caller;
    const answer = await request.run(this.plane, async (unit) => {
      const letter = await this.find(tenant, id);
      await this.mustBeRedrivable(tenant, letter, seen);
      const redrives = letter.kind === 'command' ? { redrives: letter.redrives } : {};
      await unit.note('dead_letter.redriven', { kind: 'dead_letter', id }, redrives);
      return Answer.accepted(askedOf(letter));
    });
    const asked = answer.body as Asked;
    const letter = asked.kind === 'command' ? asked : await this.messageOf(tenant, id);
    const decided = { tenant, by, at: new Date(this.now()).toISOString() };
    const sent = await this.sender.send(decided, [letter]);
    if (sent.size === 0) throw notRedrivable('It does not fit where it would have to go.');
    const redrives = asked.kind === 'command' ? asked.redrives : 0;
    await this.care.decide(decided, [{ letter: id, redrives, what: 'redriven' }]);
    return answer;
  }

  /** It stays readable, and is no longer listed unless asked for. Rejects with `not_found`. */
  async discard(request: WriteRequest, id: string, reason: string): Promise<Answer> {
    const { tenant, name: by } = request.caller;
    const answer = await request.run(this.plane, async (unit) => {
      const letter = await this.find(tenant, id);
      const redrives = letter.kind === 'command' ? letter.redrives : 0;
      await unit.note('dead_letter.discarded', { kind: 'dead_letter', id }, { redrives, reason });
      return Answer.ok({ id, state: 'discarded', redrives, reason });
    });
    const { redrives } = answer.body as { readonly redrives: number };
    const decided = { tenant, by, at: new Date(this.now()).toISOString() };
    await this.care.decide(decided, [{ letter: id, redrives, what: 'discarded', reason }]);
    return answer;
  }

  private async find(tenant: string, id: string): Promise<DeadLetterDetail> {
    const letter = await this.history.deadLetter(tenant, id);
    if (!letter) throw notFound();
    return letter;
  }

  private async messageOf(tenant: string, id: string): Promise<DeadLetterDetail & { readonly kind: 'message' }> {
    const letter = await this.find(tenant, id);
    if (letter.kind !== 'message') throw notFound();
    return letter;
  }

  private async mustBeRedrivable(tenant: string, letter: DeadLetterDetail, seen: number | undefined): Promise<void> {
    if (letter.state === 'discarded') throw notRedrivable(`It was discarded: ${letter.decision?.reason ?? ''}`);
    if (letter.kind === 'command' && seen !== undefined && seen !== letter.redrives)
      throw new ApiError('conflict', `It has been redriven ${letter.redrives} times by now.`);
    const why = await this.sender.refusal(tenant, letter);
    if (why !== undefined) throw notRedrivable(why);
  }
}

const notRedrivable = (why: string): ApiError => new ApiError('not_redrivable', why);

function askedOf(letter: DeadLetterDetail): Asked {
  const { id } = letter;
  if (letter.kind === 'message') return { id, kind: 'message', redriveRequested: true };
  const { run, connector, redrives } = letter;
  return { id, kind: 'command', run, connector, redrives, redriveRequested: true };
}
