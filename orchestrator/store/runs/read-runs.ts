import { AGENT_IDS } from '../../../lib/contract/primitives.ts';
import type { Cursor } from '../../core/frame.ts';
import type { RunRow, RunStore } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { toHeardTurn } from './heard-answers.ts';
import { MAX_PACKED, type PackedFrames, unpackFrames } from './packed-frames.ts';
import { RUN_COLUMNS } from './run-columns.ts';

/** How many of an agent's latest runs its statistics cover. */
const STATISTICS_RUNS = 200;

const NO_ANSWER = `m.metadata->>'provider' IS NOT DISTINCT FROM 'offline' AND (m.metadata->>'no_answer' IS NOT DISTINCT FROM 'true'
  OR m.content LIKE '%built-in offline model%, which works by fixed rules.%')`;

type Reads = Pick<RunStore, 'get' | 'findByIdempotencyKey' | 'readFrames' | 'history' | 'activeRuns' | 'agentStatistics'>;

export function createRunReads({ query }: Pick<Database, 'query'>): Reads {
  return {
    async get(runId, ownerId) {
      const [run] = await query<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r WHERE r.id = $1 AND ($2::text IS NULL OR r.owner_id = $2)`,
        [runId, ownerId ?? null],
      );
      return run ?? null;
    },

    async findByIdempotencyKey(ownerId, key) {
      const [found] = await query<RunRow & { requestHash: string }>(
        `SELECT ${RUN_COLUMNS}, r.request_hash AS "requestHash" FROM runs r WHERE r.owner_id = $1 AND r.idempotency_key = $2`,
        [ownerId, key],
      );
      if (!found) return null;
      const { requestHash, ...run } = found;
      return { run, requestHash };
    },

    // Sequence numbers have no gaps: the frames asked for lie in the rows that end within reach of them.
    async readFrames(runId, after, limit) {
      const [condition, epoch] = toCondition(after);
      const rows = await query<PackedFrames>(
        `SELECT epoch, seq, type, data FROM run_events WHERE run_id = $1 AND ${condition} AND seq < $5 ORDER BY epoch, seq LIMIT $4`,
        [runId, epoch, after.seq, limit, after.seq + limit + MAX_PACKED],
      );
      return unpackFrames(rows, after).slice(0, limit);
    },

    // An answer that is still empty (under way, or failed at once) tells a model nothing. What the offline model says of itself
    // would tell it something wrong; answers of versions that did not mark it are known by their words.
    async history(messageId, limit) {
      const turns = await query<Parameters<typeof toHeardTurn>[0]>(
        `WITH RECURSIVE above AS (
          SELECT parent_id, 0 AS distance FROM messages WHERE id = $1
          UNION ALL
          SELECT m.parent_id, a.distance + 1 FROM above a JOIN messages m ON m.id = a.parent_id WHERE a.distance < $2
        )
        SELECT m.role, m.content, m.file_ids AS "fileIds", (m.metadata->>'heard_chars')::int AS heard FROM above a JOIN messages m ON m.id = a.parent_id
        WHERE a.distance < $2 AND m.content <> '' AND NOT (${NO_ANSWER}) ORDER BY a.distance DESC`,
        [messageId, limit],
      );
      return turns.map(toHeardTurn);
    },

    async activeRuns(conversationId) {
      const found = await query<{ id: string }>(
        `SELECT id FROM runs WHERE conversation_id = $1 AND status IN ('queued', 'running') ORDER BY created_at, id`,
        [conversationId],
      );
      return found.map((run) => run.id);
    },

    // A cancelled run says nothing about its agent.
    agentStatistics: () =>
      query(
        `SELECT a.agent, count(*)::int AS runs, (count(*) FILTER (WHERE r.status = 'completed'))::int AS successes,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY r.finished_at - r.created_at) AS "p50Ms",
          percentile_cont(0.95) WITHIN GROUP (ORDER BY r.finished_at - r.created_at) AS "p95Ms"
        FROM unnest($1::text[]) AS a(agent) CROSS JOIN LATERAL (
          SELECT status, created_at, finished_at FROM runs
          WHERE agent = a.agent AND finished_at IS NOT NULL AND status <> 'cancelled' ORDER BY finished_at DESC LIMIT $2
        ) r
        GROUP BY a.agent`,
        [[...AGENT_IDS], STATISTICS_RUNS],
      ),
  };
}

/** Largest value of PostgreSQL's `integer`. */
const MAX_EPOCH = 2_147_483_647;

/** Epochs follow each other in the log, so positions compare as pairs; a bare sequence number counts in every epoch. */
function toCondition(after: Cursor): [condition: string, epoch: number] {
  return after.epoch > MAX_EPOCH
    ? ['$2::int IS NOT NULL AND seq > $3', MAX_EPOCH]
    : ['(epoch, seq) > ($2::int, $3::int)', after.epoch];
}
