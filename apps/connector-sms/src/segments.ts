const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';
/** Septets by character; a character of the extension needs an escape before it. */
const SEPTETS: ReadonlyMap<string, number> = new Map([
  ...Array.from(BASIC, (character) => [character, 1] as const),
  ...Array.from(EXTENSION, (character) => [character, 2] as const),
]);

export interface SmsLength {
  readonly alphabet: 'GSM-7' | 'UCS-2';
  /** Septets, or UTF-16 units. */
  readonly units: number;
  /** Messages that are sent and paid for. */
  readonly segments: number;
}

/** How long a text is on the air. One character outside GSM-7 makes all of it UCS-2. */
export function smsLength(text: string): SmsLength {
  const characters = Array.from(text);
  const septets = characters.map((character) => SEPTETS.get(character));
  const isGsm = septets.every((size) => size !== undefined);
  const sizes = isGsm ? septets : characters.map(({ length }) => length);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const alphabet = isGsm ? 'GSM-7' : 'UCS-2';
  return { alphabet, units, segments: units === 0 ? 0 : units <= single ? 1 : parts(sizes, part) };
}

/** A character is never split between two parts. */
function parts(sizes: readonly number[], room: number): number {
  let [count, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > room) [count, used] = [count + 1, 0];
    used += size;
  }
  return count;
}
