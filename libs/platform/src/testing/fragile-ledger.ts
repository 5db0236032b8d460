import { PersistenceError, type Ledger } from '@hookswitch/persistence';

/** A ledger that can be cut off, as when its process dies or Postgres is away. */
export class FragileLedger {
  isCut = false;
  /** Method that alone finds it cut off: a process that dies before it gets there. */
  without: keyof Ledger | undefined;
  readonly ledger: Ledger;
  constructor(ledger: Ledger) {
    this.ledger = new Proxy(ledger, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) =>
          this.isCut || this.without === name
            ? Promise.reject(new PersistenceError('unavailable', 'cut off'))
            : method(...args);
      },
    });
  }
}
