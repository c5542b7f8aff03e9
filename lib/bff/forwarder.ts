import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import type { AppError } from '../contract/errors.ts';
import { sendError } from './answers.ts';
import { cleanAnswerHeaders } from './headers.ts';
import { IdleTimeout, toUpstreamError, type Upstream } from './upstream.ts';

export type Forwarder = {
  /** Resolves when the answer is over; failures are answered. */
  forward(request: IncomingMessage, response: ServerResponse, headers: IncomingHttpHeaders): Promise<void>;
};

export type ForwarderOptions = {
  /** Sends the host of the upstream; else the one in the headers. */
  changeOrigin: boolean;
  answerFailure?: (response: ServerResponse, error: AppError, request: IncomingMessage) => void;
  onFailure: (error: AppError, request: IncomingMessage) => void;
};

/** Plain calls, pages, uploads and downloads: one upstream connection, bytes as they come, in both directions. */
export function createForwarder(upstream: Upstream, options: ForwarderOptions): Forwarder {
  const silent = new WeakSet<IncomingMessage>();
  const proxy = createProxyServer({
    target: upstream.url,
    agent: upstream.agent,
    changeOrigin: options.changeOrigin,
    proxyTimeout: upstream.idleTimeoutMs,
  });
  proxy.on('proxyReq', (outgoing, request) => {
    outgoing.once('timeout', () => silent.add(request));
  });
  proxy.on('proxyRes', (answer, _request, response) => {
    cleanAnswerHeaders(answer);
    // httpxy would ask the request, which no longer holds what the client said of its connection.
    answer.headers.connection = response.shouldKeepAlive ? 'keep-alive' : 'close';
  });
  proxy.on('error', (cause, request, response) => {
    if (!request || !response || response instanceof Socket || response.destroyed) return;
    const error = toUpstreamError(silent.has(request) ? new IdleTimeout(cause.message, { cause }) : cause, upstream);
    options.onFailure(error, request);
    if (options.answerFailure && !response.headersSent) options.answerFailure(response, error, request);
    else sendError(response, error);
  });

  return {
    async forward(request, response, headers) {
      // httpxy sends on whatever the request holds.
      request.headers = headers;
      await proxy.web(request, response).catch(() => response.destroy());
    },
  };
}
