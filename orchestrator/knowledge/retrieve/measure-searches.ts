import type { Clock } from '../../core/clock.ts';
import type { KnowledgeBase } from '../../core/knowledge.ts';
import type { SearchMetrics } from '../../core/metrics.ts';

type Deps = { metrics: SearchMetrics; clock: Pick<Clock, 'monotonic'> };

/** The same knowledge base; every search is reported, whoever asked. */
export function measureSearches(base: KnowledgeBase, { metrics, clock }: Deps): KnowledgeBase {
  return {
    async search(ownerId, query, options) {
      const startedAt = clock.monotonic();
      try {
        const outcome = await base.search(ownerId, query, options);
        const mode = outcome.embeddingModel === null ? 'lexical' : 'hybrid';
        metrics.searchDone({ mode, passages: outcome.passages.length, durationMs: clock.monotonic() - startedAt });
        return outcome;
      } catch (error) {
        metrics.searchEnded(options.signal?.aborted ? 'aborted' : 'failed');
        throw error;
      }
    },
  };
}
