import { ControlPlane } from '@hookswitch/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Cursors } from '../http/cursors.js';
import { PageQuery } from '../http/page.query.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { NewKeyBody } from './key.dto.js';
import { KeyService, showKey } from './key.service.js';

@ApiTags('api-keys')
@Controller('v1/api-keys')
export class KeyController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: KeyService,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@FromCaller() { tenant }: Caller, @Query() page: PageQuery) {
    const scope = { tenant, list: 'api-keys' };
    const found = await this.plane.read({ tenant }, ({ keys }) => keys.list(this.cursors.request(scope, page)));
    return this.cursors.page(scope, found, showKey);
  }

  @Post()
  create(@FromWrite() request: WriteRequest, @Body() body: NewKeyBody) {
    return this.service.create(request, body);
  }

  @Get(':id')
  async get(@FromCaller() { tenant }: Caller, @Param('id') id: string) {
    const key = await this.plane.read({ tenant }, ({ keys }) => keys.find(id));
    if (!key) throw notFound();
    return showKey(key);
  }

  /** Effective on every gateway within 10 seconds. The row stays, for the audit. */
  @Delete(':id')
  @HttpCode(200)
  revoke(@FromWrite() request: WriteRequest, @Param('id') id: string) {
    return this.service.revoke(request, id);
  }
}
