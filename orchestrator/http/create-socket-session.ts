import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { AppError, toErrorBody, validationFailed } from '../../lib/contract/errors.ts';
import { SOCKET_CLOSE, type SocketControl, type SocketRequest } from '../../lib/contract/socket.ts';
import { assertNever } from '../../lib/shared/assert-never.ts';
import { type SinkEnd, START, toCursor } from '../core/frame.ts';
import type { Logger } from '../core/logger.ts';
import type { Principal } from '../core/principal.ts';
import { type AccessRules, authenticate, consumeQuota } from './admit.ts';
import type { Backend } from './backend.ts';
import type { OpenReaders } from './create-open-readers.ts';
import { createSocketRuns } from './create-socket-runs.ts';
import { toErrorAnswer } from './error-answer.ts';
import { readSocketFrame } from './read-socket-frame.ts';

/** Heartbeats without any sign of the client after which it counts as gone. */
const MAX_SILENT_BEATS = 4;
const CLOSE_GRACE_MS = 1_000;

type Options = {
  socket: WebSocket;
  /** The connection under the socket. */
  stream: Duplex;
  /** The key of the upgrade request, if it had one. */
  key: string | undefined;
  address: string;
  requestId: string;
  rules: AccessRules;
  readers: OpenReaders;
  authTimeoutMs: number;
  log: Logger;
};

type Caller = { principal: Principal; backend: Backend };
type Command = Exclude<SocketRequest, { type: 'auth' }>;
/** What an error frame refers to. */
type Subject = { request_id?: string; run_id?: string; approval_id?: string };

function subjectOf(frame: Command): Subject {
  if ('run_id' in frame) return { run_id: frame.run_id };
  if ('approval_id' in frame) return { approval_id: frame.approval_id };
  return 'request_id' in frame ? { request_id: frame.request_id } : {};
}

/** One connection of `/ws/chat`: whom it belongs to and what it asks for. */
export function createSocketSession(options: Options): { close(): void } {
  const { socket, stream, rules, readers, log, requestId } = options;
  const runs = createSocketRuns(socket, stream, onRunEnd);
  /** Set by the first credentials; rejected when they are refused. */
  let caller: Promise<Caller> | undefined;
  let release = () => {};
  let silentBeats = 0;

  function send(message: SocketControl): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }

  function close(code: number): void {
    socket.close(code);
    setTimeout(() => socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  function sendError(thrown: unknown, subject: Subject = {}): void {
    const { error, status } = toErrorAnswer(thrown, requestId);
    if (status >= 500 && error.cause !== undefined) log.error({ err: error.cause, code: error.code }, 'socket frame failed');
    send({ type: 'error', ...toErrorBody(error), ...subject });
  }

  /** The end of a connection that may not go on. */
  function refuse(thrown: unknown): void {
    sendError(thrown);
    const isIdentity = thrown instanceof AppError && thrown.code === 'UNAUTHENTICATED';
    close(isIdentity ? SOCKET_CLOSE.unauthenticated : SOCKET_CLOSE.policy);
  }

  function onRunEnd(runId: string, reason: SinkEnd): void {
    if (reason === 'done') send({ type: 'done', run_id: runId });
    else if (reason === 'gone') sendError(new AppError('NOT_FOUND'), { run_id: runId });
    else close(reason === 'slow' ? SOCKET_CLOSE.tooSlow : SOCKET_CLOSE.goingAway);
  }

  function beat(): void {
    silentBeats += 1;
    if (silentBeats > MAX_SILENT_BEATS) socket.terminate();
    else socket.ping();
  }

  async function identify(key: string): Promise<Caller> {
    clearTimeout(authTimer);
    const principal = await authenticate(rules, key, options.address);
    const backend = rules.backend();
    if (!backend) throw new AppError('NOT_READY');
    if (socket.readyState !== socket.OPEN) throw new AppError('UNAUTHENTICATED');
    release = readers.open(principal.keyId, 'socket', { beat, revoke: () => refuse(new AppError('UNAUTHENTICATED')) });
    return { principal, backend };
  }

  function admitCaller(key: string): Promise<Caller> {
    const identified = identify(key);
    identified.catch(refuse);
    return identified;
  }

  /** A second `auth` must name the same key: a socket does not change hands. */
  async function onAuth(key: string): Promise<void> {
    if (!caller) {
      caller = admitCaller(key);
      await caller;
    } else {
      const { principal } = await caller;
      if ((await rules.verifier.verify(key))?.keyId !== principal.keyId) return refuse(new AppError('UNAUTHENTICATED'));
    }
    send({ type: 'auth.ok' });
  }

  async function obey(frame: Command, who: Caller): Promise<void> {
    const { principal, backend } = who;
    switch (frame.type) {
      case 'ping':
        return send({ type: 'pong' });
      case 'cancel':
        return send({ type: 'cancelled', ...(await backend.runs.cancel(principal, frame.run_id)) });
      case 'approve': {
        const { type: _type, approval_id: approvalId, ...decision } = frame;
        return send({ type: 'approved', approval: await backend.approvals.decide(principal.ownerId, approvalId, decision) });
      }
      case 'attach': {
        const after = frame.after === undefined ? START : toCursor(frame.run_id, String(frame.after));
        if (!after) throw validationFailed([{ path: 'after', reason: 'must be an event id of this run or a sequence number' }]);
        return runs.follow({ ...who, runId: frame.run_id, after });
      }
      case 'chat': {
        const { type: _type, request_id: requestId, ...request } = frame;
        const { runId } = await backend.runs.start(principal, { ...request, idempotencyKey: requestId });
        return runs.follow({ ...who, runId, after: START, requestId });
      }
      default:
        return assertNever(frame);
    }
  }

  async function onFrame(data: RawData, isBinary: boolean): Promise<void> {
    let subject: Subject = {};
    try {
      const frame = readSocketFrame(data, isBinary);
      if (frame.type === 'auth') return await onAuth(frame.api_key);
      if (!caller) throw new AppError('UNAUTHENTICATED');
      subject = subjectOf(frame);
      const who = await caller;
      await consumeQuota(who.backend, who.principal.keyId);
      await obey(frame, who);
    } catch (error) {
      if (caller) sendError(error, subject);
      else refuse(new AppError('UNAUTHENTICATED', { cause: error }));
    }
  }

  const authTimer = setTimeout(() => refuse(new AppError('UNAUTHENTICATED')), options.authTimeoutMs);
  if (options.key !== undefined) caller = admitCaller(options.key);

  socket.on('message', (data: RawData, isBinary: boolean) => {
    silentBeats = 0;
    void onFrame(data, isBinary);
  });
  socket.on('pong', () => {
    silentBeats = 0;
  });
  // What `ws` refuses (too large, not UTF-8) it closes by itself with the right code.
  socket.on('error', (error) => log.debug({ err: error }, 'socket error'));
  socket.once('close', () => {
    clearTimeout(authTimer);
    release();
    runs.leaveAll();
  });
  return { close: () => close(SOCKET_CLOSE.goingAway) };
}
