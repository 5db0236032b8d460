#!/usr/bin/env node
// Plays a recording of HEP packets to a bridge, as if its call ended now: node play.mjs RECORDING [HOST:PORT]
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';

const [file, place = '127.0.0.1:9060'] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node play.mjs RECORDING [HOST:PORT]');
  process.exit(2);
}
const [host, port] = place.split(':');
/** A line each: a packet in Base64, as it came from Kamailio. */
const packets = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => Buffer.from(line, 'base64'));

/** Where the chunk with the seconds has its value. */
function secondsAt(packet) {
  for (let at = 6; at + 6 <= packet.length; at += packet.readUInt16BE(at + 4)) {
    if (packet.readUInt16BE(at + 2) === 9) return at + 6;
  }
  throw new Error(`${file} is no recording`);
}

const last = packets.at(-1);
const shift = Math.floor(Date.now() / 1_000) - last.readUInt32BE(secondsAt(last));
const socket = createSocket('udp4');
for (const packet of packets) {
  const at = secondsAt(packet);
  packet.writeUInt32BE(packet.readUInt32BE(at) + shift, at);
  await new Promise((resolve, reject) => {
    socket.send(packet, Number(port), host, (error) => (error ? reject(error) : resolve()));
  });
}
socket.close();
console.log(`${packets.length} packets sent`);
