import type { Metadata } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { DiscardBody, RedriveManyBody, RedriveOneBody } from '../dead-letters/dead-letters.dto.js';
import { DeadLettersQuery } from '../dead-letters/dead-letters.query.js';
import { DeadLettersService } from '../dead-letters/dead-letters.service.js';
import { LetterKeeper } from '../dead-letters/letter-keeper.js';
import { RedrivesService } from '../dead-letters/redrives.service.js';
import type { Answer } from '../http/answer.js';
import { PageQuery } from '../http/page.query.js';
import { filterOf, letterDetailMessage, letterMessage, redriveMessage, stateOfEnum } from './dead-letter-messages.js';
import type { ListDeadLettersRequest, RedriveManyRequest } from './dead-letter-messages.js';
import { GrpcEdge, idOf, pageOf, type Call, type IdRequest } from './grpc-edge.js';

const SERVICE = 'DeadLetterService';

@Controller()
export class DeadLetterGrpcController {
  constructor(
    private readonly edge: GrpcEdge,
    private readonly letters: DeadLettersService,
    private readonly keeper: LetterKeeper,
    private readonly redrives: RedrivesService,
  ) {}

  @GrpcMethod(SERVICE, 'ListDeadLetters')
  list({ limit, cursor, filter, state }: ListDeadLettersRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ListDeadLetters`, call, async (caller) => {
      const asked = { ...filterOf(filter), ...pageOf({ limit, cursor }), state: stateOfEnum(state) };
      const { items, next } = await this.letters.list(caller, await this.edge.query(DeadLettersQuery, asked));
      return { deadLetters: items.map(letterMessage), next };
    });
  }

  @GrpcMethod(SERVICE, 'GetDeadLetter')
  get({ id = '' }: IdRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/GetDeadLetter`, call, async (caller) => ({
      deadLetter: letterDetailMessage(await this.letters.get(caller, id)),
    }));
  }

  @GrpcMethod(SERVICE, 'RedriveDeadLetter')
  async redrive({ id = '', redrives }: IdRequest & { redrives?: number }, _: Metadata, call: Call) {
    const { body } = await this.edge.write(`${SERVICE}/RedriveDeadLetter`, call, undefined, async (request) => {
      const seen = await this.edge.body(RedriveOneBody, { redrives });
      return this.keeper.redrive(request, id, seen.redrives);
    });
    return body;
  }

  @GrpcMethod(SERVICE, 'DiscardDeadLetter')
  async discard({ id = '', reason }: IdRequest & { reason?: string }, _: Metadata, call: Call) {
    const { body } = await this.edge.write(`${SERVICE}/DiscardDeadLetter`, call, undefined, async (request) => {
      const said = await this.edge.body(DiscardBody, { reason });
      return this.keeper.discard(request, id, said.reason);
    });
    return body;
  }

  @GrpcMethod(SERVICE, 'RedriveDeadLetters')
  async redriveMany({ filter, perSecond, most }: RedriveManyRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/RedriveDeadLetters`, call, undefined, async (request) => {
      // Zero is how proto3 writes that nothing was said.
      const bounds = { ...(perSecond !== 0 && { perSecond }), ...(most !== 0 && { most }) };
      return this.redrives.begin(request, await this.edge.body(RedriveManyBody, { ...filterOf(filter), ...bounds }));
    });
    return redriveAnswer(answer);
  }

  @GrpcMethod(SERVICE, 'ListRedrives')
  listRedrives(page: { readonly limit?: number; readonly cursor?: string }, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/ListRedrives`, call, async ({ tenant }) => {
      const { items, next } = await this.redrives.list(tenant, await this.edge.query(PageQuery, pageOf(page)));
      return { redrives: items.map(redriveMessage), next };
    });
  }

  @GrpcMethod(SERVICE, 'GetRedrive')
  getRedrive(named: IdRequest, _: Metadata, call: Call) {
    return this.edge.serve(`${SERVICE}/GetRedrive`, call, async ({ tenant }) => ({
      redrive: redriveMessage(await this.redrives.get(tenant, idOf(named))),
    }));
  }

  @GrpcMethod(SERVICE, 'StopRedrive')
  async stopRedrive(named: IdRequest, _: Metadata, call: Call) {
    const answer = await this.edge.write(`${SERVICE}/StopRedrive`, call, undefined, async (request) =>
      this.redrives.stop(request, idOf(named)),
    );
    return redriveAnswer(answer);
  }
}

const redriveAnswer = ({ body }: Answer) => ({ redrive: redriveMessage(body as Parameters<typeof redriveMessage>[0]) });
