import { randomUUID } from 'node:crypto';
import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import type { RunEventOf } from '../../lib/contract/events.ts';
import type { CancelReceipt } from '../../lib/contract/runs.ts';
import { assertNever } from '../../lib/shared/assert-never.ts';
import { untilAborted } from '../../lib/shared/until-aborted.ts';
import { createCoalescer } from '../core/coalescer.ts';
import { ANY_EPOCH, type Cursor, type Frame } from '../core/frame.ts';
import type { Principal } from '../core/principal.ts';
import type { AcceptedRun, RunService } from '../core/run-service.ts';
import type { AcceptCommand, AcceptOutcome, Lease, RunRow } from '../core/store.ts';
import { assertMessageLength, toAcceptCommand } from './accept-command.ts';
import { toAgentStatuses } from './agent-statuses.ts';
import { isTerminal, toCancelReceipt } from './cancel-receipt.ts';
import { isAfter } from './channel.ts';
import { createFlushScheduler } from './flush-scheduler.ts';
import { createHub } from './hub.ts';
import { createLogWriter } from './log-writer.ts';
import { createMaintenance } from './maintenance.ts';
import { readEvents } from './read-events.ts';
import type { RunDeps } from './run-deps.ts';
import { createRunJobs } from './run-jobs.ts';
import { EMPTY_STORY, extendStory, toRunRecord } from './run-record.ts';
import { createSlots } from './slots.ts';
import { waitForEnd } from './wait-for-end.ts';

/** Time for engines to stop and for terminal events to be stored when the process ends. */
const STOP_LIMIT_MS = 6_000;
/** A cancel of a run that another process owns: longer than a take-over needs. */
const REMOTE_CANCEL_MS = 15_000;
/** How long an acceptance whose answer was lost may still turn out to be stored. */
const UNCERTAIN_MS = 30_000;

export type RunServiceControl = {
  /** Claims this process's runs and looks for abandoned ones, now and from then on. No run is accepted before. */
  startMaintenance(): Promise<void>;
  /** Stops all work at once. What has not ended is left to other processes, or to the next start. */
  close(): Promise<void>;
};

