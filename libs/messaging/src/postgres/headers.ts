/** Headers as one value of a row: for each, its name and content, each with its length (4 bytes, big-endian) in front. */
export function packHeaders(headers: Readonly<Record<string, string | Buffer>>): Buffer | null {
  const parts: Buffer[] = [];
  for (const [name, content] of Object.entries(headers)) {
    for (const part of [Buffer.from(name), typeof content === 'string' ? Buffer.from(content) : content]) {
      const length = Buffer.allocUnsafe(4);
      length.writeUInt32BE(part.length);
      parts.push(length, part);
    }
  }
  return parts.length === 0 ? null : Buffer.concat(parts);
}

export function unpackHeaders(packed: Buffer | null): Readonly<Record<string, Buffer>> {
  const parts: Buffer[] = [];
  for (let at = 0; packed && at < packed.length;) {
    const end = at + 4 + packed.readUInt32BE(at);
    parts.push(packed.subarray(at + 4, end));
    at = end;
  }
  const pairs: [string, Buffer][] = [];
  for (let each = 0; each + 1 < parts.length; each += 2) {
    pairs.push([parts[each]?.toString() ?? '', parts[each + 1] ?? Buffer.alloc(0)]);
  }
  return Object.fromEntries(pairs);
}
