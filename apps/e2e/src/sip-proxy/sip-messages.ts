/** HEPv3 as its specification has it, written independently of the example's reader. */
export function hep(text: string, atMs: number, { protocol = 1, password = '' } = {}): Buffer {
  const chunk = (type: number, value: Buffer) => {
    const head = Buffer.alloc(6);
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(6 + value.length, 4);
    return Buffer.concat([head, value]);
  };
  const uint32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const chunks = Buffer.concat([
    chunk(1, Buffer.from([2])),
    chunk(9, uint32(Math.floor(atMs / 1_000))),
    chunk(10, uint32((atMs % 1_000) * 1_000)),
    chunk(11, Buffer.from([protocol])),
    ...(password === '' ? [] : [chunk(14, Buffer.from(password))]),
    chunk(15, Buffer.from(text)),
  ]);
  const head = Buffer.from('HEP3\0\0');
  head.writeUInt16BE(6 + chunks.length, 4);
  return Buffer.concat([head, chunks]);
}

export interface Line {
  /** `INVITE`, `BYE`, or a status with what it answers: `180 INVITE`. */
  readonly what: string;
  /** Seconds since the call began. */
  readonly at: number;
  /** Default: the caller's first. */
  readonly branch?: string;
  readonly cseq?: number;
  readonly toTag?: string;
  readonly contact?: string;
  /** Seen from the side that hangs up, when that is the called one. */
  readonly turned?: boolean;
}
export interface Parties {
  readonly callId: string;
  readonly from: string;
  readonly to: string;
}

const START = Date.parse('2026-11-24T10:00:00Z');

export const packet = (parties: Parties, line: Line): Buffer => hep(message(parties, line), START + line.at * 1_000);

function message(
  { callId, from, to }: Parties,
  { what, branch = 'z9hG4bKcaller', cseq = 1, toTag, contact, turned }: Line,
): string {
  const [first = '', method = first] = what.split(' ');
  const ours = `${from};tag=one`;
  const theirs = `${to}${toTag === undefined ? '' : `;tag=${toTag}`}`;
  return [
    method === first ? `${method} sip:100@pbx.example.com SIP/2.0` : `SIP/2.0 ${first} Said`,
    `Via: SIP/2.0/UDP 127.0.0.1:5060;branch=${branch}`,
    // The short form, and a header that goes on in the next line.
    `f: ${turned ? theirs : ours}`,
    `To:\r\n ${turned ? ours : theirs}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    ...(contact === undefined ? [] : [`m: <${contact}>`]),
    '',
    '',
  ].join('\r\n');
}
