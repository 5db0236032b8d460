import type { ServiceProcess } from '../../harness/service-process.js';

/** What a process holds, as it says itself. */
export interface Vitals {
  readonly rssMb: number;
  readonly heapMb: number;
  /** Open files and sockets. */
  readonly handles: number;
}

const MB = 1 << 20;

/** undefined: it did not answer. */
export async function vitalsOf({ options }: ServiceProcess): Promise<Vitals | undefined> {
  try {
    const answer = await fetch(new URL('/metrics', options.readyUrl), { signal: AbortSignal.timeout(2_000) });
    const text = await answer.text();
    const figure = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
    return {
      rssMb: figure('process_resident_memory_bytes') / MB,
      heapMb: figure('nodejs_heap_size_used_bytes') / MB,
      handles: figure('process_open_fds'),
    };
  } catch {
    return undefined;
  }
}

/** Looks at processes now and then until it is stopped. */
export class Watch {
  readonly seen = new Map<string, Vitals[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly services: readonly ServiceProcess[],
    everyMs: number,
  ) {
    for (const { name } of services) this.seen.set(name, []);
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    for (const service of this.services) {
      const vitals = await vitalsOf(service);
      if (vitals) this.seen.get(service.name)?.push(vitals);
    }
  }
}

/** How much more the last third has than the middle one, on average: 0.1 is a tenth more. */
export function growth(seen: readonly Vitals[], figure: keyof Vitals): number {
  const third = Math.floor(seen.length / 3);
  const mean = (part: readonly Vitals[]) => part.reduce((sum, vitals) => sum + vitals[figure], 0) / part.length;
  return third === 0 ? NaN : mean(seen.slice(-third)) / mean(seen.slice(third, 2 * third)) - 1;
}
