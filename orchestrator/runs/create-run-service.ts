import { randomUUID } from 'node:crypto';
import { AppError, validationFailed } from '../../lib/contract/errors.ts';
import { assertNever } from '../../lib/shared/assert-never.ts';
import { ANY_EPOCH, type Cursor } from '../core/frame.ts';
import type { AcceptedRun, RunService } from '../core/run-service.ts';
import type { RunRow } from '../core/store.ts';
import { assertMessageLength, toAcceptCommand } from './accept-command.ts';
import { toAgentStatuses } from './agent-statuses.ts';
import { isTerminal } from './cancel-receipt.ts';
import { isAfter } from './channel.ts';
import { createAcceptance } from './create-acceptance.ts';
import { createOwnedRuns } from './create-owned-runs.ts';
import { createRunEnds } from './create-run-ends.ts';
import { createFlushScheduler } from './flush-scheduler.ts';
import { createHub } from './hub.ts';
import { createLogWriter } from './log-writer.ts';
import { createMaintenance } from './maintenance.ts';
import { readEvents } from './read-events.ts';
import type { RunDeps } from './run-deps.ts';
import { createRunJobs } from './run-jobs.ts';
import { EMPTY_STORY, extendStory, toRunRecord } from './run-record.ts';
import { createSlots } from './slots.ts';

/** Time for engines to stop and for terminal events to be stored when the process ends. */
const STOP_LIMIT_MS = 6_000;

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
  const acceptance = createAcceptance({ store, clock, jobs });
  const owned = createOwnedRuns(store, jobs);
  let draining = false;
  let closed = false;
  let unsubscribe: () => void = () => {};
  const ends = createRunEnds({ store, bus, hub, owned, isClosed: () => closed });

  const maintenance = createMaintenance({
    store,
    log,
    instanceId,
    heartbeatMs,
    leaseTtlMs,
    monotonic: () => clock.monotonic(),
    newToken: randomUUID,
    cancelRequested: (runId) => jobs.get(runId)?.stop('cancelled'),
    afterHeartbeat: acceptance.adoptUncertain,
    takesOver: () => !draining,
    tookOver: jobs.recover,
  });

  return {
    async start(principal, request) {
      if (draining || closed || !maintenance.hasClaim()) throw new AppError('NOT_READY');
      assertMessageLength(request.message, options.maxMessageChars);
      const command = toAcceptCommand({ createId: deps.createId, nowMs: clock.now(), instanceId }, principal, request);
      const outcome = await acceptance.accept(command);
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
        const run = await owned.row(principal, runId);
        assertReached(run, after);
        if (isTerminal(run.status) && !isAfter({ epoch: run.epoch, seq: run.lastSeq }, after)) return { kind: 'nothing_left' };
        // The reader knows of a later epoch: another process has taken the run over.
        const job = jobs.get(runId);
        if (job && job.run.epoch < run.epoch) job.stop('abandoned');
      }
      return { kind: 'attached', detach: hub.attach(runId, after, sink).detach };
    },

    finished: ends.finished,
    cancel: ends.cancel,

    async setHeard(principal, runId, heardChars) {
      await ends.cancel(principal, runId);
      const heard = await store.setHeard(runId, principal.ownerId, heardChars);
      if (!heard) throw new AppError('NOT_FOUND');
      return { run_id: runId, message_id: heard.messageId, heard_chars: heard.heardChars };
    },

    async record(principal, runId) {
      const run = await owned.row(principal, runId);
      let story = EMPTY_STORY;
      for await (const { event } of readEvents(store, runId)) story = extendStory(story, event);
      return toRunRecord(run, story);
    },

    async agents() {
      const working = jobs.all().map((job) => job.agent());
      return toAgentStatuses(deps, await store.agentStatistics(), working);
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
