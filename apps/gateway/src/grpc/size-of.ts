/** About how many bytes a message holds: its texts and bytes, and something for every value. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return VALUE_BYTES + value.length;
  if (value instanceof Uint8Array) return VALUE_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return VALUE_BYTES;
  let bytes = VALUE_BYTES;
  for (const [name, member] of Object.entries(value)) bytes += name.length + sizeOf(member);
  return bytes;
}

const VALUE_BYTES = 8;
