import type { Pool, PoolClient } from 'pg';

export interface Listener {
  close(): void;
}

const RETRY_MS = 1_000;

/** Holds one connection of the pool for LISTEN and takes another when it breaks. What was notified in between is lost. */
export function listen(pool: Pool, channel: string, onMessage: (payload: string) => void): Listener {
  let closed = false;
  let drop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = () => {
    drop = undefined;
    if (!closed) timer = setTimeout(connect, RETRY_MS);
  };
  const attach = async (client: PoolClient) => {
    let isOpen = true;
    const release = () => {
      if (!isOpen) return;
      isOpen = false;
      client.removeAllListeners('notification');
      // Never back into the pool: it still listens.
      client.release(true);
    };
    // The end of one connection is told several times: by the statement, by the server's last words, by the socket.
    const broke = () => {
      if (!isOpen) return;
      release();
      again();
    };
    drop = release;
    client.on('notification', ({ payload }) => onMessage(payload ?? ''));
    client.on('error', broke);
    await client.query(`LISTEN ${channel}`).catch(broke);
    if (closed) release();
  };
  const connect = () => void pool.connect().then(attach, again);
  connect();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      drop?.();
    },
  };
}
