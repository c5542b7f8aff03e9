import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval } from '../../lib/contract/approvals.ts';
import type { CreateId } from '../../lib/shared/ids.ts';
import { untilAborted } from '../../lib/shared/until-aborted.ts';
import type { ApprovalDesk, ApprovalStore } from '../core/approvals.ts';
import type { EventBus } from '../core/bus.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';

const DEFAULT_EXPIRY_MS = 24 * 60 * 60_000;
/** The net under wake-ups that got lost, and how late an expiry may be noticed. */
const DEFAULT_POLL_MS = 2_000;
const RETRY_MS = 500;

export const APPROVALS_TOPIC = 'approvals';

type Options = {
  store: ApprovalStore;
  bus: EventBus;
  clock: Clock;
  createId: CreateId;
  log: Logger;
  /** A request that nobody answers within this time expires. */
  expiryMs?: number;
  pollMs?: number;
};

export type ApprovalDeskControl = ApprovalDesk & {
  /** Hears decisions of all replicas from then on; without it they are noticed by polling. */
  start(): Promise<void>;
  stop(): void;
};

/** Runs wait here for people. However many wait, there is one timer and one query. */
export function createApprovalDesk(options: Options): ApprovalDeskControl {
  const { store, bus, clock, createId, log, expiryMs = DEFAULT_EXPIRY_MS, pollMs = DEFAULT_POLL_MS } = options;
  const waiting = new Map<string, (approval: Approval) => void>();
  let timer: NodeJS.Timeout | null = null;
  let looking = false;
  let unsubscribe = () => {};

  async function lookFor(approvalIds: readonly string[]): Promise<void> {
    for (const approval of await store.decided(approvalIds)) waiting.get(approval.approval_id)?.(approval);
  }

  async function poll(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      await store.expire(clock.now());
      await lookFor([...waiting.keys()]);
    } catch (error) {
      log.debug({ err: error }, 'approvals could not be looked up');
    } finally {
      looking = false;
    }
  }

  function onDecision(approvalId: string): void {
    if (waiting.has(approvalId)) void lookFor([approvalId]).catch(() => {});
  }

  function updateTimer(): void {
    if (waiting.size > 0) timer ??= setInterval(() => void poll(), pollMs).unref();
    else if (timer) {
      clearInterval(timer);
      timer = null;
    }
  }

  async function wait(approvalId: string, signal: AbortSignal): Promise<Approval> {
    try {
      const decision = new Promise<Approval>((resolve) => waiting.set(approvalId, resolve));
      updateTimer();
      // It may have been decided before anyone listened.
      onDecision(approvalId);
      return await untilAborted(decision, signal);
    } finally {
      waiting.delete(approvalId);
      updateTimer();
    }
  }

  /** A database that is away is waited for: the run waits anyway. */
  async function request(asked: Parameters<ApprovalDesk['ask']>[0], signal: AbortSignal): Promise<Approval> {
    const now = clock.now();
    const approval = { ...asked, approval_id: createId('approval'), created_at: now, expires_at: now + expiryMs };
    for (;;) {
      try {
        return await store.request(approval);
      } catch (error) {
        log.warn({ run_id: asked.run_id, err: error }, 'an approval could not be stored');
        await sleep(RETRY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  return {
    async ask(asked, signal, onRequested) {
      signal.throwIfAborted();
      const approval = await request(asked, signal);
      signal.throwIfAborted();
      if (approval.status !== 'pending') return approval;
      onRequested(approval);
      return wait(approval.approval_id, signal);
    },
    async start() {
      unsubscribe = await bus.subscribe(APPROVALS_TOPIC, onDecision);
    },
    stop() {
      unsubscribe();
      if (timer) clearInterval(timer);
    },
  };
}
