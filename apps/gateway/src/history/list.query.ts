import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '../http/page.query.js';

// Postgres stores no NUL, so nothing can be found by one.
const TEXT = /^[^\u0000]*$/;

/** Times from (inclusive) and to (exclusive). */
export class TimesQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'Not before.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly to?: string;
}

export class RunsQuery extends TimesQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Workflow id.' })
  @IsOptional()
  @IsUUID()
  readonly workflow?: string;

  @ApiPropertyOptional({ description: 'The call (or message, contact) id.' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  @Matches(TEXT)
  readonly subject?: string;

  @ApiPropertyOptional({ enum: ['running', 'succeeded', 'skipped', 'cancelled', 'dead'] })
  @IsOptional()
  @IsIn(['running', 'succeeded', 'skipped', 'cancelled', 'dead'])
  readonly status?: string;

  @ApiPropertyOptional({ description: 'Id of the event that started it.' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  @Matches(TEXT)
  readonly event?: string;

  @ApiPropertyOptional({ description: "E.164: a number of the event's call or message." })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/)
  readonly number?: string;
}

export class EventsQuery extends TimesQuery {
  @ApiPropertyOptional({ example: 'call.ended' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(TEXT)
  readonly type?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  @Matches(TEXT)
  readonly subject?: string;

  @ApiPropertyOptional({ description: 'E.164.' })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/)
  readonly number?: string;
}

export class DeadLettersQuery extends TimesQuery {
  @ApiPropertyOptional({
    enum: ['message', 'command'],
    description: 'Records that no service could take, or commands that ended dead.',
  })
  @IsOptional()
  @IsIn(['message', 'command'])
  readonly kind?: 'message' | 'command';

  @ApiPropertyOptional({ example: 'invalid_json' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(TEXT)
  readonly reason?: string;

  @ApiPropertyOptional({ example: 'decode' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(TEXT)
  readonly stage?: string;
}

export class EventIdQuery {
  @ApiPropertyOptional({ description: 'Source of the event, where several use the same id.' })
  @IsOptional()
  @IsString()
  @MaxLength(1_000)
  @Matches(TEXT)
  readonly source?: string;
}

export class ExplainQuery extends EventIdQuery {
  @ApiPropertyOptional({ description: 'Id of the event.', required: true })
  @IsString()
  @MaxLength(1_000)
  @Matches(TEXT)
  readonly event!: string;
}
