import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../contract/errors.ts';
import { redirect, sendError, sendHtml } from './answers.ts';
import { readSession } from './caller.ts';
import type { FrontConfig } from './config.ts';
import { createForwarder } from './forwarder.ts';
import { assertPlainPagePath } from './guards.ts';
import { setPageHeaders, toPageHeaders, toPagePolicy } from './headers.ts';
import { STATIC_PAGE_POLICY, toPage } from './html.ts';
import type { Inbound } from './inbound.ts';
import type { Sessions } from './session.ts';
import { SIGN_IN_PATH } from './sign-in.ts';
import type { Upstream } from './upstream.ts';

const REFRESH_SECONDS = 2;
const RENEW_AFTER_MS = 24 * 3600 * 1000;

export type Pages = { serve(inbound: Inbound, request: IncomingMessage, response: ServerResponse): Promise<void> };

/** Everything that Next renders. Pages are shells without data: only a whole page load needs a session, its parts do not. */
export function createPages(
  next: Upstream,
  deps: { sessions: Sessions; config: FrontConfig; onFailure: (error: AppError, request: IncomingMessage) => void },
): Pages {
  const forwarder = createForwarder(next, { changeOrigin: false, answerFailure, onFailure: deps.onFailure });

  return {
    async serve(inbound, request, response) {
      assertPlainPagePath(inbound.path);
      if (isDocument(inbound) && !(await openSession(inbound, response, deps.sessions))) return askToSignIn(inbound, response);
      const { dev, liveOrigin } = deps.config;
      const nonce = randomBytes(16).toString('base64');
      const policy = toPagePolicy(nonce, { dev, secure: inbound.secure, liveOrigin });
      setPageHeaders(response, policy);
      await forwarder.forward(request, response, toPageHeaders(inbound, nonce, policy));
    },
  };
}

/** A page load by a browser, no part of a page and no script's call. */
function isDocument({ method, headers }: Inbound): boolean {
  if (method !== 'GET') return false;
  const destination = headers['sec-fetch-dest'];
  return destination === undefined ? headers.accept?.includes('text/html') === true : destination === 'document';
}

/** On loopback a session opens by itself; elsewhere an existing one is renewed while it is used. */
async function openSession(inbound: Inbound, response: ServerResponse, sessions: Sessions): Promise<boolean> {
  const session = await readSession(inbound, sessions);
  if (!session && !inbound.direct) return false;
  if (!session) response.setHeader('Set-Cookie', await sessions.issue({ kind: 'loopback' }, inbound.secure));
  else if (session.kind === 'signed-in' && Date.now() - session.issuedAt > RENEW_AFTER_MS) {
    response.setHeader('Set-Cookie', await sessions.issue({ ...session, issuedAt: Date.now() }, inbound.secure));
  }
  return true;
}

/**
 * A link on another site comes without our strict cookie even when there is a session: the page asks for itself once more,
 * and then the cookie comes along.
 */
function askToSignIn(inbound: Inbound, response: ServerResponse): void {
  const path = inbound.path + inbound.search;
  if (inbound.fetchSite === 'cross-site' || inbound.fetchSite === 'same-site') {
    const html = toPage({ title: 'Opening', body: '<p role="status">Opening…</p>', refresh: { seconds: 0, path } });
    sendHtml(response, 200, html, { 'Content-Security-Policy': STATIC_PAGE_POLICY });
  } else redirect(response, path === '/' ? SIGN_IN_PATH : `${SIGN_IN_PATH}?next=${encodeURIComponent(path)}`);
}

/** While Next starts, a page that comes back by itself; for the parts of a page the plain error. */
function answerFailure(response: ServerResponse, error: AppError, request: IncomingMessage): void {
  if (error.status !== 503 || !request.headers.accept?.includes('text/html')) {
    sendError(response, error);
    return;
  }
  const body = '<h1>Cartrita is starting</h1>\n<p role="status">This page opens by itself in a moment.</p>';
  const html = toPage({ title: 'Starting', body, refresh: { seconds: REFRESH_SECONDS, path: request.url ?? '/' } });
  sendHtml(response, 503, html, { 'Content-Security-Policy': STATIC_PAGE_POLICY, 'Retry-After': REFRESH_SECONDS });
}
