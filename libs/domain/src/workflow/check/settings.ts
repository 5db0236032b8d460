import type { Json, JsonObject } from '../../json.js';
import type { ConnectorManifest } from '../../manifest.js';
import { checkDuration } from './duration.js';
import { MAX_TIMEOUT_MS, RETRY_RANGES, RUN_RETENTION_MS } from './limits.js';
import { at, type Report } from './problem.js';
import { checkChoice, checkObject, own } from './shape.js';

/** `onFailure`, `expiresAfter`, `delivery`, `retry` and `timeout` of an action. */
export function checkSettings(report: Report, pointer: string, step: JsonObject, manifest?: ConnectorManifest): void {
  checkChoice(report, at(pointer, 'onFailure'), own(step, 'onFailure'), ['stop', 'continue']);
  checkChoice(report, at(pointer, 'delivery'), own(step, 'delivery'), ['at_least_once', 'at_most_once']);
  const expiresAfter = own(step, 'expiresAfter');
  if (expiresAfter !== undefined) {
    checkDuration(report, at(pointer, 'expiresAfter'), expiresAfter, { minMs: 1_000, maxMs: RUN_RETENTION_MS });
  }
  const timeout = own(step, 'timeout');
  if (timeout !== undefined) {
    const maxMs = Math.max(MAX_TIMEOUT_MS, manifest?.timeoutMs ?? 0);
    checkDuration(report, at(pointer, 'timeout'), timeout, { minMs: 1_000, maxMs });
  }
  const retry = own(step, 'retry');
  if (retry !== undefined) checkRetry(report, at(pointer, 'retry'), retry);
}

function checkRetry(report: Report, pointer: string, value: Json): void {
  const retry = checkObject(report, pointer, value, { required: [], optional: Object.keys(RETRY_RANGES) });
  if (!retry) return;
  for (const [name, { min, max, integer }] of Object.entries(RETRY_RANGES)) {
    const number = own(retry, name);
    if (number === undefined) continue;
    const fits = typeof number === 'number' && number >= min && number <= max && (!integer || Number.isInteger(number));
    const kind = integer ? 'whole number' : 'number';
    if (!fits) report.error(at(pointer, name), 'out_of_range', `This must be a ${kind} from ${min} to ${max}.`);
  }
  const [first, longest] = [own(retry, 'initialInterval'), own(retry, 'maxInterval')];
  if (typeof first === 'number' && typeof longest === 'number' && longest < first) {
    report.error(at(pointer, 'maxInterval'), 'out_of_range', 'maxInterval must not be shorter than initialInterval.');
  }
}
