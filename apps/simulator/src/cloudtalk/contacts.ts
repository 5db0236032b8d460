import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { envelope, failure } from './envelope.js';

/** Contacts with their tags and notes, as long as the simulator runs. */
export class Contacts {
  readonly #contacts = new Map<
    string,
    { fields: Readonly<Record<string, unknown>>; tags: string[]; notes: string[] }
  >();
  #nextId = 12_345;

  add(request: SimRequest): SimAnswer {
    const fields = readFields(request);
    if (fields === undefined) return failure(400, 'Bad Request');
    if (textOf(fields.name) === '') return failure(406, 'Not Acceptable', { name: ['Name is required'] });
    const id = String(this.#nextId++);
    this.#contacts.set(id, { fields, tags: [], notes: [] });
    return { ...envelope(201, { status: 201, data: { id } }), effect: 'contact' };
  }

  edit(id: string, request: SimRequest): SimAnswer {
    const fields = readFields(request);
    const contact = this.#contacts.get(id);
    if (fields === undefined) return failure(400, 'Bad Request');
    if (contact === undefined) return failure(404, 'Not Found');
    if ('name' in fields && textOf(fields.name) === '') {
      return failure(406, 'Not Acceptable', { name: ['Name is required'] });
    }
    contact.fields = { ...contact.fields, ...fields };
    return { ...envelope(200, { status: 200, data: { id } }), effect: 'contact' };
  }

  tag(id: string, request: SimRequest): SimAnswer {
    const tags: unknown = readFields(request)?.tags;
    const contact = this.#contacts.get(id);
    if (contact === undefined) return failure(404, 'Not Found');
    if (!Array.isArray(tags)) return failure(406, 'Not Acceptable', { tags: ['Tags are required'] });
    contact.tags.push(...tags.map(textOf));
    return { ...envelope(200, { status: 200, data: { id } }), effect: 'tags' };
  }

  note(id: string, request: SimRequest): SimAnswer {
    const note = textOf(readFields(request)?.note);
    const contact = this.#contacts.get(id);
    if (contact === undefined) return failure(404, 'Not Found');
    if (note === '') return failure(406, 'Not Acceptable', { note: ['Note is required'] });
    contact.notes.push(note);
    return { ...envelope(201, { status: 201, data: { id: String(this.#nextId++) } }), effect: 'note' };
  }
}
