import { ControlPlane, type AuditEntry } from '@hookswitch/persistence';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Cursors } from '../http/cursors.js';
import { PageQuery } from '../http/page.query.js';

class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'workflow.saved' })
  @IsOptional()
  @Matches(/^[a-z_]{1,40}\.[a-z_]{1,40}$/)
  readonly action?: string;
}

const showEntry = ({ at, ...entry }: AuditEntry) => ({ ...entry, at: at.toISOString() });

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly cursors: Cursors,
  ) {}

  /** Newest first. Each entry holds the hash of the one before it. */
  @Get()
  async list(@FromCaller() { tenant }: Caller, @Query() { action, ...page }: AuditQuery) {
    const scope = { tenant, list: `audit ${action ?? ''}` };
    const found = await this.plane.read({ tenant }, ({ audit }) =>
      audit.list(this.cursors.request(scope, page), action === undefined ? {} : { action }),
    );
    return this.cursors.page(scope, found, showEntry);
  }
}
