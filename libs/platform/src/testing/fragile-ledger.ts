import { PersistenceError, type Ledger } from '@hookswitch/persistence';

/** A ledger that can be cut off, as when its process dies or Postgres is away. */
export class FragileLedger {
  isCut = false;
  /** Method that alone finds it cut off: a process that dies before it gets there. */
  without: keyof Ledger | undefined;
  /** Method whose work is done and whose answer is lost, as when Postgres ends right after a commit. */
  unheard: keyof Ledger | undefined;
  readonly ledger: Ledger;
  constructor(ledger: Ledger) {
    this.ledger = new Proxy(ledger, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          if (this.isCut || this.without === name) throw new PersistenceError('unavailable', 'cut off');
          const answer = await method(...args);
          if (this.unheard === name) throw new PersistenceError('unavailable', 'the answer was lost');
          return answer;
        };
      },
    });
  }
}
