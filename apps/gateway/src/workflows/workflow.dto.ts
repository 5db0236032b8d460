import type { Json, JsonObject } from '@hookswitch/domain';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsNotEmpty, IsObject, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { IsText } from '../http/is-text.js';
import { PageQuery } from '../http/page.query.js';

const MAX_VERSION = 2_147_483_647;

export class SaveQuery {
  @ApiPropertyOptional({ description: 'Why this version was made.', maxLength: 500 })
  @IsOptional()
  @IsText(500)
  readonly message?: string;
}

export class WorkflowListQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'boolean' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly enabled?: boolean;

  @ApiPropertyOptional({ description: 'Exactly this name.' })
  @IsOptional()
  @IsText(63)
  readonly name?: string;
}

export class RollbackBody {
  @ApiProperty({ type: 'integer', minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  readonly version!: number;

  @ApiPropertyOptional({ maxLength: 500 })
  @IsOptional()
  @IsText(500)
  readonly message?: string;
}

export class SampleChoice {
  @ApiProperty({ example: 'call.ended' })
  @IsText(200)
  @IsNotEmpty()
  readonly type!: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, default: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  readonly index?: number;
}

export class RecordedChoice {
  @ApiProperty({ description: 'Event id.' })
  @IsText(1_000)
  @IsNotEmpty()
  readonly id!: string;

  @ApiPropertyOptional({ description: 'Needed where several sources use the same id.' })
  @IsOptional()
  @IsText(1_000)
  readonly source?: string;
}

/** One of `document` and `workflow`; one of `event`, `sample` and `recorded`. */
export class DryRunBody {
  @ApiPropertyOptional({ description: 'A draft.', type: 'object', additionalProperties: true })
  @IsOptional()
  readonly document?: Json;

  @ApiPropertyOptional({ description: 'Id of a saved workflow.', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  readonly workflow?: string;

  @ApiPropertyOptional({ description: 'A CloudEvent in JSON.', type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  readonly event?: JsonObject;

  @ApiPropertyOptional({ description: 'A sample of the catalogue.', type: SampleChoice })
  @IsOptional()
  @ValidateNested()
  @Type(() => SampleChoice)
  readonly sample?: SampleChoice;

  @ApiPropertyOptional({ description: 'An event that was received.', type: RecordedChoice })
  @IsOptional()
  @ValidateNested()
  @Type(() => RecordedChoice)
  readonly recorded?: RecordedChoice;

  @ApiPropertyOptional({ description: 'The clock of the dry run; now by default.', format: 'date-time' })
  @IsOptional()
  @IsInstant()
  readonly at?: string;
}
