import { createServer } from 'node:http';

/**
 * A target that answers at once: one server on several ports, since a destination is a host with its port. Remembers of every event, by its id,
 * when its request arrived and how often.
 */
export async function startSink(ports) {
  const arrivals = new Map();
  const take = (request, response) => {
    const at = performance.now();
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { event } = JSON.parse(Buffer.concat(chunks).toString());
      const known = arrivals.get(event);
      if (known) known.times += 1;
      else arrivals.set(event, { at, times: 1 });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  };
  const servers = await Promise.all(
    ports.map(
      (port) =>
        new Promise((resolve, reject) => {
          const server = createServer({ keepAliveTimeout: 60_000 }, take).once('error', reject);
          server.listen(port, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  return {
    origins: ports.map((port) => `http://127.0.0.1:${port}`),
    arrivals,
    async close() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
