const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENSION = '\f^{}\\[~]|€';

const isGsmCharacter = (character: string): boolean => GSM.includes(character) || GSM_EXTENSION.includes(character);

export const isGsm = (text: string): boolean => Array.from(text).every(isGsmCharacter);

/** What a phone shows of a text that was sent in GSM-7. */
export const asGsm = (text: string): string =>
  Array.from(text)
    .map((character) => (isGsmCharacter(character) ? character : '?'))
    .join('');

/** How many messages a text becomes, in GSM-7 (`plain`) or UCS-2. Counted apart from the connector, so that the two can disagree. */
export function partsOf(text: string, plain = isGsm(text)): number {
  const characters = Array.from(text);
  const cost = (character: string) => (plain ? (GSM_EXTENSION.includes(character) ? 2 : 1) : character.length);
  const total = characters.reduce((sum, character) => sum + cost(character), 0);
  if (total <= (plain ? 160 : 70)) return 1;
  let [parts, left] = [1, plain ? 153 : 67];
  for (const character of characters) {
    if (cost(character) > left) [parts, left] = [parts + 1, plain ? 153 : 67];
    left -= cost(character);
  }
  return parts;
}
