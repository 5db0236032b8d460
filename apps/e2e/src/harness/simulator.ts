import { createHash } from 'node:crypto';
import { eventually } from '@hookswitch/testing';

export type Provider =
  | 'cloudtalk'
  | 'twilio'
  | 'vonage'
  | 'messagebird'
  | 'plivo'
  | 'custom'
  | 'slack'
  | 'google'
  | 'openai'
  | 'deepgram'
  | 'crm'
  | 'recordings';

/** One request as a simulated provider recorded it. */
export interface SimulatedRequest {
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly provider: Provider;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of each credential header's value. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly body: unknown;
  /** Hex, of the bytes that came. */
  readonly bodySha256: string;
  /** What now exists at the provider because of it. */
  readonly effect?: string;
  readonly answer?: { readonly status: number; readonly body: unknown };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The providers that a stack talks to, seen from their side. */
export class SimulatorClient {
  constructor(readonly url: string) {}

  async requests(
    query: { readonly provider?: Provider; readonly since?: number } = {},
  ): Promise<readonly SimulatedRequest[]> {
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await fetch(`${this.url}/_sim/requests?${parameters.toString()}`);
    if (!response.ok) throw new Error(`the simulator answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as readonly SimulatedRequest[];
  }

  /** Waits until so many requests fit. */
  receives(
    what: string,
    provider: Provider,
    fits: (request: SimulatedRequest) => boolean,
    count = 1,
    timeoutMs = 40_000,
  ): Promise<readonly SimulatedRequest[]> {
    return eventually(
      what,
      async () => {
        const found = (await this.requests({ provider })).filter(fits);
        return found.length >= count ? found : undefined;
      },
      { timeoutMs, everyMs: 200 },
    );
  }

  /** What goes wrong from now on, instead of what was set before: the first whose `match` fits is taken. */
  async misbehave(provider: Provider, behaviours: readonly object[]): Promise<void> {
    const response = await fetch(`${this.url}/_sim/behaviours/${provider}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(behaviours),
    });
    if (!response.ok) throw new Error(`the simulator refused: ${await response.text()}`);
  }
}
