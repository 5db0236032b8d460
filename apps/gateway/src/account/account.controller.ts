import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { AccountService } from './account.service.js';

const PATIENCE_MS = 2_000;

export class AccountQuery {
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Events accepted and runs begun not before; default: a day before `to`.',
  })
  @IsOptional()
  @IsInstant()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before; default: now.' })
  @IsOptional()
  @IsInstant()
  readonly to?: string;
}

@ApiTags('account')
@Controller('v1/account')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  /** Across all tenants: counts and ids, nothing of what events hold. */
  @Get()
  @ApiOperation({ summary: 'What became of every accepted event, and what is missing' })
  get(@Query() query: AccountQuery) {
    return this.account.of(query, PATIENCE_MS);
  }
}
