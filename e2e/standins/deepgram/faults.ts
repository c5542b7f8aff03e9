import type { ServerResponse } from 'node:http';
import { setImmediate as oneTurn, setTimeout as sleep } from 'node:timers/promises';

export type Route = 'listen' | 'speak' | 'grant' | 'live';

/** What goes wrong. `stall`: says nothing at all; `stall-body`: headers and a first piece, then nothing; `cut`: a reset after the first piece. */
export type Fault = { status: number; headers?: Record<string, string> } | { delayMs: number } | 'stall' | 'stall-body' | 'cut';

export type Faults = {
  set(route: Route, fault: Fault, times: number): void;
  clear(): void;
  /** The fault of this call. */
  next(route: Route): Fault | undefined;
};

export function createFaults(): Faults {
  const pending = new Map<Route, { fault: Fault; times: number }>();
  return {
    set: (route, fault, times) => void pending.set(route, { fault, times }),
    clear: () => pending.clear(),
    next(route) {
      const entry = pending.get(route);
      if (!entry || entry.times <= 0) return undefined;
      entry.times -= 1;
      return entry.fault;
    },
  };
}

const CUT_AFTER_MS = 100;
/** Of the event loop: who reads in this very process had its chance, however long the process was held up. */
const CUT_AFTER_TURNS = 20;

async function cutSoon(response: ServerResponse): Promise<void> {
  await sleep(CUT_AFTER_MS);
  for (let turn = 0; turn < CUT_AFTER_TURNS; turn += 1) await oneTurn();
  response.socket?.resetAndDestroy();
}

const CODES: Record<number, string> = {
  400: 'Bad Request',
  401: 'INVALID_AUTH',
  402: 'ASR_PAYMENT_REQUIRED',
  403: 'INSUFFICIENT_PERMISSIONS',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
};

/** In the vendor's shape, with a text that must never reach a caller or a log. */
export function sendError(
  response: ServerResponse,
  status: number,
  requestId: string,
  headers: Record<string, string> = {},
): void {
  const body = {
    err_code: CODES[status] ?? 'INTERNAL_SERVER_ERROR',
    err_msg: `upstream-secret-detail ${status}`,
    request_id: requestId,
  };
  response.writeHead(status, { 'content-type': 'application/json', 'dg-request-id': requestId, ...headers });
  response.end(JSON.stringify(body));
}

/** Plays what happens before an answer begins; false: the call is over. */
export async function playBefore(fault: Fault | undefined, response: ServerResponse, requestId: string): Promise<boolean> {
  if (fault === undefined || fault === 'stall-body' || fault === 'cut') return true;
  if (fault === 'stall') return false;
  if ('delayMs' in fault) {
    await sleep(fault.delayMs);
    return !response.destroyed;
  }
  sendError(response, fault.status, requestId, fault.headers);
  return false;
}

/** Plays what happens after the first piece of an answer; false: nothing more is sent. */
export function playAfterFirst(fault: Fault | undefined, response: ServerResponse): boolean {
  // A reset takes away what was not sent yet.
  if (fault === 'cut') void cutSoon(response);
  return fault !== 'cut' && fault !== 'stall-body';
}
