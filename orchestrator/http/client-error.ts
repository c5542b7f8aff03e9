import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../lib/contract/errors.ts';
import { toRawErrorAnswer } from './error-answer.ts';

const LINGER_MS = 2_000;

const CODES: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'TOO_LARGE',
};

/** Writes a last answer on a connection, and closes it once the client had time to read it. */
export function endWithError(socket: Duplex, code: ErrorCode, requestId: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(toRawErrorAnswer(code, requestId));
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** For what the HTTP parser refuses. An answer that is under way must not get a second one into its middle. */
export function answerClientError(
  error: { code?: string },
  socket: Duplex,
  current: ServerResponse | undefined,
  requestId: string,
): void {
  const isMidAnswer = current?.headersSent && !current.writableFinished;
  if (!socket.writable || isMidAnswer || error.code === 'ECONNRESET') socket.destroy();
  else endWithError(socket, CODES[error.code ?? ''] ?? 'BAD_REQUEST', requestId);
}
