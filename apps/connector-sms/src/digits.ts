/** An E.164 number as some providers want it: without its plus. */
export const digits = (text: string): string => text.replaceAll(/\D/g, '');
