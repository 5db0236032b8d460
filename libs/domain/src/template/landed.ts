import type { Landing } from '../manifest.js';
import type { SecretPlace } from '../messages.js';
import { err, type Outcome } from '../result-type.js';
import type { RenderError } from './types.js';

/** What is wrong with a finished text where it lands: the host asks again after it has joined secrets. */
export function checkLanded(_landing: Landing, _text: string, _pointer = ''): RenderError | undefined {
  return undefined;
}

/** Joins a leaf's parts, secrets escaped for where they land, and checks the whole. `read` gives a secret's value by name. */
export function joinSecrets(
  place: SecretPlace,
  _read: (name: string) => string | undefined,
): Outcome<string, RenderError> {
  return err({ code: 'invalid_template', message: 'Not built yet.', pointer: place.pointer });
}
