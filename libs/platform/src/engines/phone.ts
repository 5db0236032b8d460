import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneEngine } from '@hookswitch/domain';

const E164 = /^\+[1-9]\d{6,14}$/;

/** Possible numbers rather than valid ones: number ranges change faster than metadata, and test ranges are never valid. */
export const phoneEngine: PhoneEngine = {
  toE164(text, country) {
    const region = country.toUpperCase();
    if (!isSupportedCountry(region)) return undefined;
    const number = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false });
    return number?.isPossible() === true && number.ext === undefined && E164.test(number.number)
      ? number.number
      : undefined;
  },
  countryOf(e164) {
    if (!E164.test(e164)) return undefined;
    return parsePhoneNumberFromString(e164)?.country;
  },
};
