import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'httpxy';
import { writeRawError } from './answers.ts';
import { IdleTimeout, toUpstreamError, type Upstream } from './upstream.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Both sides ping more often than this; a socket that is silent for longer has lost its peer. */
const SOCKET_IDLE_TIMEOUT_MS = 300_000;

export type SocketProxy = {
  forward(request: IncomingMessage, socket: Socket, head: Buffer, headers: IncomingHttpHeaders, requestId: string): void;
  /** Ends every open socket. */
  close(): void;
};

/** WebSocket upgrades: after the handshake a plain pipe of bytes. No pooled connection: an upgraded one never comes back. */
export function createSocketProxy(upstream: Upstream, options: { changeOrigin: boolean }): SocketProxy {
  const open = new Set<Duplex>();
  const requestIds = new WeakMap<Duplex, string>();
  const proxy = createProxyServer({
    target: upstream.url,
    changeOrigin: options.changeOrigin,
    upgradeTimeout: HANDSHAKE_TIMEOUT_MS,
  });
  proxy.on('proxyReqWs', (outgoing, _request, client) => {
    outgoing.once('upgrade', (_answer, backend: Socket) => tie(client, backend));
  });
  proxy.on('error', (error, _request, client) => {
    if (!(client instanceof Socket)) return;
    const cause = 'code' in error && error.code === 'ERR_UPSTREAM_UPGRADE_TIMEOUT' ? new IdleTimeout(error.message) : error;
    const requestId = requestIds.get(client);
    if (requestId !== undefined) writeRawError(client, toUpstreamError(cause, upstream), requestId);
    client.destroySoon();
  });

  /** `pipe` passes a clean end on, but not a broken connection. */
  function tie(client: Socket, backend: Socket): void {
    requestIds.delete(client);
    for (const [one, other] of [
      [client, backend],
      [backend, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => other.destroy());
      one.setTimeout(SOCKET_IDLE_TIMEOUT_MS, () => one.destroy());
    }
  }

  return {
    forward(request, socket, head, headers, requestId) {
      open.add(socket);
      requestIds.set(socket, requestId);
      socket.once('close', () => open.delete(socket));
      request.headers = headers;
      proxy.ws(request, socket, {}, head).catch(() => socket.destroy());
    },
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}
