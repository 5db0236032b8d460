// The entry with metadata built in loads it as JSON in a way that Jest complains about, a line for each of its files.
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';
import type { PhoneEngine } from '@hookswitch/domain';

const E164 = /^\+[1-9]\d{6,14}$/;

/** Possible numbers rather than valid ones: number ranges change faster than metadata, and test ranges are never valid. */
export const phoneEngine: PhoneEngine = {
  toE164(text, country) {
    const region = country.toUpperCase() as CountryCode;
    if (!isSupportedCountry(region, metadata)) return undefined;
    const number = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false }, metadata);
    const e164 = number?.isPossible() === true && number.ext === undefined ? number.number : '';
    return E164.test(e164) ? e164 : undefined;
  },
  countryOf: (e164) => (E164.test(e164) ? parsePhoneNumberFromString(e164, metadata)?.country : undefined),
};
