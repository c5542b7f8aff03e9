import type { KnowledgeBase, Passage } from '../../orchestrator/core/knowledge.ts';
import type { Question } from './questions.ts';

export type Quality = { recallAt5: number; ndcgAt10: number; mrr: number };

const LIMIT = 10;
const flatten = (text: string) => text.replaceAll(/\s+/g, ' ');

/** From 0; `Infinity`: not among the ten. A passage counts when it holds the beginning of the anchor. */
function rankOf({ file, anchor }: Question, passages: readonly Passage[]): number {
  const start = anchor.slice(0, 40);
  const rank = passages.findIndex(({ title, text }) => title === file && flatten(text).includes(start));
  return rank === -1 ? Number.POSITIVE_INFINITY : rank;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Asks every question; one passage answers each, so that nDCG is the discount of its rank. */
export async function measureSearch(base: KnowledgeBase, ownerId: string, questions: readonly Question[]): Promise<Quality> {
  const ranks: number[] = [];
  for (const question of questions) {
    ranks.push(rankOf(question, (await base.search(ownerId, question.question, { limit: LIMIT })).passages));
  }
  return {
    recallAt5: mean(ranks.map((rank) => (rank < 5 ? 1 : 0))),
    ndcgAt10: mean(ranks.map((rank) => 1 / Math.log2(rank + 2))),
    mrr: mean(ranks.map((rank) => 1 / (rank + 1))),
  };
}
