import type { SimRequest } from './provider.js';

export interface FormPart {
  readonly name: string;
  /** Of a file. */
  readonly filename?: string;
  readonly body: Buffer;
}

const CRLF2 = Buffer.from('\r\n\r\n');

/** The parts of a `multipart/form-data` body in order; undefined when it is none, or does not end as one must. */
export function readMultipart({
  headers,
  body,
}: Pick<SimRequest, 'headers' | 'body'>): readonly FormPart[] | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    if (body.toString('latin1', start, start + 2) === '--') return parts;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start);
    const part = next < 0 ? undefined : readPart(body.subarray(start + 2, next));
    if (part === undefined) return undefined;
    parts.push(part);
    at = next + 2;
  }
  return undefined;
}

function readPart(bytes: Buffer): FormPart | undefined {
  const end = bytes.indexOf(CRLF2);
  if (end < 0) return undefined;
  const head = bytes.toString('utf8', 0, end);
  const name = /^content-disposition:\s*form-data;.*?\bname="([^"]*)"/im.exec(head)?.[1];
  if (name === undefined) return undefined;
  const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1];
  return { name, ...(filename === undefined ? {} : { filename }), body: bytes.subarray(end + CRLF2.length) };
}

/** Fields as text, the last of a name; files are left out. */
export const formFields = (parts: readonly FormPart[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    parts.filter(({ filename }) => filename === undefined).map(({ name, body }) => [name, body.toString('utf8')]),
  );
