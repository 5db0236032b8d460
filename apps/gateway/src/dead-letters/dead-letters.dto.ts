import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { IsText } from '../http/is-text.js';
import { DeadLetterFilterQuery } from './dead-letters.query.js';

const MAX_COUNT = 2_147_483_647;
export const DEFAULT_PER_SECOND = 10;

export class RedriveOneBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description:
      'Of a command: how often it had been redriven when it was looked at. Refused with 409 when that has changed since.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_COUNT)
  readonly redrives?: number;
}

export class DiscardBody {
  @ApiProperty({ maxLength: 500, description: 'Kept with the dead letter, and in the audit log.' })
  @IsNotEmpty()
  @IsText(500)
  readonly reason!: string;
}

/** Open dead letters that match are redriven, oldest first. */
export class RedriveManyBody extends DeadLetterFilterQuery {
  @ApiPropertyOptional({ type: 'number', minimum: 0.01, maximum: 1_000, default: DEFAULT_PER_SECOND })
  @IsOptional()
  @IsNumber()
  @Min(0.01)
  @Max(1_000)
  readonly perSecond?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: 'At most so many; absent: all that match.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_COUNT)
  readonly most?: number;
}
