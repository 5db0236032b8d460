import type { ServiceProcess } from '../../harness/service-process.js';
import { atMost, type Claim } from '../experiment.js';
import { gaugesOf } from './gauges.js';

/** Of each service, by its name. */
export type Vitals = ReadonlyMap<string, ReadonlyMap<string, number>>;

const MEMORY = 'process_resident_memory_bytes';
const HANDLES = 'process_open_fds';

/** Memory and handles as services say themselves; those that say nothing are left out. */
export async function vitalsOf(services: Iterable<ServiceProcess>): Promise<Vitals> {
  const read = await Promise.all(
    [...services].map(async (service) => [service.name, await gaugesOf(service).catch(() => undefined)] as const),
  );
  return new Map(read.flatMap(([name, gauges]) => (gauges?.has(MEMORY) === true ? [[name, gauges] as const] : [])));
}

const GROWTH = 1.1;

/** Afterwards as before, within a tenth (I9): pure. */
export function flat(before: Vitals, after: Vitals): readonly Claim[] {
  return [
    ['memory', MEMORY],
    ['handles', HANDLES],
  ].map(([what = '', metric = '']) => {
    const grown = [...after].map(([name, gauges]) => {
      const [old, now] = [before.get(name)?.get(metric) ?? 0, gauges.get(metric) ?? 0];
      return { name, times: old === 0 ? Number.POSITIVE_INFINITY : now / old };
    });
    const { name, times } = grown.toSorted((a, b) => b.times - a.times)[0] ?? {
      name: 'nobody',
      times: Number.POSITIVE_INFINITY,
    };
    const claim = atMost(`${what} afterwards, times that before`, times, GROWTH);
    return { ...claim, measured: `${claim.measured} (${name})` };
  });
}
