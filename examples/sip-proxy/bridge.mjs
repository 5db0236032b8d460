#!/usr/bin/env node
// Watches a SIP proxy through HEP and publishes what becomes of its calls. Settings: README.md.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallWatcher } from './calls.mjs';
import { Folder } from './folder.mjs';
import { readHep } from './hep.mjs';
import { Sender } from './sender.mjs';
import { readSettings } from './settings.mjs';
import { readSip } from './sip.mjs';

const settings = readSettings(process.env);
/** Ids, numbers of things and codes; never who called whom. */
const log = (text) => console.log(`${new Date().toISOString()} ${text}`);

const folder = (name, options) => new Folder(join(settings.spool, name), { ...options, log });
const outbox = folder('outbox', { durable: true });
const key = () => readFileSync(settings.keyFile, 'utf8').trim();
const sender = new Sender({ outbox, rejected: folder('rejected', { durable: true }), url: settings.url, key, log });

// Names sort by time, also after a restart.
let count = 0;
const watcher = new CallWatcher(folder('calls'), settings, (event) => {
  const order = `${String(Date.now()).padStart(15, '0')}-${String((count += 1)).padStart(9, '0')}`;
  outbox.put(`${order}-${event.id}`, event);
  sender.wake();
});

/** Without its disk a bridge would lose what it sees and not say so: whoever starts it again hears of it. */
function orEnd(work) {
  try {
    work();
  } catch (error) {
    log(`Cannot keep what was seen: ${error.code ?? error}`);
    process.exit(1);
  }
}

const socket = createSocket({ type: settings.host.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 4 * 1_024 * 1_024 });
socket.on('message', (packet) => {
  const captured = readHep(packet);
  if (captured === undefined || (settings.password !== undefined && captured.password !== settings.password)) return;
  const message = readSip(captured.text);
  if (message !== undefined) orEnd(() => watcher.see(message, captured.at));
});
socket.on('error', (error) => {
  log(`Cannot listen for HEP: ${error.code}`);
  process.exit(1);
});
socket.bind(settings.port, settings.host, () => {
  log(`Listening for HEP on ${settings.host}:${socket.address().port}; ${outbox.size} events wait.`);
});

const sweep = setInterval(() => orEnd(() => watcher.giveUp(Date.now())), 60_000);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    clearInterval(sweep);
    socket.close();
    sender.close();
  });
}
await sender.run();
