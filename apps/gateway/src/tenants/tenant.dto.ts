import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsOptional, Matches } from 'class-validator';
import { IsText } from '../http/is-text.js';

const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

export class TenantChange {
  @ApiPropertyOptional({ maxLength: 200 })
  @IsOptional()
  @IsText(200)
  @IsNotEmpty()
  readonly title?: string;

  @ApiPropertyOptional({ description: 'Its keys no longer work and its events start nothing.' })
  @IsOptional()
  @IsBoolean()
  readonly suspended?: boolean;

  @ApiPropertyOptional({ description: '`call.missed` and `call.voicemail_left` also match a fitting `call.ended`.' })
  @IsOptional()
  @IsBoolean()
  readonly deriveCallEvents?: boolean;
}

export class NewTenantBody extends TenantChange {
  @ApiProperty({ pattern: TENANT_ID.source })
  @Matches(TENANT_ID, { message: 'a tenant id consists of lower-case letters, digits and hyphens, 1 to 63 of them' })
  readonly id!: string;
}
