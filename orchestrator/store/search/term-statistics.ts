import type { Query, Row } from '../database.ts';
import { OWNER_SALT_SQL } from './hash-term.ts';

/** Chunks that are counted; the others are taken to be alike. */
const SAMPLE = 2_000;
const FRESH_MS = 30_000;
const MAX_OWNERS = 100;
/** Words are counted anew when the number of chunks has changed by this part. */
const CHANGE = 0.1;

export type TermStatistics = {
  total: number;
  /** Of all vectors in the database, everybody's, roughly: what the planner knows of them may be hours old. */
  storedNumbers: number;
  /** Estimated number of chunks with this key (not salted). */
  count(key: number): number;
};

type Entry = { statistics: TermStatistics; total: number; checkedAt: number };

const TOTAL = `SELECT coalesce(sum(passage_count), 0)::int AS total, pg_table_size('embeddings')::float8 / 4 AS "storedNumbers"
  FROM documents WHERE owner_id = $1`;

const SAMPLED = `
  WITH sampled AS (
    SELECT terms FROM chunk_terms WHERE chunk_id IN (
      SELECT chunk_id FROM chunk_terms WHERE owner_id = $1 AND chunk_id % $2 = 0 ORDER BY chunk_id DESC LIMIT ${SAMPLE}
    )
  ), counted AS (
    SELECT term # ${OWNER_SALT_SQL('$1')} AS term, count(*) AS chunks FROM sampled, unnest(terms) AS term GROUP BY 1 HAVING count(*) > 1
  )
  SELECT (SELECT count(*)::int FROM sampled) AS size, (SELECT string_agg(term || ':' || chunks, ',') FROM counted) AS counts`;

async function takeSample(query: Query, ownerId: string, total: number): Promise<Omit<TermStatistics, 'storedNumbers'>> {
  const step = Math.max(1, Math.ceil(total / SAMPLE));
  const [row] = await query<Row & { size: number; counts: string | null }>(SAMPLED, [ownerId, step]);
  const size = row?.size ?? 0;
  const all = Math.max(total, size);
  const counts = new Map((row?.counts ?? '').split(',').map((pair) => pair.split(':').map(Number) as [number, number]));
  const scale = size === 0 ? 1 : all / size;
  return { total: all, count: (key) => (counts.get(key) ?? 0.7) * scale };
}

/**
 * How many chunks of an owner hold a word, estimated from a sample as a query planner would: exact for small collections, and for
 * large ones it costs no writes. What is half a minute old is used while it is made anew.
 */
export function createTermStatistics(query: Query, now: () => number): (ownerId: string) => Promise<TermStatistics> {
  const entries = new Map<string, Entry>();
  const refreshing = new Map<string, Promise<Entry>>();

  async function refresh(ownerId: string, old: Entry | undefined): Promise<Entry> {
    const [row] = await query<Row & { total: number; storedNumbers: number }>(TOTAL, [ownerId]);
    const { total, storedNumbers } = row ?? { total: 0, storedNumbers: 0 };
    const isSimilar = old && old.total > 0 && Math.abs(total - old.total) <= CHANGE * old.total;
    const terms = isSimilar ? old.statistics : await takeSample(query, ownerId, total);
    const entry = { statistics: { ...terms, storedNumbers }, total: isSimilar ? old.total : total, checkedAt: now() };
    entries.delete(ownerId);
    entries.set(ownerId, entry);
    for (const [oldest] of entries) {
      if (entries.size <= MAX_OWNERS) break;
      entries.delete(oldest);
    }
    return entry;
  }

  function refreshOnce(ownerId: string, old: Entry | undefined): Promise<Entry> {
    const running = refreshing.get(ownerId);
    if (running !== undefined) return running;
    const started = refresh(ownerId, old).finally(() => refreshing.delete(ownerId));
    refreshing.set(ownerId, started);
    return started;
  }

  return async (ownerId) => {
    const known = entries.get(ownerId);
    if (known && now() - known.checkedAt < FRESH_MS) return known.statistics;
    const fresh = refreshOnce(ownerId, known);
    if (!known || known.total === 0) return (await fresh).statistics;
    // The old one stays good enough; a failure shows in the search itself.
    fresh.catch(() => {});
    return known.statistics;
  };
}
