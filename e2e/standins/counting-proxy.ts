import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type CountingProxy = {
  port: number;
  /** Client sockets that are open right now. */
  open(): number;
  /** Client sockets ever accepted. */
  total(): number;
  /** Bytes that the target sent to clients. */
  bytesOut(): number;
  /** Resolves when exactly so many client sockets are open. */
  whenOpen(count: number): Promise<void>;
  stop(): Promise<void>;
};

/** A TCP proxy that counts: it proves from outside that a socket was closed. */
export async function startCountingProxy(targetPort: number, targetHost = '127.0.0.1'): Promise<CountingProxy> {
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let total = 0;
  let bytesOut = 0;

  function changed(): void {
    for (const check of [...waiting]) check();
  }

  const server = createServer((client) => {
    const target = connect(targetPort, targetHost);
    sockets.add(client);
    total += 1;
    changed();
    target.on('data', (chunk) => {
      bytesOut += chunk.length;
    });
    client.pipe(target).pipe(client);
    // A half-open socket counts as open; a reset of either side closes both.
    client.on('error', () => target.destroy());
    target.on('error', () => client.destroy());
    target.on('close', () => client.destroySoon());
    client.on('close', () => {
      target.destroy();
      sockets.delete(client);
      changed();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    total: () => total,
    bytesOut: () => bytesOut,
    whenOpen: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (sockets.size !== count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
