import { ControlPlane } from '@hookswitch/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { FromCaller, type Caller } from '../auth/caller.js';
import { entityTag } from '../http/answer.js';
import { Cursors } from '../http/cursors.js';
import { customMethod } from '../http/custom-method.js';
import { ResourceIdPipe } from '../http/resource-id.pipe.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { DeleteQuery } from '../secrets/secret.dto.js';
import { ConnectionBody, ConnectionListQuery, NewConnectionBody } from './connection.dto.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionTester } from './connection-tester.js';

@ApiTags('connections')
@Controller('v1/connections')
export class ConnectionController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: ConnectionService,
    private readonly tester: ConnectionTester,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@FromCaller() { tenant }: Caller, @Query() { connector, ...page }: ConnectionListQuery) {
    const scope = { tenant, list: `connections ${connector ?? ''}` };
    const filter = connector === undefined ? {} : { connector };
    const found = await this.plane.read({ tenant }, ({ connections }) =>
      connections.list(this.cursors.request(scope, page), filter),
    );
    return this.cursors.page(scope, found, (connection) => this.service.show(connection));
  }

  @Post()
  create(@FromWrite() request: WriteRequest, @Body() body: NewConnectionBody) {
    return this.service.create(request, body);
  }

  @Get(':id')
  async get(
    @FromCaller() { tenant }: Caller,
    @Param('id', ResourceIdPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const connection = await this.plane.read({ tenant }, ({ connections }) => connections.find(id));
    if (!connection) throw notFound();
    void reply.header('ETag', entityTag(connection.generation));
    return this.service.show(connection);
  }

  @Put(':id')
  update(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string, @Body() body: ConnectionBody) {
    return this.service.update(request, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string, @Query() { force }: DeleteQuery) {
    return this.service.remove(request, id, force === 'true');
  }

  /** Uses the account for real, without an effect: a look-up at the provider. */
  @Post(customMethod('test'))
  @HttpCode(200)
  test(@FromWrite() request: WriteRequest, @Param('id', ResourceIdPipe) id: string) {
    return this.tester.test(request, id);
  }
}
