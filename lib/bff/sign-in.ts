import type { IncomingMessage, ServerResponse } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../contract/errors.ts';
import { redirect, sendHtml, sendJson } from './answers.ts';
import { readSession, toCredentials } from './caller.ts';
import { escapeHtml, STATIC_PAGE_POLICY, toPage } from './html.ts';
import type { Inbound } from './inbound.ts';
import { readBody } from './read-body.ts';
import type { Sessions } from './session.ts';
import { callUpstream, type Upstream } from './upstream.ts';

export const SIGN_IN_PATH = '/sign-in';

const ATTEMPTS_PER_MINUTE = 10;
const FORM_LIMITS = { maxBytes: 4_096, idleTimeoutMs: 10_000 };
const CHECK_TIMEOUT_MS = 10_000;
const KEY = /^[\x21-\x7e]{1,512}$/;

export type SignIn = {
  showPage(inbound: Inbound, response: ServerResponse): Promise<void>;
  signIn(inbound: Inbound, request: IncomingMessage, response: ServerResponse): Promise<void>;
  signOut(inbound: Inbound, response: ServerResponse): void;
  showSession(inbound: Inbound, response: ServerResponse): Promise<void>;
};

/** An access key becomes a session: the orchestrator says whether it is valid, the cookie carries it encrypted. */
export function createSignIn(sessions: Sessions, orchestrator: Upstream): SignIn {
  const limiter = new RateLimiterMemory({ points: ATTEMPTS_PER_MINUTE, duration: 60 });

  return {
    async showPage(inbound, response) {
      const next = toLocalPath(new URLSearchParams(inbound.search).get('next'));
      if (inbound.direct || (await readSession(inbound, sessions))) return redirect(response, next);
      sendForm(response, 200, next);
    },
    async signIn(inbound, request, response) {
      const form = new URLSearchParams((await readForm(request)).toString());
      const next = toLocalPath(form.get('next'));
      const key = form.get('access_key')?.trim() ?? '';
      const waitMs = await limiter.consume(inbound.client).then(() => 0, toWaitMs);
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1000);
        return sendForm(response, 429, next, `Too many attempts. Try again in ${seconds} seconds.`, {
          'Retry-After': String(seconds),
        });
      }
      const verdict = KEY.test(key) ? await checkKey(orchestrator, key, inbound) : 'refused';
      if (verdict === 'unknown')
        return sendForm(response, 503, next, 'The key cannot be checked right now. Try again in a moment.');
      if (verdict === 'refused') return sendForm(response, 401, next, 'This access key is not valid.');
      const cookie = await sessions.issue({ kind: 'signed-in', key, issuedAt: Date.now() }, inbound.secure);
      redirect(response, next, { 'Set-Cookie': cookie });
    },
    signOut(inbound, response) {
      redirect(response, SIGN_IN_PATH, { 'Set-Cookie': sessions.clear(inbound.secure) });
    },
    async showSession(inbound, response) {
      const authenticated = (await readSession(inbound, sessions)) !== null;
      sendJson(response, 200, { authenticated, mode: inbound.direct ? 'loopback' : 'sign-in' });
    },
  };
}

async function readForm(request: IncomingMessage): Promise<Buffer> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) throw new AppError('UNSUPPORTED_TYPE');
  return (await readBody(request, FORM_LIMITS)) ?? Buffer.alloc(0);
}

async function checkKey(orchestrator: Upstream, key: string, inbound: Inbound): Promise<'accepted' | 'refused' | 'unknown'> {
  const headers = { accept: 'application/json', 'x-request-id': inbound.requestId, ...toCredentials(key) };
  try {
    const answer = await callUpstream(orchestrator, { method: 'GET', path: '/api/agents', headers, body: null }, CHECK_TIMEOUT_MS)
      .answer;
    answer.on('error', () => {}).resume();
    if (answer.statusCode === 200) return 'accepted';
    return answer.statusCode === 401 || answer.statusCode === 403 ? 'refused' : 'unknown';
  } catch {
    return 'unknown';
  }
}

function toWaitMs(reason: unknown): number {
  return reason instanceof RateLimiterRes ? Math.max(1, reason.msBeforeNext) : 1_000;
}

/** A path on this origin, whatever was asked for: nobody is sent elsewhere after signing in. */
function toLocalPath(text: string | null): string {
  return text !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) && !text.startsWith(SIGN_IN_PATH) ? text : '/';
}

function sendForm(
  response: ServerResponse,
  status: number,
  next: string,
  problem?: string,
  headers: Record<string, string> = {},
): void {
  const alert = problem === undefined ? '' : `<p role="alert" id="problem">${escapeHtml(problem)}</p>`;
  const body = `<h1>Sign in to Cartrita</h1>
<p>Enter the access key that your administrator gave you.</p>
${alert}
<form method="post" action="/auth/sign-in">
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="access_key">Access key</label>
<input id="access_key" name="access_key" type="password" autocomplete="current-password" required maxlength="512" autofocus${
    problem === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"'
  }>
<button type="submit">Sign in</button>
</form>`;
  sendHtml(response, status, toPage({ title: 'Sign in', body }), { 'Content-Security-Policy': STATIC_PAGE_POLICY, ...headers });
}
