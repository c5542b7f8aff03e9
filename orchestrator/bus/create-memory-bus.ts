import type { EventBus } from '../core/bus.ts';
import type { Logger } from '../core/logger.ts';
import { createTopics } from './create-topics.ts';

/** For a single process. */
export function createMemoryBus(log: Logger): EventBus {
  const topics = createTopics(log);
  return {
    publish: topics.deliver,
    subscribe: async (topic, handler) => topics.add(topic, handler),
    state: () => 'embedded',
    close: async () => topics.clear(),
  };
}
