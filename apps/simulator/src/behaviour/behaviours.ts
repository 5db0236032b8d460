import type { ProviderName } from '../http/provider.js';
import type { Behaviour, BehaviourMatch } from './behaviour.js';

/** What a behaviour may look at; `body` is absent while it has not been read. */
export interface Sighting {
  readonly method: string;
  readonly url: string;
  readonly idempotencyKey?: string;
  readonly body?: Buffer;
}

/** The behaviours in force, per provider; counts `times` down. */
export class Behaviours {
  readonly #entries = new Map<ProviderName, { readonly behaviour: Behaviour; left: number }[]>();
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  set(provider: ProviderName, behaviours: readonly Behaviour[]): void {
    this.#entries.set(
      provider,
      behaviours.map((behaviour) => ({ behaviour, left: behaviour.times ?? Infinity })),
    );
  }

  of(provider: ProviderName): readonly Behaviour[] {
    return (this.#entries.get(provider) ?? []).filter(({ left }) => left > 0).map(({ behaviour }) => behaviour);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The first that fits. Before the body is read only resets of that kind are in question, afterwards all others. */
  take(provider: ProviderName, seen: Sighting): Behaviour | undefined {
    const early = seen.body === undefined;
    const entry = (this.#entries.get(provider) ?? []).find(
      ({ behaviour, left }) =>
        left > 0 &&
        (behaviour.reset === 'before') === early &&
        fits(behaviour.match, seen) &&
        this.#random() < (behaviour.probability ?? 1),
    );
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.behaviour;
  }
}

function fits(match: BehaviourMatch | undefined, { method, url, idempotencyKey, body }: Sighting): boolean {
  if (match === undefined) return true;
  const holds = (text: string | undefined, where: string | undefined) =>
    text === undefined || where?.includes(text) === true;
  return (
    (match.method === undefined || match.method.toUpperCase() === method) &&
    holds(match.path, url) &&
    holds(match.idempotencyKey, idempotencyKey) &&
    holds(match.body, match.body === undefined ? undefined : body?.toString('utf8'))
  );
}
