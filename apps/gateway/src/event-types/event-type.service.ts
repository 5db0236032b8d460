import { catalogue, fieldsOf, type EventType, type JsonObject } from '@hookswitch/domain';
import { ControlPlane, type ReadUnit } from '@hookswitch/persistence';
import { Injectable } from '@nestjs/common';
import { SchemaChecker } from '../core/schema-checker.js';
import { Answer } from '../http/answer.js';
import type { WriteRequest } from '../http/write-request.js';
import { ApiError, invalidDocument, notFound } from '../problem/api-error.js';
import type { Mistake, MistakeCode } from '../problem/request-codes.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { NewEventTypeBody } from './event-type.dto.js';

const MAX_TYPES = 200;
const MAX_SCHEMA_CHARS = 64 * 1_024;

/** Event types that tenants add to the catalogue; workflows, intake and rules know them from then on. */
@Injectable()
export class EventTypeService {
  constructor(
    private readonly plane: ControlPlane,
    private readonly schemas: SchemaChecker,
    private readonly tenants: TenantDirectory,
  ) {}

  async create(request: WriteRequest, body: NewEventTypeBody): Promise<Answer> {
    const answer = await request.run(this.plane, async (unit) => {
      const problems = [...(await nameProblems(unit, body)), ...this.schemaProblems(body)];
      if (problems.length > 0) throw invalidDocument(problems);
      const definition = definitionOf(body);
      await unit.eventTypes.create(definition);
      return Answer.created({ ...definition, own: true }, { location: `/v1/event-types/${definition.name}` });
    });
    await this.tenants.refresh(request.caller.tenant);
    return answer;
  }

  async remove(request: WriteRequest, name: string): Promise<Answer> {
    const answer = await request.run(this.plane, async (unit) => {
      const type = await unit.eventTypes.find(name);
      if (!type) throw notFound();
      const names = [name, ...type.definition.aliases];
      const users = await unit.workflows.thatMention(
        names.map((each) => JSON.stringify(each)),
        { enabled: true },
      );
      if (users.length > 0) throw new ApiError('in_use', `Workflows in force listen for it: ${users.join(', ')}.`);
      await unit.eventTypes.remove(name);
      return Answer.nothing();
    });
    await this.tenants.refresh(request.caller.tenant);
    return answer;
  }

  private schemaProblems({ dataSchema, samples = [] }: NewEventTypeBody): readonly Mistake[] {
    const at = (code: MistakeCode, message: string) => [{ pointer: '/dataSchema', code, message }];
    if (JSON.stringify(dataSchema).length > MAX_SCHEMA_CHARS) return at('too_large', 'A schema has at most 64 KiB.');
    if (dataSchema.type !== 'object')
      return at('invalid_choice', 'The data of an event is an object: "type": "object".');
    const refused = this.schemas.refuse(dataSchema);
    if (refused !== undefined) return at('invalid_schema', `This is not a JSON Schema: ${refused}.`);
    return samples.flatMap((sample, index) =>
      this.schemas
        .problems(dataSchema, sample)
        .map((problem) => ({ ...problem, pointer: `/samples/${index}${problem.pointer}` })),
    );
  }
}

async function nameProblems({ eventTypes }: ReadUnit, { name, aliases = [] }: NewEventTypeBody): Promise<Mistake[]> {
  const own = (await eventTypes.all()).map(({ definition }) => definition);
  if (own.length >= MAX_TYPES) {
    return [{ pointer: '', code: 'too_many', message: `A tenant has at most ${MAX_TYPES} event types of its own.` }];
  }
  const taken = new Set([...catalogue, ...own].flatMap((type) => [type.name, ...type.aliases]));
  const places = [['/name', name] as const, ...aliases.map((alias, index) => [`/aliases/${index}`, alias] as const)];
  return places.flatMap(([pointer, text], index) => {
    const isTaken = taken.has(text) || places.slice(0, index).some(([, before]) => before === text);
    return isTaken ? [{ pointer, code: 'duplicate', message: `"${text}" is an event type already.` }] : [];
  });
}

function definitionOf({ name, description, dataSchema, samples = [], aliases = [] }: NewEventTypeBody): EventType {
  const [object = '', action = ''] = name.split('.');
  const fields = fieldsOf(dataSchema, samples);
  const events = samples.map((data, index) => sampleEvent(name, index, data));
  return { name, object, action, aliases, description, dataSchema, fields, samples: events };
}

function sampleEvent(type: string, index: number, data: JsonObject): JsonObject {
  const id = `sample-${type.replaceAll(/[._]/g, '-')}-${index + 1}`;
  const time = '2026-01-15T09:30:00Z';
  return {
    specversion: '1.0',
    id,
    source: '/samples',
    type,
    subject: id,
    time,
    datacontenttype: 'application/json',
    data,
  };
}
