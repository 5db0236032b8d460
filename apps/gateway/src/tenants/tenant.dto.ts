import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsText } from '../http/is-text.js';
import type { Retention } from '@hookswitch/persistence';
import type { Limit } from './limits.js';
import { QUOTAS, type QuotaName } from './quotas.js';
import { RETENTION } from './retention.js';

const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** May be left out, but not null. */
const MayBeAbsent = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined);

/** In a change: null takes it back to the default. */
function IsLimit({ min, max, description, default: usual }: Limit): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'integer',
      nullable: true,
      minimum: min,
      maximum: max,
      description: `${description} Null: ${usual.toLocaleString('en')}, as for all.`,
    }),
    IsOptional(),
    IsInt(),
    Min(min),
    Max(max),
  );
}

const IsQuota = (name: QuotaName): PropertyDecorator => IsLimit(QUOTAS[name]);

export class QuotasBody implements Readonly<Partial<Record<QuotaName, number | null>>> {
  @IsQuota('workflows')
  readonly workflows?: number | null;

  @IsQuota('everyEventWorkflows')
  readonly everyEventWorkflows?: number | null;

  @IsQuota('stepsPerWorkflow')
  readonly stepsPerWorkflow?: number | null;

  @IsQuota('connections')
  readonly connections?: number | null;

  @IsQuota('secrets')
  readonly secrets?: number | null;

  @IsQuota('eventsPerSecond')
  readonly eventsPerSecond?: number | null;

  @IsQuota('eventBurst')
  readonly eventBurst?: number | null;

  @IsQuota('eventBytes')
  readonly eventBytes?: number | null;
}

export class RetentionBody implements Readonly<Partial<Record<keyof Retention, number | null>>> {
  @IsLimit(RETENTION.eventDays)
  readonly eventDays?: number | null;

  @IsLimit(RETENTION.runDays)
  readonly runDays?: number | null;
}

/** What a tenant may change of itself. */
export class OwnTenantChange {
  @ApiPropertyOptional({ description: '`call.missed` and `call.voicemail_left` also match a fitting `call.ended`.' })
  @MayBeAbsent()
  @IsBoolean()
  readonly deriveCallEvents?: boolean;
}

export class TenantChange extends OwnTenantChange {
  @ApiPropertyOptional({ maxLength: 200 })
  @MayBeAbsent()
  @IsText(200)
  @IsNotEmpty()
  readonly title?: string;

  @ApiPropertyOptional({ type: QuotasBody, description: 'Those that are left out stay as they are.' })
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => QuotasBody)
  readonly quotas?: QuotasBody;

  @ApiPropertyOptional({ type: RetentionBody, description: 'What is left out stays as it is.' })
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => RetentionBody)
  readonly retention?: RetentionBody;
}

export class NewTenantBody extends TenantChange {
  @ApiProperty({ pattern: TENANT_ID.source })
  @Matches(TENANT_ID, { message: 'a tenant id consists of lower-case letters, digits and hyphens, 1 to 63 of them' })
  readonly id!: string;
}

export class SuspensionBody {
  @ApiProperty({ maxLength: 500, description: 'Told to whoever uses a key of the tenant.' })
  @IsText(500)
  @IsNotEmpty()
  readonly reason!: string;
}

export class ResumptionBody {
  @ApiPropertyOptional({ maxLength: 500, description: 'For the audit.' })
  @MayBeAbsent()
  @IsText(500)
  @IsNotEmpty()
  readonly reason?: string;
}
