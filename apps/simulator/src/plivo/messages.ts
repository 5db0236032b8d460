import { randomUUID } from 'node:crypto';
import { OWN_NUMBERS } from '../cloudtalk/calls.js';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { partsOf } from '../sms/parts.js';
import { failure } from './failure.js';
import { plivoReceipt } from './receipts.js';

/** Recipients of ours: Plivo documents none. */
export const INVALID_RECIPIENT = '15005550001';
export const FORBIDDEN_RECIPIENT = '15005550003';

const NUMBER = /^[1-9]\d{6,14}$/;
const own = OWN_NUMBERS.map((number) => number.slice(1));

/** The messages of all accounts, as long as the simulator runs. */
export class Messages {
  readonly #sent = new Map<string, object>();

  /** Several recipients are written `1…<4…`; receipts are sent of the first. */
  create(request: SimRequest, authToken: string): SimAnswer {
    const fields = isJson(request) ? (readFields(request) ?? {}) : {};
    const [src, dst, text] = [textOf(fields.src), textOf(fields.dst), textOf(fields.text)];
    const powerpack = textOf(fields.powerpack_uuid);
    const mistake = mistakeIn(src, dst, text, powerpack);
    if (mistake !== undefined) return failure(400, mistake);
    const recipients = dst.split('<');
    if (recipients.includes(FORBIDDEN_RECIPIENT)) {
      return failure(403, 'the country of the destination is not enabled for this account');
    }
    const isGood = (number: string) => NUMBER.test(number) && number !== INVALID_RECIPIENT;
    const uuids = recipients.filter(isGood).map((number) => this.#keep(number, src, text));
    const invalid = recipients.filter((number) => !isGood(number));
    return {
      status: 202,
      body: {
        api_id: randomUUID(),
        message: 'message(s) queued',
        message_uuid: uuids,
        ...(invalid.length > 0 && { invalid_number: invalid }),
      },
      ...(uuids.length > 0 && { effect: 'message' }),
      ...receiptOf(fields, authToken, uuids[0], recipients.find(isGood)),
    };
  }

  find(uuid: string): SimAnswer {
    const message = this.#sent.get(uuid);
    return message === undefined
      ? failure(404, 'not found')
      : { status: 200, body: { api_id: randomUUID(), ...message } };
  }

  #keep(to: string, from: string, text: string): string {
    const uuid = randomUUID();
    this.#sent.set(uuid, {
      message_uuid: uuid,
      from_number: from,
      to_number: to,
      message_direction: 'outbound',
      message_state: 'queued',
      message_type: 'sms',
      units: partsOf(text),
    });
    return uuid;
  }
}

function receiptOf(
  fields: Readonly<Record<string, unknown>>,
  authToken: string,
  uuid: string | undefined,
  to: string | undefined,
): Pick<SimAnswer, 'receipt'> {
  const [url, method, from] = [textOf(fields.url), textOf(fields.method), textOf(fields.src) || (own[0] ?? '')];
  if (url === '' || uuid === undefined || to === undefined) return {};
  return { receipt: plivoReceipt({ url, method }, authToken, { uuid, from, to, units: partsOf(textOf(fields.text)) }) };
}

const isJson = ({ headers }: SimRequest): boolean => /application\/json/i.test(headers['content-type'] ?? '');

function mistakeIn(src: string, dst: string, text: string, powerpack: string): string | undefined {
  if (dst === '') return 'dst parameter not present';
  if (text === '') return 'text parameter not present';
  if (src === '' && powerpack === '') return 'src and powerpack_uuid: one of the two must be present';
  if (src !== '' && powerpack !== '') return 'src and powerpack_uuid: only one of the two may be present';
  return src === '' || own.includes(src) ? undefined : 'src is not a number of this account';
}
