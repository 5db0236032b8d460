import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { IsText } from '../http/is-text.js';
import { PageQuery } from '../http/page.query.js';

/** Times from (inclusive) and to (exclusive). */
export class TimesQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'Not before.' })
  @IsOptional()
  @IsInstant()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before.' })
  @IsOptional()
  @IsInstant()
  readonly to?: string;
}

export class RunsQuery extends TimesQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Workflow id.' })
  @IsOptional()
  @IsUUID()
  readonly workflow?: string;

  @ApiPropertyOptional({ description: 'The call (or message, contact) id.' })
  @IsOptional()
  @IsText(1_000)
  readonly subject?: string;

  @ApiPropertyOptional({ enum: ['running', 'succeeded', 'skipped', 'cancelled', 'dead'] })
  @IsOptional()
  @IsIn(['running', 'succeeded', 'skipped', 'cancelled', 'dead'])
  readonly status?: string;

  @ApiPropertyOptional({ description: 'Id of the event that started it.' })
  @IsOptional()
  @IsText(1_000)
  readonly event?: string;

  @ApiPropertyOptional({ description: "E.164: a number of the event's call or message." })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/)
  readonly number?: string;
}

export class EventsQuery extends TimesQuery {
  @ApiPropertyOptional({ example: 'call.ended' })
  @IsOptional()
  @IsText(200)
  readonly type?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsText(1_000)
  readonly subject?: string;

  @ApiPropertyOptional({ description: 'E.164.' })
  @IsOptional()
  @Matches(/^\+[1-9]\d{1,14}$/)
  readonly number?: string;
}

export class EventIdQuery {
  @ApiPropertyOptional({ description: 'Source of the event, where several use the same id.' })
  @IsOptional()
  @IsText(1_000)
  readonly source?: string;
}

export class ExplainQuery extends EventIdQuery {
  @ApiPropertyOptional({ description: 'Id of the event.', required: true })
  @IsText(1_000)
  readonly event!: string;
}
