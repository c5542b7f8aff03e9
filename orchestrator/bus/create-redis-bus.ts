import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { EventBus } from '../core/bus.ts';
import type { Logger } from '../core/logger.ts';
import { connectRedis } from './connect-redis.ts';
import { createTopics } from './create-topics.ts';

const PREFIX = 'cartrita.';
const FIRST_CONNECT_MS = 2_000;

/**
 * Redis publish/subscribe. What this process publishes reaches its own subscribers directly, so that a Redis that is away
 * separates the replicas, but stops none of them.
 */
export async function createRedisBus(url: string, log: Logger): Promise<EventBus> {
  const topics = createTopics(log);
  const self = randomUUID();
  const publisher = connectRedis(url, 'bus', log);
  const subscriber = connectRedis(url, 'bus', log);
  const isReady = () => publisher.status === 'ready' && subscriber.status === 'ready';
  let closed = false;

  subscriber.on('message', (channel: string, message: string) => {
    const topic = channel.slice(PREFIX.length);
    if (!message.startsWith(self)) topics.deliver(topic, message.slice(self.length));
  });
  subscriber.on('ready', () => {
    const names = topics.names();
    if (names.length > 0) subscriber.subscribe(...names.map((topic) => PREFIX + topic)).catch(() => {});
  });
  await Promise.all([firstAttempt(publisher), firstAttempt(subscriber)]);

  return {
    publish(topic, payload) {
      if (closed) return;
      topics.deliver(topic, payload);
      if (publisher.status === 'ready') publisher.publish(PREFIX + topic, self + payload).catch(() => {});
    },
    async subscribe(topic, handler) {
      const remove = topics.add(topic, handler);
      if (subscriber.status === 'ready') await subscriber.subscribe(PREFIX + topic).catch(() => {});
      return () => {
        remove();
        if (!topics.has(topic) && subscriber.status === 'ready') subscriber.unsubscribe(PREFIX + topic).catch(() => {});
      };
    },
    state: () => (isReady() ? 'healthy' : 'unhealthy'),
    async close() {
      closed = true;
      topics.clear();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** Resolves when the connection is ready, or has failed for the first time. */
function firstAttempt(redis: Redis): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, FIRST_CONNECT_MS);
    const finish = () => {
      clearTimeout(timer);
      done();
    };
    redis.once('ready', finish);
    redis.once('error', finish);
  });
}
