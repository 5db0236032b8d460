import { ControlPlane } from '@hookswitch/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { Cursors } from '../http/cursors.js';
import { PageQuery } from '../http/page.query.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { DeleteQuery, NewSecretBody, SecretChange } from './secret.dto.js';
import { SecretService, showSecret } from './secret.service.js';

@ApiTags('secrets')
@Controller('v1/secrets')
export class SecretController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: SecretService,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@FromCaller() { tenant }: Caller, @Query() page: PageQuery) {
    const scope = { tenant, list: 'secrets' };
    const found = await this.plane.read({ tenant }, ({ secrets }) => secrets.list(this.cursors.request(scope, page)));
    return this.cursors.page(scope, found, showSecret);
  }

  @Post()
  create(@FromWrite() request: WriteRequest, @Body() body: NewSecretBody) {
    return this.service.create(request, body);
  }

  @Get(':name')
  async get(@FromCaller() { tenant }: Caller, @Param('name') name: string) {
    const secret = await this.plane.read({ tenant }, ({ secrets }) => secrets.find(name));
    if (!secret) throw notFound();
    return showSecret(secret);
  }

  @Put(':name')
  replace(@FromWrite() request: WriteRequest, @Param('name') name: string, @Body() body: SecretChange) {
    return this.service.replace(request, name, body);
  }

  @Delete(':name')
  @HttpCode(204)
  remove(@FromWrite() request: WriteRequest, @Param('name') name: string, @Query() { force }: DeleteQuery) {
    return this.service.remove(request, name, force === 'true');
  }
}
