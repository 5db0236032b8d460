import type { Json, JsonObject } from '../json.js';
import { fieldsOf, type FieldDescription } from './fields.js';

/** One entry of the catalogue. The API serves it as it stands; a tenant's own types have the same shape. */
export interface EventType {
  /** `<object>.<action>`: the CloudEvents `type`. */
  readonly name: string;
  readonly object: string;
  readonly action: string;
  /** Other names of the same type that triggers and producers may use, e.g. `sms.received`. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** JSON Schema (2020-12) of `data`; unknown fields are allowed everywhere. */
  readonly dataSchema: JsonObject;
  /** Useful fields: what forms offer and templates can name. */
  readonly fields: readonly FieldDescription[];
  /** Complete CloudEvents in JSON. */
  readonly samples: readonly JsonObject[];
}

interface ObjectEvents {
  readonly object: string;
  /** Other names of the object. */
  readonly aliases: readonly string[];
  /** The field of `data` that is the CloudEvents `subject`. */
  readonly subject: string;
  readonly actions: readonly {
    readonly action: string;
    readonly description: string;
    readonly schema: JsonObject;
    /** `data` of the samples. */
    readonly samples: readonly JsonObject[];
  }[];
}

/** Event types of one object, with samples completed to CloudEvents and useful fields read off the schema and the samples. */
export const describeEvents = ({ object, aliases, subject, actions }: ObjectEvents): readonly EventType[] =>
  actions.map(({ action, description, schema, samples }) => ({
    name: `${object}.${action}`,
    object,
    action,
    aliases: aliases.map((alias) => `${alias}.${action}`),
    description,
    dataSchema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema },
    fields: fieldsOf(schema, samples),
    samples: samples.map((data, index) => cloudEvent(`${object}.${action}`, index, data[subject], data)),
  }));

function cloudEvent(type: string, index: number, subject: Json | undefined, data: JsonObject): JsonObject {
  const id = `evt-${type.replaceAll(/[._]/g, '-')}-${index + 1}`;
  return {
    specversion: '1.0',
    id,
    source: '/cloudtalk/acme',
    type,
    subject: typeof subject === 'string' || typeof subject === 'number' ? String(subject) : id,
    time: '2026-11-20T09:16:04.120Z',
    datacontenttype: 'application/json',
    data,
  };
}
