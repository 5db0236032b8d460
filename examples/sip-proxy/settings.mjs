import { accessSync, constants } from 'node:fs';

const HELP = 'See README.md of the SIP bridge.';

/** Reads the environment; ends the process with all that is wrong. */
export function readSettings(env) {
  const problems = [];
  const read = (name, usual, parse = (text) => text) => {
    const text = env[name] ?? usual;
    try {
      return text === undefined || text === '' ? undefined : parse(text);
    } catch (error) {
      problems.push(`${name}: ${error.message}`);
      return undefined;
    }
  };
  const [host, port] = read('HEP_LISTEN', '127.0.0.1:9060', placeOf) ?? [];
  const settings = {
    host,
    port,
    password: read('HEP_PASSWORD'),
    url: read('GATEWAY_URL', undefined, (text) => new URL(text)),
    keyFile: read('GATEWAY_KEY_FILE', undefined, readable),
    spool: read('SPOOL_DIR'),
    source: read('EVENT_SOURCE', '/sip'),
    internal: read('INTERNAL_NUMBERS', '^\\d{2,5}$', (text) => new RegExp(text)),
    voicemail: read('VOICEMAIL_CONTACT', undefined, (text) => new RegExp(text)),
    country: read('COUNTRY_CODE', undefined, countryOf),
    longestCallMs: 3_600_000 * (read('LONGEST_CALL_HOURS', '12', hoursOf) ?? 12),
  };
  for (const [name, value] of [
    ['GATEWAY_URL', settings.url],
    ['GATEWAY_KEY_FILE', settings.keyFile],
    ['SPOOL_DIR', settings.spool],
  ]) {
    if (value === undefined && !problems.some((problem) => problem.startsWith(name)))
      problems.push(`${name} is missing`);
  }
  if (problems.length === 0) return settings;
  console.error(`${problems.join('\n')}\n${HELP}`);
  return process.exit(2);
}

/** It is read for each request, so that a new key needs no restart. */
function readable(path) {
  accessSync(path, constants.R_OK);
  return path;
}

function placeOf(text) {
  const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) throw new Error('must be HOST:PORT');
  return [host, Number(port)];
}

function countryOf(text) {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Error('must be a country code such as 44');
  return text;
}

function hoursOf(text) {
  if (!(Number(text) > 0)) throw new Error('must be a number of hours');
  return Number(text);
}
