import type { History } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { cut, pageAfter, positionOf } from '../history/positions.js';
import { seesPayloads } from '../history/show.js';
import { HISTORY } from '../history/tokens.js';
import { Cursors } from '../http/cursors.js';
import { notFound } from '../problem/api-error.js';
import type { DeadLettersQuery } from './dead-letters.query.js';
import { showDeadLetter, showDeadLetterDetail } from './show-dead-letter.js';

/** Dead letters as both edges show them. */
@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. Rejects with `invalid_cursor`. */
  async list(caller: Caller, { limit, cursor, state = 'open', ...search }: DeadLettersQuery) {
    const { tenant } = caller;
    const scope = { tenant, list: `dead-letters ${JSON.stringify({ ...search, state })}` };
    const page = this.cursors.request(scope, {
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    });
    const filter = { ...search, ...(state !== 'all' && { state }) };
    const rows = await this.history.deadLetters(tenant, filter, pageAfter(page));
    const payloads = seesPayloads(caller);
    return this.cursors.page(
      scope,
      cut(rows, page.limit, (letter) => positionOf(letter.at, letter.id)),
      (letter) => showDeadLetter(letter, payloads),
    );
  }

  /** With payloads for those who may see them. Rejects with `not_found`. */
  async get(caller: Caller, id: string) {
    const letter = await this.history.deadLetter(caller.tenant, id);
    if (!letter) throw notFound();
    return showDeadLetterDetail(letter, seesPayloads(caller));
  }
}
