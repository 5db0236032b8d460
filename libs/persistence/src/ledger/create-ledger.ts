import type pg from 'pg';
import { claimer } from './claim.js';
import { ender } from './end-rows.js';
import { giverBack } from './give-back.js';
import type { Ledger } from './ledger.js';
import { looker } from './look.js';
import { outbox } from './outbox.js';
import { pruner } from './prune.js';
import { Session } from './session.js';
import { settler } from './settle.js';
import { starter } from './start.js';

/** The ledger in a schema that `migrate(url, { ledger: schema })` has brought up to date. The pool stays the caller's. */
export function createLedger(pool: pg.Pool, { schema }: { readonly schema: string }): Ledger {
  const session = new Session(pool, schema);
  return {
    claim: claimer(session),
    start: starter(session),
    giveBack: giverBack(session),
    ...settler(session),
    ...ender(session),
    ...outbox(session),
    ...looker(session),
    prune: pruner(session),
  };
}
