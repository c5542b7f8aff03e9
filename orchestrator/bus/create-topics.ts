import type { Logger } from '../core/logger.ts';

type Handler = (payload: string) => void;

/** Who listens to what in this process. */
export type Topics = {
  /** The result takes the handler off again, once. */
  add(topic: string, handler: Handler): () => void;
  has(topic: string): boolean;
  names(): string[];
  /** Calls the handlers after the current turn; what one throws is logged and does not reach the others. */
  deliver(topic: string, payload: string): void;
  clear(): void;
};

export function createTopics(log: Logger): Topics {
  const topics = new Map<string, Set<Handler>>();

  function call(handler: Handler, topic: string, payload: string): void {
    try {
      handler(payload);
    } catch (error) {
      log.error({ err: error, topic }, 'a bus handler failed');
    }
  }

  return {
    add(topic, handler) {
      // Each subscription counts, also when the same function is given twice.
      const own: Handler = (payload) => handler(payload);
      const handlers = topics.get(topic) ?? new Set();
      topics.set(topic, handlers.add(own));
      return () => {
        if (handlers.delete(own) && handlers.size === 0 && topics.get(topic) === handlers) topics.delete(topic);
      };
    },
    has: (topic) => topics.has(topic),
    names: () => [...topics.keys()],
    deliver(topic, payload) {
      queueMicrotask(() => {
        for (const handler of topics.get(topic) ?? []) call(handler, topic, payload);
      });
    },
    clear: () => topics.clear(),
  };
}
