/** Short forms of header names (RFC 3261, 20). */
const SHORT = { i: 'call-id', f: 'from', t: 'to', v: 'via', m: 'contact' };

/**
 * What of a SIP message tells calls apart. `status` is absent in requests, `method` is that of `CSeq` in responses.
 * Returns undefined for what is no SIP message, or one without the headers that every message has.
 */
export function readSip(text) {
  const [head = ''] = text.split(/\r?\n\r?\n/, 1);
  // A header goes on in lines that begin with a space.
  const [first = '', ...lines] = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    // Of several of one name the first counts: that is the topmost Via.
    if (!headers.has(SHORT[name] ?? name)) headers.set(SHORT[name] ?? name, line.slice(colon + 1).trim());
  }
  const status = /^SIP\/2\.0 (\d{3})\b/.exec(first)?.[1];
  const [from, to, cseq, branch] = [
    headers.get('from'),
    headers.get('to'),
    /^(\d+)\s+([A-Z]+)$/.exec(headers.get('cseq') ?? ''),
    /;\s*branch=([^;,\s]+)/.exec(headers.get('via') ?? '')?.[1],
  ];
  const callId = headers.get('call-id');
  if ((status === undefined && !/ SIP\/2\.0$/.test(first)) || !callId || !from || !to || !cseq || !branch)
    return undefined;
  return {
    ...(status !== undefined && { status: Number(status) }),
    method: cseq[2],
    callId,
    branch,
    fromTag: tagOf(from),
    toTag: tagOf(to),
    caller: userOf(headers.get('p-asserted-identity') ?? from),
    called: userOf(to),
    contact: headers.get('contact') ?? '',
  };
}

const tagOf = (address) => /;\s*tag=([^;\s]+)/.exec(address)?.[1];

/** `"Jane" <sip:+12025550142;x=y@example.com>` → `+12025550142`; nobody in particular: undefined. */
function userOf(address) {
  const user = /(?:sips?:([^@;>]+)(?:;[^@>]*)?@|tel:([^;>]+))/i.exec(address);
  const name = decoded(user?.[1] ?? user?.[2] ?? '').split(':')[0];
  return name === '' || /^(anonymous|unknown|restricted)$/i.test(name) ? undefined : name;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
