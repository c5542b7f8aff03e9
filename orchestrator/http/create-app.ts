import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { AppError } from '../../lib/contract/errors.ts';
import { matchOperation, methodsOf } from '../../lib/contract/match-operation.ts';
import type { Operation } from '../../lib/contract/operations/operation.ts';
import { OPERATIONS, type OperationId } from '../../lib/contract/operations.ts';
import type { Logger } from '../core/logger.ts';
import type { HttpMetrics } from '../core/metrics.ts';
import { type AccessRules, type Admission, admit } from './admit.ts';
import { isAllowedHost } from './allowed-host.ts';
import { isAllowedOrigin } from './allowed-origin.ts';
import type { Handler, Handlers } from './call.ts';
import { answerClientError } from './client-error.ts';
import { isPreflight, setCorsHeaders, setPreflightHeaders } from './cors.ts';
import { toErrorAnswer } from './error-answer.ts';
import { limitArrival } from './limit-arrival.ts';
import { lingerForBody } from './linger.ts';
import { logRequest } from './log-request.ts';
import { assertSingleHeaders } from './read-credentials.ts';
import { readRequest } from './read-request.ts';
import { toRequestId } from './request-id.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { toTraceId } from './trace-context.ts';

type AppOptions = {
  options: {
    allowedHosts: readonly string[];
    allowedOrigins: readonly string[];
    maxBodyBytes: number;
    requestTimeoutMs: number;
  };
  handlers: Handlers;
  rules: AccessRules;
  isDraining: () => boolean;
  metrics: HttpMetrics;
  log: Logger;
};

/** What the guards found out about a request. */
type Admitted = Admission & { id: OperationId; params: Record<string, string>; log: Logger };

declare module 'fastify' {
  interface FastifyRequest {
    admitted: Admitted | null;
  }
}

/** A message of 32,000 characters in a query, percent-encoded, is 288,000 bytes. */
const MAX_HEADER_BYTES = 320 * 1024;
/** Longer than the front keeps a connection idle, so that it never meets one that is just closing. */
const KEEP_ALIVE_MS = 75_000;
const TCP_KEEP_ALIVE_MS = 60_000;

function createFastify({ options, log }: AppOptions): FastifyInstance {
  const current = new WeakMap<Socket, ServerResponse>();
  const app = fastify({
    logger: false,
    bodyLimit: options.maxBodyBytes,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: (request) => toRequestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: 128, querystringParser: () => ({}) },
    frameworkErrors: (error, request, reply) => sendError(log, error, request, reply),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, current.get(socket), toRequestId(undefined)),
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: options.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, options.requestTimeoutMs),
      requireHostHeader: false,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients name the type on calls without a body; where one is needed, its schema says so.
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
  // Read by the handlers of uploads themselves, as it streams.
  app.addContentTypeParser('multipart/form-data', (request, _body, done) => {
    const operation: Operation | undefined = request.admitted ? OPERATIONS[request.admitted.id] : undefined;
    if (operation?.upload) done(null, undefined);
    else done(new AppError('UNSUPPORTED_TYPE'));
  });
  app.server.on('request', (request, response) => current.set(request.socket, response));
  // Node would answer an unknown expectation with a bare 417; it may be ignored as well. Source: RFC 9110, 10.1.1.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  return app;
}

function sendError(log: Logger, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // Nobody is left to be told, and nothing is wrong here.
  if (request.raw.errored) {
    reply.raw.destroy();
    return;
  }
  const { status, headers, body, error } = toErrorAnswer(thrown, request.id);
  if (status >= 500 && error.cause !== undefined)
    log.error({ request_id: request.id, code: error.code, err: error.cause }, 'request failed');
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  setSecurityHeaders(reply.raw, request.id);
  reply.code(status).headers(headers).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

/** Everything that is decided before the body is read, in this order. */
async function guard(request: FastifyRequest, reply: FastifyReply, { options, rules, log }: AppOptions): Promise<unknown> {
  const { raw } = request;
  const path = (raw.url ?? '').split('?', 1)[0] ?? '';
  if (!isAllowedHost(raw.headers.host, options.allowedHosts)) throw new AppError('INVALID_HOST');
  assertSingleHeaders(raw.rawHeaders);
  setCorsHeaders(raw, reply.raw, options.allowedOrigins);
  if (isPreflight(raw)) {
    setPreflightHeaders(raw, reply.raw, path, options.allowedOrigins);
    return reply.code(204).send();
  }
  if (!isAllowedOrigin(raw.headers, options.allowedOrigins)) throw new AppError('CROSS_ORIGIN');
  const match = matchOperation(raw.method ?? '', path);
  if (match.kind === 'none') throw new AppError('NOT_FOUND');
  if (match.kind === 'method') {
    reply.header('allow', match.allow.join(', '));
    throw new AppError('METHOD_NOT_ALLOWED', { details: { allow: match.allow } });
  }
  const admission = await admit(rules, match.id, raw);
  const { traceparent } = raw.headers;
  const traceId = typeof traceparent === 'string' ? toTraceId(traceparent) : undefined;
  const bound = { request_id: request.id, ...(traceId === undefined ? {} : { trace_id: traceId }) };
  request.admitted = { ...admission, id: match.id, params: match.params, log: log.child(bound) };
  return undefined;
}

async function answer(
  handler: Handler<OperationId>,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { admitted, raw } = request;
  // A route of the framework that the exact match did not choose.
  if (!admitted) throw new AppError('NOT_FOUND');
  const parts = readRequest(operation, {
    target: raw.url ?? '',
    params: admitted.params,
    headers: raw.headers,
    body: request.body,
  });
  reply.code(operation.success.status);
  // The table ties the schemas of `parts` to the handler of the same operation; the compiler cannot follow that through a loop.
  const call = { ...admitted, ...parts, requestId: request.id, request, reply } as unknown as Parameters<typeof handler>[0];
  const result = await handler(call);
  if (reply.sent) return reply;
  return result === undefined ? reply.code(204).send() : reply.send(result);
}

/** The HTTP side without sockets: routes, guards, errors. */
export function createApp(appOptions: AppOptions): FastifyInstance {
  const { handlers, isDraining, metrics, log, options } = appOptions;
  const app = createFastify(appOptions);
  app.decorateRequest('admitted', null);
  app.setErrorHandler((error, request, reply) => sendError(log, error, request, reply));
  app.setNotFoundHandler(() => {
    throw new AppError('NOT_FOUND');
  });
  app.addHook('onRequest', async (request, reply) => {
    const startedAt = performance.now();
    setSecurityHeaders(reply.raw, request.id);
    if (isDraining()) reply.raw.setHeader('connection', 'close');
    reply.raw.once('finish', () => lingerForBody(request.raw));
    reply.raw.once('close', () => {
      const durationMs = performance.now() - startedAt;
      metrics.requestDone({ operation: request.admitted?.id ?? 'none', status: reply.raw.statusCode, durationMs });
      logRequest(log, request, reply, durationMs);
    });
    const answered = await guard(request, reply, appOptions);
    limitArrival(request, options.requestTimeoutMs);
    return answered;
  });
  for (const [id, operation] of Object.entries(OPERATIONS) as [OperationId, Operation][]) {
    app.route({
      method: [...methodsOf(operation)],
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => answer(handlers[id] as Handler<OperationId>, operation, request, reply),
    });
  }
  return app;
}
