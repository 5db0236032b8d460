import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Caller } from '../auth/caller.js';
import type { RunWatcher } from '../history/run-watcher.js';
import type { RunsService } from '../history/runs.service.js';
import type { IdRequest } from './grpc-edge.js';
import { detailMessage } from './run-messages.js';

export type WatchCall = Pick<
  ServerWritableStream<IdRequest, { readonly run: ReturnType<typeof detailMessage> }>,
  'write' | 'cancelled'
> &
  NodeJS.EventEmitter;

interface Watching {
  readonly runs: Pick<RunsService, 'get'>;
  readonly watcher: Pick<RunWatcher, 'open'>;
  /** Asked before every answer: a watch may outlive its key. */
  readonly enter: () => Promise<Caller>;
  readonly stop: AbortSignal;
}

/**
 * Writes a run as it stands and after every change, until it has ended. Who reads slowly gets the state of then, not those in between: one
 * state is under way at a time. Resolves early when the caller has gone or `stop` is aborted. Rejects with `not_found`, `rate_limited`.
 */
export async function watchRun(call: WatchCall, id: string, { runs, watcher, enter, stop }: Watching): Promise<void> {
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  if (call.cancelled) gone.abort();
  const over = AbortSignal.any([stop, gone.signal]);
  let caller = await enter();
  const watch = watcher.open(caller.tenant, id);
  try {
    for (let written = ''; isOpen(over);) {
      const run = await runs.get(caller, id);
      const digest = createHash('sha256').update(JSON.stringify(run)).digest('base64');
      if (digest !== written && !call.write({ run: detailMessage(run) })) {
        await once(call, 'drain', { signal: over }).catch(() => undefined);
      }
      written = digest;
      if (run.status !== 'running') return;
      await watch.changed(over);
      if (isOpen(over)) caller = await enter();
    }
  } finally {
    watch.close();
  }
}

/** It changes while we wait. */
const isOpen = (over: AbortSignal): boolean => !over.aborted;
