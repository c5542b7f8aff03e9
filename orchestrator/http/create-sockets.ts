import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError } from '../../lib/contract/errors.ts';
import { SOCKET_PATH } from '../../lib/contract/operations.ts';
import type { Logger } from '../core/logger.ts';
import type { AccessRules } from './admit.ts';
import { isAllowedHost } from './allowed-host.ts';
import { isAllowedOrigin } from './allowed-origin.ts';
import { endWithError } from './client-error.ts';
import type { OpenReaders } from './create-open-readers.ts';
import { createSocketSession } from './create-socket-session.ts';
import { toErrorAnswer } from './error-answer.ts';
import { assertSingleHeaders, readCredentials } from './read-credentials.ts';
import { toRequestId } from './request-id.ts';

type Options = {
  rules: AccessRules;
  readers: OpenReaders;
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
  maxOpen: number;
  authTimeoutMs: number;
  isDraining: () => boolean;
  log: Logger;
};

/** `maxFragments` and `maxBufferedChunks` bound what a client can make us hold with tiny frames. */
const LIMITS = { maxPayload: 1024 * 1024, maxFragments: 64, maxBufferedChunks: 1024 };

export type Sockets = {
  /** Handler of the server's `upgrade` event. */
  onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Says goodbye to all; resolves when they are gone. */
  close(): Promise<void>;
};

/** The WebSocket endpoint. */
export function createSockets(options: Options): Sockets {
  const { rules, readers, allowedHosts, allowedOrigins, isDraining, log } = options;
  const server = new WebSocketServer({ noServer: true, clientTracking: true, perMessageDeflate: false, ...LIMITS });
  const sessions = new Set<{ close(): void }>();

  /** Throws what is wrong with the request; credentials that are wrong in themselves are answered on the open socket. */
  function readUpgrade(request: IncomingMessage): { key: string | undefined } {
    if (!isAllowedHost(request.headers.host, allowedHosts)) throw new AppError('INVALID_HOST');
    if (request.url?.split('?', 1)[0] !== SOCKET_PATH) throw new AppError('NOT_FOUND');
    assertSingleHeaders(request.rawHeaders);
    if (!isAllowedOrigin(request.headers, allowedOrigins)) throw new AppError('CROSS_ORIGIN');
    if (isDraining()) throw new AppError('NOT_READY');
    if (server.clients.size >= options.maxOpen) throw new AppError('RATE_LIMITED');
    try {
      return { key: readCredentials(request) };
    } catch {
      return { key: '' };
    }
  }

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const requestId = toRequestId(request.headers['x-request-id']);
    try {
      const { key } = readUpgrade(request);
      server.handleUpgrade(request, stream, head, (socket) => {
        const address = request.socket.remoteAddress ?? '';
        const child = log.child({ request_id: requestId, socket: true });
        const { authTimeoutMs } = options;
        const session = createSocketSession({
          socket,
          stream,
          key,
          address,
          requestId,
          rules,
          readers,
          authTimeoutMs,
          log: child,
        });
        sessions.add(session);
        socket.once('close', () => sessions.delete(session));
      });
    } catch (error) {
      endWithError(stream, toErrorAnswer(error, requestId).error.code, requestId);
    }
  }

  return {
    onUpgrade,
    close() {
      for (const session of sessions) session.close();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
