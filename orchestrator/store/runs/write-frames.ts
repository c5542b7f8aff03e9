import type { AppendCommand, FinishCommand, WriteOutcome } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { toSqlJson, toSqlText } from '../sql-text.ts';
import { packFrames } from './packed-frames.ts';

/** Consecutive writes of one run in one batch, done as one. `first` and `last` are null while there is no frame. */
type Chain = {
  chain: number;
  run_id: string;
  token: string;
  first: number | null;
  last: number | null;
  snapshot: string | null;
  started_at: number | null;
  first_token_at: number | null;
};

/** The planner takes the input for 100 rows and would rather read the whole table; a list of ids makes it use the primary key. */
const NAMED = 'r.id = ANY (ARRAY(SELECT run_id FROM input))';

/**
 * The token fences: it changes when another process takes the run over. `last_seq` keeps the log gapless. What is stored
 * already under this token counts as written, so that a call whose answer was lost can be repeated.
 */
const INPUT = `
  input AS (
    SELECT * FROM json_to_recordset($1::json) AS i(chain int, run_id text, token text, first int, last int, snapshot text,
      started_at bigint, first_token_at bigint)
  ),
  repeated AS (
    SELECT i.chain FROM input i JOIN runs r ON r.id = i.run_id
    WHERE ${NAMED} AND r.lease_token = i.token AND r.last_seq >= i.last
  )`;

const PROGRESS = `
  last_seq = coalesce(i.last, r.last_seq),
  snapshot = coalesce(i.snapshot::json, r.snapshot),
  started_at = coalesce(r.started_at, i.started_at),
  first_token_at = coalesce(r.first_token_at, i.first_token_at)`;

const OWNED = `
  ${NAMED} AND r.id = i.run_id AND r.lease_token = i.token AND r.status IN ('queued', 'running') AND (i.first IS NULL OR r.last_seq = i.first - 1)`;

const LOGGED = `
  logged AS (
    INSERT INTO run_events (run_id, epoch, seq, type, data)
    SELECT e.run_id, e.epoch, e.seq, e.type, e.data
    FROM json_to_recordset($2::json) AS e(chain int, run_id text, epoch int, seq int, type text, data text)
    JOIN claimed c ON c.chain = e.chain
  )`;

const WRITTEN = 'SELECT chain FROM claimed UNION SELECT chain FROM repeated';

/** The first append moves a run from `queued` to `running`. */
const APPEND = `
  WITH ${INPUT},
  claimed AS (
    UPDATE runs r SET status = 'running', ${PROGRESS} FROM input i WHERE ${OWNED} RETURNING i.chain
  ),
  ${LOGGED}
  ${WRITTEN}`;

const FINISH = `
  WITH ${INPUT},
  results AS (
    SELECT * FROM json_to_recordset($3::json) AS f(chain int, status text, content text, agent text, usage text,
      metadata text, citations text, error text, finished_at bigint)
  ),
  claimed AS (
    UPDATE runs r SET
      status = f.status, agent = f.agent, usage = f.usage::json, metadata = f.metadata::json, error = f.error::json,
      finished_at = f.finished_at, ${PROGRESS}
    FROM input i JOIN results f ON f.chain = i.chain
    WHERE ${OWNED}
    RETURNING i.chain, r.message_id, r.conversation_id
  ),
  ${LOGGED},
  answered AS (
    UPDATE messages m SET content = f.content, agent = f.agent, citations = f.citations::json, metadata = f.metadata::json
    FROM claimed c JOIN results f ON f.chain = c.chain
    WHERE m.id = c.message_id
  ),
  touched AS (
    UPDATE conversations v SET updated_at = greatest(v.updated_at, newest.finished_at)
    FROM (
      SELECT c.conversation_id, max(f.finished_at) AS finished_at
      FROM claimed c JOIN results f ON f.chain = c.chain GROUP BY c.conversation_id
    ) newest
    WHERE v.id = newest.conversation_id
  )
  ${WRITTEN}`;

export async function appendFrames(database: Database, commands: AppendCommand[]): Promise<WriteOutcome[]> {
  const chains = toChains(commands);
  const distinct = [...new Set(chains)];
  return toOutcomes(chains, await database.query(APPEND, [JSON.stringify(distinct), toFrameRows(commands, chains)]));
}

export async function finishRuns(database: Database, commands: FinishCommand[]): Promise<WriteOutcome[]> {
  const chains = commands.map(toChain);
  const results = commands.map((command, chain) => ({
    chain,
    status: command.status,
    content: toSqlText(command.content),
    agent: command.agent,
    usage: toSqlJson(command.usage),
    metadata: toSqlJson(command.metadata),
    citations: toSqlJson(command.citations),
    error: toSqlJson(command.error),
    finished_at: command.finishedAt,
  }));
  const values = [JSON.stringify(chains), toFrameRows(commands, chains), JSON.stringify(results)];
  return toOutcomes(chains, await database.query(FINISH, values));
}

/** The chain of each command; commands that continue one another share theirs. */
function toChains(commands: AppendCommand[]): Chain[] {
  const newest = new Map<string, Chain>();
  return commands.map((command, index) => {
    const next = toChain(command, index);
    const chain = newest.get(command.runId);
    if (chain && continues(chain, next)) {
      chain.first ??= next.first;
      chain.last = next.last ?? chain.last;
      chain.snapshot = next.snapshot ?? chain.snapshot;
      chain.started_at ??= next.started_at;
      chain.first_token_at ??= next.first_token_at;
      return chain;
    }
    newest.set(command.runId, next);
    return next;
  });
}

function continues(chain: Chain, next: Chain): boolean {
  return chain.token === next.token && (chain.last === null || next.first === null || next.first === chain.last + 1);
}

function toChain(command: AppendCommand, chain: number): Chain {
  return {
    chain,
    run_id: command.runId,
    token: command.lease.token,
    first: command.frames[0]?.seq ?? null,
    last: command.frames.at(-1)?.seq ?? null,
    snapshot: toSqlJson(command.snapshot),
    started_at: command.startedAt ?? null,
    first_token_at: command.firstTokenAt ?? null,
  };
}

function toFrameRows(commands: AppendCommand[], chains: Chain[]): string {
  return JSON.stringify(
    commands.flatMap(({ runId, frames }, index) =>
      packFrames(frames).map((row) => ({ chain: chains[index]?.chain, run_id: runId, ...row })),
    ),
  );
}

function toOutcomes(chains: Chain[], written: { chain?: unknown }[]): WriteOutcome[] {
  const done = new Set(written.map((row) => row.chain));
  return chains.map(({ chain }) => (done.has(chain) ? { kind: 'ok' } : { kind: 'fenced' }));
}
