import { AppError, ERROR_TABLE } from '../contract/errors.ts';
import { SOCKET_PATH } from '../contract/operations.ts';
import { type SocketControl, type SocketRequest, socketControl } from '../contract/socket.ts';
import { parseRunEvent } from './run-reducer.ts';
import type { RunSource, SourceEnd, SourceRequest } from './run-source.ts';

const PING_EVERY_MS = 10_000;

/** Reads a run over the WebSocket, for where something on the way holds server-sent events back. */
export const readSocket: RunSource = (request) =>
  new Promise<SourceEnd>((resolve, reject) => {
    const socket = new WebSocket(toSocketUrl(request.origin));
    const ping = setInterval(() => say(socket, { type: 'ping' }), PING_EVERY_MS);
    const leave = () => {
      clearInterval(ping);
      request.signal.removeEventListener('abort', onAbort);
      socket.close();
    };
    const end = (how: SourceEnd) => {
      leave();
      resolve(how);
    };
    const onAbort = () => end('cut');
    request.signal.addEventListener('abort', onAbort, { once: true });
    if (request.signal.aborted) onAbort();

    socket.onopen = () => {
      const { runId, after } = request;
      say(socket, { type: 'attach', run_id: runId, ...(after === null ? {} : { after }) });
    };
    socket.onmessage = (message) => {
      request.onAlive();
      const control = takeFrame(String(message.data), request);
      if (control?.type === 'done' && control.run_id === request.runId) end('done');
      if (control?.type === 'error') {
        leave();
        reject(new AppError(control.code, { message: control.error, status: ERROR_TABLE[control.code].status }));
      }
    };
    socket.onclose = () => end('cut');
  });

function say(socket: WebSocket, request: SocketRequest): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
}

/** Hands an event on; returns what is not an event. */
function takeFrame(text: string, request: SourceRequest): SocketControl | null {
  const value: unknown = JSON.parse(text);
  const control = socketControl.safeParse(value);
  if (control.success) return control.data;
  const event = parseRunEvent(value);
  const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : null;
  if (event?.run_id === request.runId && id !== null) request.onFrame({ id, event });
  return null;
}

function toSocketUrl(origin: string): string {
  const url = new URL(SOCKET_PATH, origin === '' ? globalThis.location.href : origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
