import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogue } from '@hookswitch/domain';
import { eventually } from '@hookswitch/testing';
import { failToStart, OFFICE, recording, recordings, send, startBridge, type Bridge } from './bridge.js';
import { ACCEPT, fakeGateway, type FakeGateway, type SipEvent } from './fake-gateway.js';
import { CALL, CASES, talk } from './cases.js';
import { hep, packet, type Line } from './sip-messages.js';

let folder: string;
let gateway: FakeGateway;
let bridges: Bridge[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-sip-'));
  gateway = await fakeGateway();
  bridges = [];
});
afterEach(async () => {
  await Promise.all(bridges.map((bridge) => bridge.end('SIGKILL')));
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
  // Nobody may read in a log who called whom. (Digits in a row alone are in the names of files, too.)
  for (const bridge of bridges) expect(bridge.log()).not.toMatch(/20255501\d\d|7946-?0123|@/);
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Bridge> {
  const bridge = await startBridge(folder, gateway.url, env);
  bridges.push(bridge);
  return bridge;
}
const arrived = (count: number): Promise<readonly SipEvent[]> =>
  eventually('the events', () => (gateway.accepted.length >= count ? gateway.accepted : undefined)).catch(
    () => gateway.accepted,
  );
const typesOf = (events: readonly SipEvent[]) => events.map(({ type }) => type);
/** One that is still being written does not count: a bridge that is killed then has not kept it. */
const waiting = (name = 'outbox') =>
  readdirSync(join(folder, 'spool', name)).filter((file) => file.endsWith('.json')).length;

describe('calls that Kamailio reported', () => {
  const ENDS = {
    answered: {
      types: ['call.started', 'call.answered', 'call.ended'],
      talking_time: 2,
      end_reason: 'answered',
      sip_status: 200,
    },
    busy: { types: ['call.ended'], talking_time: 0, end_reason: 'busy', sip_status: 486 },
    cancelled: {
      types: ['call.started', 'call.ended'],
      waiting_time: 2,
      talking_time: 0,
      end_reason: 'cancelled',
      sip_status: 487,
    },
    unanswered: { types: ['call.started', 'call.ended'], talking_time: 0, end_reason: 'no_answer', sip_status: 408 },
  } as const;

  it('are all here', () => {
    expect(recordings).toEqual(Object.keys(ENDS));
  });

  it.each(Object.entries(ENDS))('%s', async (name, { types, ...data }) => {
    const { port } = await start();
    await send(port, recording(name));
    const events = await arrived(types.length);
    expect(typesOf(events)).toEqual(types);
    expect(events.at(-1)?.data).toMatchObject({ direction: 'incoming', internal_number: OFFICE, ...data });
    expect(events.at(-1)?.data.external_number).toMatch(/^\+1202555014\d$/);
  });

  it('lead to the same events however often each message comes', async () => {
    const { port } = await start();
    await send(
      port,
      recording('answered').flatMap((one) => [one, one]),
    );
    await send(port, recording('busy'));
    await arrived(4);
    expect(typesOf(gateway.accepted)).toEqual(['call.started', 'call.answered', 'call.ended', 'call.ended']);
    expect(new Set(gateway.accepted.map(({ id }) => id)).size).toBe(4);
  });

  it('say nothing that the catalogue does not know, but how SIP ended', async () => {
    const { port } = await start();
    await send(port, recording('answered'));
    for (const { type, data } of await arrived(3)) {
      const known = catalogue.find(({ name }) => name === type)?.fields.map(({ path }) => path) ?? [];
      expect(Object.keys(data).filter((field) => !known.includes(field))).toEqual(
        type === 'call.ended' ? ['end_reason', 'sip_status'] : [],
      );
    }
  });
});

describe('a gateway that is away', () => {
  it('gets every event once it is back, under the same ids, though the bridge was killed in between', async () => {
    gateway.answer(() => ({ status: 503 }));
    const first = await start();
    await send(first.port, recordings.flatMap(recording));
    await eventually('the spool', () => waiting() === 8);
    await first.end('SIGKILL');
    gateway.answer(ACCEPT);
    await start();
    expect(typesOf(await arrived(8)).filter((type) => type === 'call.ended')).toHaveLength(4);
    await eventually('an empty outbox', () => waiting() === 0);
    expect(gateway.accepted).toHaveLength(8);
  });

  it('that cannot be reached at all neither', async () => {
    await gateway.close();
    const { port, log } = await start();
    await send(port, recording('busy'));
    await eventually('a word about it', () => log().includes('cannot be reached (ECONNREFUSED); 1 events wait'));
    expect(waiting()).toBe(1);
  });

  it('does not get what it refuses again, and the others go on', async () => {
    const isBusy = ({ data }: SipEvent) => data.end_reason === 'busy';
    // As a whole, then one by one.
    gateway.answer((events) => (events.some(isBusy) ? { status: 422 } : ACCEPT(events)));
    const { port } = await start();
    await send(port, recordings.flatMap(recording));
    await arrived(7);
    await eventually('an empty outbox', () => waiting() === 0);
    expect([gateway.accepted.length, waiting('rejected')]).toEqual([7, 1]);
    gateway.answer((events) => ({ status: 202, outcomes: events.map(() => 'rejected') }));
    await send(port, [packet(CALL, { what: 'INVITE', at: 0 }), packet(CALL, { what: '486 INVITE', at: 1 })]);
    await eventually('the second', () => waiting('rejected') === 2);
  });
});

describe('how a call can go', () => {
  it.each(Object.entries(CASES))('%s', async (_, { lines, parties, env, types, data }) => {
    const { port } = await start(env);
    await send(
      port,
      lines.map((line) => packet({ ...CALL, ...parties }, line)),
    );
    const events = await arrived(types?.length ?? 2);
    await eventually('its end', () => gateway.accepted.some(({ type }) => type === 'call.ended')).catch(
      () => undefined,
    );
    const ended = gateway.accepted.filter(({ type }) => type === 'call.ended');
    expect(ended).toMatchObject([{ subject: 'c-1', data: { call_uuid: 'c-1', ...data } }]);
    if (types) expect(typesOf(events)).toEqual(types);
  });

  it('and goes on though the bridge is killed in the middle', async () => {
    const first = await start();
    await send(
      first.port,
      talk.map((line) => packet(CALL, line)),
    );
    await arrived(2);
    await first.end('SIGKILL');
    const second = await start();
    await send(second.port, [packet(CALL, { what: 'BYE', at: 65, toTag: 'two' })]);
    // Whoever was killed before it heard the answer sends again, under the same id.
    const ended = await eventually('the end', () => gateway.accepted.find(({ type }) => type === 'call.ended'));
    expect(ended).toMatchObject({ data: { waiting_time: 5, talking_time: 60 } });
    expect(new Set(gateway.accepted.map(({ id }) => id)).size).toBe(3);
    expect(await second.end('SIGTERM')).toBe(0);
  });
});

describe('a disk that fails', () => {
  it('ends the bridge in words, and the call is not forgotten: its end counts when it is seen again', async () => {
    const first = await start();
    await send(first.port, [packet(CALL, { what: 'INVITE', at: 0 }), packet(CALL, { what: '180 INVITE', at: 1 })]);
    await eventually('an empty outbox', () => gateway.accepted.length === 1 && waiting() === 0);
    rmSync(join(folder, 'spool', 'outbox'), { recursive: true });
    const end = packet(CALL, { what: '487 INVITE', at: 9 });
    await send(first.port, [end]);
    await eventually('a word about it', () => first.log().includes('Cannot keep what was seen: ENOENT'));
    await eventually('its end', () => first.hasEnded());
    expect(await first.end('SIGKILL')).toBe(1);
    const second = await start();
    await send(second.port, [end]);
    expect(typesOf(await arrived(2))).toEqual(['call.started', 'call.ended']);
  });

  it('leaves a file cut short behind, which is set aside for a person', async () => {
    for (const name of ['calls', 'outbox']) {
      mkdirSync(join(folder, 'spool', name), { recursive: true });
      writeFileSync(join(folder, 'spool', name, '1.json'), '{"id":');
    }
    const { port, log } = await start();
    for (const name of ['calls', 'outbox']) expect(log()).toContain(`kept as ${name}/1.json.broken`);
    await send(port, recording('busy'));
    expect(typesOf(await arrived(1))).toEqual(['call.ended']);
    expect(readdirSync(join(folder, 'spool', 'calls'))).toEqual(['1.json.broken']);
  });

  it('takes the key away: the log says so, and events wait for it', async () => {
    const { port, log } = await start();
    rmSync(join(folder, 'key'));
    await send(port, recording('busy'));
    await eventually('a word about it', () => log().includes('The key cannot be read (ENOENT); 1 events wait.'));
    expect(waiting()).toBe(1);
  });
});

describe('what it is not meant for', () => {
  it('is ignored: noise, other protocols, SIP that is no call, a wrong password', async () => {
    const { port } = await start({ HEP_PASSWORD: 'right' });
    const signed = (line: Line) => hep(textOf(packet(CALL, line)), 1_000, { password: 'right' });
    const good = signed({ what: 'INVITE', at: 0 });
    const noise = [
      Buffer.from(''),
      Buffer.from('HEP3'),
      Buffer.from('HEP3\xff\xff', 'latin1'),
      good.subarray(0, good.length - 40),
      hep('{"a":1}', 1_000, { protocol: 5, password: 'right' }),
      hep('INVITE sip:a@b SIP/2.0\r\n\r\n', 1_000, { password: 'right' }),
      hep('no sense', 1_000, { password: 'right' }),
      packet({ ...CALL, callId: 'c-2' }, { what: 'INVITE', at: 0 }),
      packet({ ...CALL, callId: 'c-2' }, { what: '486 INVITE', at: 0 }),
      signed({ what: 'BYE', at: 0, toTag: 'unheard-of' }),
      signed({ what: '200 OPTIONS', at: 0 }),
    ];
    await send(port, [
      ...noise,
      good,
      ...noise.filter((_, index) => index !== 9),
      signed({ what: '486 INVITE', at: 1 }),
    ]);
    await arrived(1);
    expect(gateway.accepted).toMatchObject([{ type: 'call.ended', subject: 'c-1' }]);
  });

  it('settings that are wrong end it with all of them', async () => {
    const { code, said } = await failToStart({ HEP_LISTEN: 'here', COUNTRY_CODE: '0044', INTERNAL_NUMBERS: '(' });
    expect(code).toBe(2);
    for (const name of [
      'HEP_LISTEN',
      'COUNTRY_CODE',
      'INTERNAL_NUMBERS',
      'GATEWAY_URL',
      'GATEWAY_KEY_FILE',
      'SPOOL_DIR',
    ]) {
      expect(said).toContain(name);
    }
  });
});

const textOf = (captured: Buffer): string =>
  captured.toString('utf8').replace(/^[^]*?(?=INVITE |BYE |OPTIONS |SIP\/2\.0 \d)/, '');
