import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Credentials } from './caller.ts';
import type { Inbound } from './inbound.ts';
import { withoutSession } from './session.ts';

const API_HEADERS = [
  'accept',
  'accept-language',
  'content-type',
  'content-length',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'last-event-id',
  'range',
  'user-agent',
] as const;

const PAGE_HEADERS = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'next-hmr-refresh',
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-router-state-tree',
  'next-url',
  'purpose',
  'range',
  'rsc',
  'sec-fetch-dest',
  'user-agent',
] as const;

const UPGRADE_HEADERS = [
  'connection',
  'upgrade',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'user-agent',
] as const;

function pick(headers: IncomingHttpHeaders, names: readonly string[]): IncomingHttpHeaders {
  const picked: IncomingHttpHeaders = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

/** What the next hop may believe: everything of the kind that the client sent is gone. */
function identity(inbound: Inbound): IncomingHttpHeaders {
  return {
    'x-request-id': inbound.requestId,
    'x-forwarded-for': inbound.client,
    'x-forwarded-host': inbound.host,
    'x-forwarded-proto': inbound.secure ? 'https' : 'http',
  };
}

export function toApiHeaders(inbound: Inbound, credentials: Credentials): IncomingHttpHeaders {
  return { ...pick(inbound.headers, API_HEADERS), ...identity(inbound), ...credentials };
}

export function toUpgradeHeaders(inbound: Inbound, credentials: Credentials): IncomingHttpHeaders {
  return { ...pick(inbound.headers, UPGRADE_HEADERS), ...identity(inbound), ...credentials };
}

/** Next takes the nonce for its scripts from the request's policy header. */
export function toPageHeaders(inbound: Inbound, nonce: string, policy: string): IncomingHttpHeaders {
  const cookie = withoutSession(inbound.headers.cookie);
  return {
    ...pick(inbound.headers, PAGE_HEADERS),
    ...identity(inbound),
    ...(cookie !== undefined && { cookie }),
    host: inbound.host,
    'x-nonce': nonce,
    'content-security-policy': policy,
  };
}

const DROPPED_ANSWER_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-powered-by',
  'x-request-id',
]);

/** Removes, in place, what the backend has no say in: framing, CORS, the request id. */
export function cleanAnswerHeaders(answer: IncomingMessage): OutgoingHttpHeaders {
  const { headers } = answer;
  for (const name of Object.keys(headers)) {
    if (DROPPED_ANSWER_HEADERS.has(name) || name.startsWith('access-control-')) delete headers[name];
  }
  return headers;
}

/** Set before anything else, so that every answer carries them; an upstream's own policy may replace a policy, not the rest. */
export function setBaseHeaders(response: ServerResponse, requestId: string): void {
  response.setHeader('X-Request-ID', requestId);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('X-Frame-Options', 'DENY');
}

export function setTransportSecurity(response: ServerResponse, inbound: Inbound): void {
  if (inbound.secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
}

export function setApiHeaders(response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
}

/** `dev`: Next's development bundles are evaluated. `liveOrigin`: where speech is transcribed while it is spoken. */
export function toPagePolicy(nonce: string, options: { dev: boolean; secure: boolean; liveOrigin: string | undefined }): string {
  return [
    "default-src 'self'",
    // WebAssembly hears when somebody speaks; it cannot make scripts.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${options.dev ? " 'unsafe-eval'" : ''}`,
    // Positions and sizes come as style attributes; a style cannot run anything.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${options.liveOrigin === undefined ? '' : ` ${options.liveOrigin}`}`,
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(options.secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

export function setPageHeaders(response: ServerResponse, policy: string): void {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=(), payment=(), usb=()');
}