export function createRunService(deps: RunDeps): RunService & RunServiceControl {
  const { store, bus, clock, log, metrics, options, instanceId } = deps;
  const { maxBufferedBytes, heartbeatMs, leaseTtlMs } = options;
  const hub = createHub({ store, bus, metrics, log, maxBufferedBytes });
  const writer = createLogWriter({ store, metrics, log, monotonic: () => clock.monotonic() });
  const scheduler = createFlushScheduler(options.flushMs);
  const jobs = createRunJobs({ ...deps, hub, writer, scheduler, slots: createSlots(options.maxConcurrentRuns) });
  const accept = createCoalescer<AcceptCommand, AcceptOutcome>((commands) => store.accept(commands));
  const uncertain = new Map<string, { lease: Lease; until: number }>();
  let draining = false;
  let closed = false;
  let unsubscribe: () => void = () => {};

  const maintenance = createMaintenance({
    store,
    log,
    instanceId,
    heartbeatMs,
    leaseTtlMs,
    monotonic: () => clock.monotonic(),
    newToken: randomUUID,
    cancelRequested: (runId) => jobs.get(runId)?.stop('cancelled'),
    afterHeartbeat: adoptUncertain,
    takesOver: () => !draining,
    tookOver: jobs.recover,
  });

  /** An acceptance may have been stored although its answer was lost: such a run is ours, and must not stay queued for ever. */
  async function adoptUncertain(): Promise<void> {
    for (const [runId, { lease, until }] of uncertain) {
      const run = await store.get(runId);
      if (run || clock.monotonic() > until) uncertain.delete(runId);
      if (run?.status === 'queued' && !jobs.get(runId)) jobs.launch({ run, lease, history: 'stored' });
    }
  }

  async function acceptOrDoubt(command: AcceptCommand): Promise<AcceptOutcome> {
    try {
      return await accept(command);
    } catch (error) {
      uncertain.set(command.runId, { lease: command.lease, until: clock.monotonic() + UNCERTAIN_MS });
      throw error;
    }
  }

  async function ownedRun(principal: Principal, runId: string): Promise<RunRow> {
    const run = await store.get(runId, principal.ownerId);
    if (!run) throw new AppError('NOT_FOUND');
    return run;
  }

  function ownedJob(principal: Principal, runId: string) {
    const job = jobs.get(runId);
    if (job && job.run.ownerId !== principal.ownerId) throw new AppError('NOT_FOUND');
    return job;
  }

  const toTerminal = (frame: Frame) => JSON.parse(frame.data) as RunEventOf<'run.finished'>;

  /** From afar: the run is over, or another process works on it. */
  async function terminalFromLog(principal: Principal, runId: string, signal: AbortSignal): Promise<RunEventOf<'run.finished'>> {
    for (;;) {
      const run = await ownedRun(principal, runId);
      if (isTerminal(run.status)) {
        const [last] = await store.readFrames(runId, { epoch: run.epoch, seq: run.lastSeq - 1 }, 1);
        if (last) return toTerminal(last);
      }
      const end = await waitForEnd(
        (after, sink) => hub.attach(runId, after, sink),
        { epoch: run.epoch, seq: run.lastSeq },
        signal,
      );
      if (typeof end !== 'string') return toTerminal(end);
      if (closed) throw new AppError('NOT_READY');
    }
  }

  async function terminalEvent(principal: Principal, runId: string, signal: AbortSignal): Promise<RunEventOf<'run.finished'>> {
    const job = ownedJob(principal, runId);
    const event = job ? await untilAborted(job.ended, signal) : null;
    return event ?? terminalFromLog(principal, runId, signal);
  }

  async function cancel(principal: Principal, runId: string): Promise<CancelReceipt> {
    const job = ownedJob(principal, runId);
    job?.stop('cancelled');
    const event = await job?.ended;
    if (event) return toCancelReceipt(runId, event.status, event.metadata ?? null);
    const run = await ownedRun(principal, runId);
    if (isTerminal(run.status)) return toCancelReceipt(runId, run.status, run.metadata);
    if (await store.requestCancel(runId)) bus.publish('cancel', runId);
    try {
      const remote = await terminalEvent(principal, runId, AbortSignal.timeout(REMOTE_CANCEL_MS));
      return toCancelReceipt(runId, remote.status, remote.metadata ?? null);
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('NOT_READY', { cause: error });
    }
  }

  return {
    async start(principal, request) {
      if (draining || closed || !maintenance.hasClaim()) throw new AppError('NOT_READY');
      assertMessageLength(request.message, options.maxMessageChars);
      const command = toAcceptCommand({ createId: deps.createId, nowMs: clock.now(), instanceId }, principal, request);
      const outcome = await acceptOrDoubt(command);
      switch (outcome.kind) {
        case 'accepted':
          jobs.launch({ run: outcome.run, lease: command.lease, history: command.conversation.new ? 'none' : 'stored' });
          return toAccepted(outcome.run, false);
        case 'repeated':
          return toAccepted(outcome.run, true);
        case 'mismatch':
          throw new AppError('IDEMPOTENCY_MISMATCH');
        case 'not_found':
          if (outcome.field === 'conversation_id') throw new AppError('NOT_FOUND');
          throw validationFailed([{ path: outcome.field, reason: 'does not exist' }]);
        default:
          return assertNever(outcome);
      }
    },

    async attach(principal, runId, after, sink) {
      if (closed) throw new AppError('NOT_READY');
      const channel = hub.get(runId);
      if (channel && channel.ownerId !== principal.ownerId) throw new AppError('NOT_FOUND');
      const isAhead = channel !== undefined && after.epoch !== ANY_EPOCH && after.epoch > channel.position().epoch;
      if (!channel || isAhead) {
        const run = await ownedRun(principal, runId);
        assertReached(run, after);
        if (isTerminal(run.status) && !isAfter({ epoch: run.epoch, seq: run.lastSeq }, after)) return { kind: 'nothing_left' };
        // The reader knows of a later epoch: another process has taken the run over.
        const job = jobs.get(runId);
        if (job && job.run.epoch < run.epoch) job.stop('abandoned');
      }
      return { kind: 'attached', detach: hub.attach(runId, after, sink).detach };
    },

    finished: terminalEvent,
    cancel,

    async setHeard(principal, runId, heardChars) {
      await cancel(principal, runId);
      const heard = await store.setHeard(runId, principal.ownerId, heardChars);
      if (!heard) throw new AppError('NOT_FOUND');
      return { run_id: runId, message_id: heard.messageId, heard_chars: heard.heardChars };
    },

    async record(principal, runId) {
      const run = await ownedRun(principal, runId);
      let story = EMPTY_STORY;
      for await (const { event } of readEvents(store, runId)) story = extendStory(story, event);
      return toRunRecord(run, story);
    },

    async agents() {
      const working = jobs.all().map((job) => job.agent());
      return toAgentStatuses(deps.agents, deps.agentModel, await store.agentStatistics(), working);
    },

    async drain(deadlineMs) {
      draining = true;
      jobs.handOverWaiting();
      await jobs.settled(deadlineMs);
      jobs.interruptAll();
      await jobs.settled(STOP_LIMIT_MS);
    },

    activeRuns: () => jobs.all().length,

    async startMaintenance() {
      unsubscribe = await bus.subscribe('cancel', (runId) => jobs.get(runId)?.stop('cancelled'));
      await maintenance.start();
    },

    async close() {
      draining = true;
      closed = true;
      unsubscribe();
      await maintenance.stop();
      jobs.abandonAll();
      hub.close();
      await jobs.settled(STOP_LIMIT_MS);
      await store
        .release(instanceId)
        .catch((error: unknown) => log.warn({ err: error }, 'the claim on the runs could not be given up'));
    },
  };
}

function assertReached(run: RunRow, after: Cursor): void {
  if (after.epoch === ANY_EPOCH || after.epoch <= run.epoch) return;
  throw validationFailed([{ path: 'after', reason: 'names an event that this run does not have' }]);
}

function toAccepted(run: RunRow, repeated: boolean): AcceptedRun {
  const { runId, conversationId, messageId, userMessageId } = run;
  return { runId, conversationId, messageId, userMessageId, repeated };
}
