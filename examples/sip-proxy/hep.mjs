/** Chunks of HEPv3 that matter here; all belong to vendor 0. */
const SECONDS = 9;
const MICROSECONDS = 10;
const PROTOCOL = 11;
const PASSWORD = 14;
const PAYLOAD = 15;
const SIP = 1;

/**
 * Reads a HEPv3 packet, as Kamailio, OpenSIPS, FreeSWITCH and Asterisk send a copy of every SIP message.
 * Returns when it was seen (milliseconds since the epoch), the message and the sender's password; undefined for anything else.
 */
export function readHep(packet) {
  if (packet.length < 6 || packet.toString('latin1', 0, 4) !== 'HEP3') return undefined;
  const end = packet.readUInt16BE(4);
  if (end > packet.length) return undefined;
  const chunks = new Map();
  for (let at = 6; at + 6 <= end;) {
    const length = packet.readUInt16BE(at + 4);
    if (length < 6 || at + length > end) return undefined;
    if (packet.readUInt16BE(at) === 0) chunks.set(packet.readUInt16BE(at + 2), packet.subarray(at + 6, at + length));
    at += length;
  }
  const [seconds, micros, payload] = [SECONDS, MICROSECONDS, PAYLOAD].map((type) => chunks.get(type));
  if (chunks.get(PROTOCOL)?.[0] !== SIP || seconds?.length !== 4 || micros?.length !== 4 || !payload) return undefined;
  return {
    at: seconds.readUInt32BE(0) * 1_000 + Math.floor(micros.readUInt32BE(0) / 1_000),
    text: payload.toString('utf8'),
    password: chunks.get(PASSWORD)?.toString('utf8'),
  };
}
