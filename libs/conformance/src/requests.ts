import type { StubAnswer, StubHead, StubRequest } from '@hookswitch/testing';
import type { ConformanceTarget } from './target.js';

/** Those that had an effect, or would have. */
export const effectsOf = <T extends StubHead>({ acts = () => true }: ConformanceTarget, requests: readonly T[]) =>
  requests.filter(acts);

/** The jobs that they asked after, in order. */
export const asksOf = ({ job }: ConformanceTarget, requests: readonly StubHead[]): readonly string[] =>
  requests.flatMap((request) => job?.asksAfter(request) ?? []);

/** What is right, and happens, but does not arrive so. */
export const altered =
  ({ accepted }: ConformanceTarget, change: StubAnswer) =>
  async (request: StubRequest): Promise<StubAnswer> => ({
    ...(typeof accepted === 'function' ? await accepted(request) : accepted),
    ...change,
  });

/** How an attempt ends when the target takes it. */
export const takenKind = ({ job }: ConformanceTarget) => (job ? 'pending' : 'succeeded');
