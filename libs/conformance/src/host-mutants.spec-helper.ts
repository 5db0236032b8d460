import { createHttpClient, type HttpClient } from '@hookswitch/connector-sdk';
import type { ClaimedCommand, Ledger, SettledState, Settlement } from '@hookswitch/persistence';
import type { HostMistake } from './host-bed.js';

const ledgerWith =
  (change: (ledger: Ledger) => Partial<Ledger>): HostMistake =>
  (setup) => ({ ...setup, ledger: { ...setup.ledger, ...change(setup.ledger) } });

const endless = ({ command: { expiresAt: _, ...command }, ...rest }: ClaimedCommand): ClaimedCommand => ({
  ...rest,
  command,
});
const performed = (to: SettledState): SettledState =>
  to.state === 'waiting' && to.next === 'resume' ? { state: 'waiting', next: 'perform', delayMs: to.delayMs } : to;
/** All but a first `pending` is silent. */
const anew = <T extends Settlement>(settlements: readonly T[]): readonly T[] =>
  settlements.map((each) => (each.silent ? { ...each, to: performed(each.to) } : each));

/** Says in the log what it sends, with its headers. */
const talkative: HostMistake = (setup) => {
  const { context, options } = setup;
  const { egressTestOrigins } = context.config;
  const client = createHttpClient({ testOrigins: egressTestOrigins });
  const http: HttpClient = {
    request(request) {
      context.log.info(`sends ${JSON.stringify(request.headers)}`);
      return client.request(request);
    },
    download: (request, sink) => client.download(request, sink),
  };
  return {
    ...setup,
    options: { ...options, http },
    release: () => {
      client.close();
      return setup.release();
    },
  };
};

/** A mistake that our host could have, and checks that must notice it. */
export const HOST_MUTANTS: readonly (readonly [mistake: string, change: HostMistake, noticed: readonly string[]])[] = [
  [
    'forgets when commands expire',
    ledgerWith((ledger) => ({ claim: (partition, commands) => ledger.claim(partition, commands.map(endless)) })),
    ['host/expiry'],
  ],
  ['is deaf to cancels', ledgerWith(() => ({ cancel: () => Promise.resolve([]) })), ['host/cancel']],
  ['logs what it sends', talkative, ['host/secrets']],
  [
    'takes a lost poll for a lost attempt',
    ledgerWith((ledger) => ({
      settle: (owner, settlements, owned) => ledger.settle(owner, anew(settlements), owned),
      settleLost: (settlements, owned) => ledger.settleLost(anew(settlements), owned),
    })),
    ['job/crash', 'job/in-flight'],
  ],
];
