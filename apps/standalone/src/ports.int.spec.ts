import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { refuseTakenPorts, StartError } from './ports.js';

const HOST = '127.0.0.1';

it('names every port that is taken and the setting that changes it, and keeps none of the others', async () => {
  const servers = [createServer(), createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await once(server.listen(0, HOST), 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  const [free, ...taken] = servers;
  await once(free?.close() ?? createServer(), 'close');
  const wanted = ports.map((port, index) => ({ port, what: `part ${index}`, setting: `HOOKSWITCH_${index}` }));
  const refused = refuseTakenPorts(HOST, wanted);
  await expect(refused).rejects.toThrow(StartError);
  await expect(refused).rejects.toThrow(
    [1, 2]
      .map((n) => `Port ${ports[n] ?? 0} (part ${n}) is taken: stop what listens there, or set HOOKSWITCH_${n}.`)
      .join('\n'),
  );
  await Promise.all(taken.map((server) => once(server.close(), 'close')));
  await refuseTakenPorts(HOST, wanted);
  await refuseTakenPorts(HOST, wanted);
});
