import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, toAppError } from '../contract/errors.ts';
import { SOCKET_PATH } from '../contract/operations.ts';
import { writeRawError } from './answers.ts';
import { type Credentials, isLocalScript, ownCredentials, readSession, toCredentials } from './caller.ts';
import type { FrontConfig } from './config.ts';
import { assertHost, hasOwnKey, isAllowedForeignOrigin } from './guards.ts';
import { toUpgradeHeaders } from './headers.ts';
import { type Inbound, readInbound } from './inbound.ts';
import { toRequestId } from './request-id.ts';
import type { Sessions } from './session.ts';
import type { SocketProxy } from './socket-proxy.ts';

const DEV_SOCKET_PATH = '/_next/webpack-hmr';

type Deps = { config: FrontConfig; sessions: Sessions; sockets: SocketProxy; devSockets: SocketProxy };

export type Upgrades = { serve(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> };

/** WebSocket upgrades; a refusal is an HTTP answer, since no socket exists yet. */
export function createUpgrades({ config, sessions, sockets, devSockets }: Deps): Upgrades {
  return {
    async serve(request, socket, head) {
      const requestId = toRequestId(request.headers['x-request-id']);
      const ignore = () => {};
      socket.on('error', ignore);
      try {
        const inbound = readInbound(request, requestId, config);
        assertHost(inbound, config);
        const proxy = toProxy(inbound, config, { sockets, devSockets });
        const credentials = await identifySocket(inbound, sessions, config);
        const headers =
          proxy === devSockets
            ? { ...toUpgradeHeaders(inbound, {}), host: inbound.host, origin: inbound.origin }
            : toUpgradeHeaders(inbound, credentials);
        if (socket.destroyed) return;
        proxy.forward(request, socket, head, headers, requestId);
      } catch (thrown) {
        writeRawError(socket, toAppError(thrown, requestId), requestId);
        socket.destroySoon();
      }
    },
  };
}

function toProxy(
  { path, method, headers }: Inbound,
  config: FrontConfig,
  proxies: Pick<Deps, 'sockets' | 'devSockets'>,
): SocketProxy {
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket') throw new AppError('BAD_REQUEST');
  if (path === SOCKET_PATH) return proxies.sockets;
  if (config.dev && path === DEV_SOCKET_PATH) return proxies.devSockets;
  throw new AppError('NOT_FOUND');
}

/**
 * Browsers name the origin on every upgrade, and CORS does not protect sockets: the origin must be ours exactly to use the
 * session. Without one it is a program: with a key in its headers, or in its first frame, which the orchestrator checks.
 */
async function identifySocket(inbound: Inbound, sessions: Sessions, config: FrontConfig): Promise<Credentials> {
  const own = hasOwnKey(inbound);
  if (inbound.origin === undefined)
    return own ? ownCredentials(inbound) : isLocalScript(inbound) ? toCredentials(config.apiKey) : {};
  if (isAllowedForeignOrigin(inbound, config)) return own ? ownCredentials(inbound) : {};
  if (inbound.origin !== inbound.ownOrigin) throw new AppError('CROSS_ORIGIN');
  if (own) return ownCredentials(inbound);
  const session = await readSession(inbound, sessions);
  if (!session) throw new AppError('UNAUTHENTICATED');
  return toCredentials(session.kind === 'loopback' ? config.apiKey : session.key);
}
