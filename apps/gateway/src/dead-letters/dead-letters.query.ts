import type { LetterState } from '@hookswitch/persistence';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { IsText } from '../http/is-text.js';
import { PageQuery } from '../http/page.query.js';

const STATES = ['open', 'redriven', 'discarded', 'all'] as const;

const Id = (description: string): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional({ format: 'uuid', description }), IsOptional(), IsUUID());
const Name = (description: string, example?: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ description, ...(example !== undefined && { example }) }),
    IsOptional(),
    IsText(1_000),
  );

/** Which dead letters; every part that is given must hold. */
export class DeadLetterFilterQuery {
  @ApiPropertyOptional({
    enum: ['message', 'command'],
    description: 'Records that no service could take, or commands that ended dead.',
  })
  @IsOptional()
  @IsIn(['message', 'command'])
  readonly kind?: 'message' | 'command';

  @Name('Why it is dead: the reason, or the code of the last error.', 'exhausted')
  readonly reason?: string;

  @Name('Of messages: where they could not go on.', 'decode')
  readonly stage?: string;

  @Id('Workflow id.')
  readonly workflow?: string;

  @Name('Type of connector.', 'http')
  readonly connector?: string;

  @Id('Run id.')
  readonly run?: string;

  @Name('The call (or message, contact) id.')
  readonly subject?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Dead not before.' })
  @IsOptional()
  @IsInstant()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Dead before.' })
  @IsOptional()
  @IsInstant()
  readonly to?: string;
}

export class DeadLettersQuery extends IntersectionType(DeadLetterFilterQuery, PageQuery) {
  @ApiPropertyOptional({
    enum: STATES,
    description:
      'Absent: open, those that wait for a person. Redriven: messages that were published again. Discarded: those that somebody let rest.',
  })
  @IsOptional()
  @IsIn(STATES)
  readonly state?: LetterState | 'all';
}
