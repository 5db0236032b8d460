import { catalogue, eventType } from '@hookswitch/domain';
import { ControlPlane } from '@hookswitch/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FromCaller, type Caller } from '../auth/caller.js';
import { FromWrite, type WriteRequest } from '../http/write-request.js';
import { notFound } from '../problem/api-error.js';
import { NewEventTypeBody } from './event-type.dto.js';
import { EventTypeService } from './event-type.service.js';

@ApiTags('event-types')
@Controller('v1/event-types')
export class EventTypeController {
  constructor(
    private readonly plane: ControlPlane,
    private readonly service: EventTypeService,
  ) {}

  /** The catalogue and the tenant's own types, whole: forms need all of it. */
  @Get()
  async list(@FromCaller() { tenant }: Caller) {
    const own = await this.plane.read({ tenant }, ({ eventTypes }) => eventTypes.all());
    const items = [
      ...catalogue.map((type) => ({ ...type, own: false })),
      ...own.map(({ definition }) => ({ ...definition, own: true })),
    ];
    return { items };
  }

  @Post()
  create(@FromWrite() request: WriteRequest, @Body() body: NewEventTypeBody) {
    return this.service.create(request, body);
  }

  /** By name or alias. */
  @Get(':name')
  async get(@FromCaller() { tenant }: Caller, @Param('name') name: string) {
    const known = eventType(name);
    if (known) return { ...known, own: false };
    const own = await this.plane.read({ tenant }, ({ eventTypes }) => eventTypes.find(name));
    if (!own) throw notFound();
    return { ...own.definition, own: true };
  }

  @Delete(':name')
  @HttpCode(204)
  remove(@FromWrite() request: WriteRequest, @Param('name') name: string) {
    return this.service.remove(request, name);
  }
}
