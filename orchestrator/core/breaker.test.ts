import { describe, expect, it } from 'vitest';
import { type BreakerState, createBreaker } from './breaker.ts';
import type { Clock } from './clock.ts';

function setUp() {
  let now = 0;
  const clock: Clock = { now: () => now, monotonic: () => now };
  const changes: BreakerState[] = [];
  const breaker = createBreaker({ failureThreshold: 3, openMs: 1000 }, clock, (state) => changes.push(state));
  const fail = (times: number, retryAfterMs?: number) => {
    for (let index = 0; index < times; index += 1) breaker.acquire()?.failed(retryAfterMs);
  };
  return { breaker, changes, fail, pass: (ms: number) => (now += ms) };
}

describe('breaker', () => {
  it('opens after so many failures in a row', () => {
    const { breaker, fail } = setUp();
    fail(2);
    breaker.acquire()?.succeeded();
    fail(2);
    expect(breaker.state()).toBe('closed');
    fail(1);
    expect(breaker.state()).toBe('open');
    expect(breaker.acquire()).toBeNull();
    expect(breaker.waitMs()).toBe(1000);
  });

  it('lets exactly one of many calls probe per window', () => {
    const { breaker, fail, pass } = setUp();
    fail(3);
    pass(999);
    expect(breaker.acquire()).toBeNull();
    pass(1);
    const permits = Array.from({ length: 50 }, () => breaker.acquire()).filter((permit) => permit !== null);
    expect(permits).toHaveLength(1);
    permits[0]?.failed();
    expect(breaker.acquire()).toBeNull();
    pass(1000);
    expect(breaker.acquire()).not.toBeNull();
    expect(breaker.acquire()).toBeNull();
  });

  it('closes when the probe begins to answer, and opens again with the next failure', () => {
    const { breaker, changes, fail, pass } = setUp();
    fail(3);
    pass(1000);
    const probe = breaker.acquire();
    probe?.answering();
    expect(breaker.state()).toBe('closed');
    probe?.failed();
    expect(breaker.state()).toBe('open');
    pass(1000);
    breaker.acquire()?.succeeded();
    fail(2);
    expect(changes).toEqual(['open', 'half_open', 'closed', 'open', 'half_open', 'closed']);
  });

  it('waits as long as the provider asks, at once and also for longer', () => {
    const { breaker, fail, pass } = setUp();
    fail(1, 5000);
    pass(4999);
    expect(breaker.acquire()).toBeNull();
    pass(1);
    expect(breaker.acquire()).not.toBeNull();
  });

  it('a probe that proves nothing waits for the next window', () => {
    const { breaker, fail, pass } = setUp();
    fail(3);
    pass(1000);
    breaker.acquire()?.inconclusive();
    expect(breaker.acquire()).toBeNull();
    pass(1000);
    expect(breaker.acquire()).not.toBeNull();
  });

  it('is not closed by a call from before it opened', () => {
    const { breaker, fail } = setUp();
    const early = breaker.acquire();
    fail(3);
    early?.succeeded();
    expect(breaker.state()).toBe('open');
  });

  it('counts one verdict per call', () => {
    const { breaker } = setUp();
    const permit = breaker.acquire();
    for (let index = 0; index < 5; index += 1) permit?.failed();
    expect(breaker.state()).toBe('closed');
  });
});
