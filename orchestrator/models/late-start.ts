import type { ModelEvent } from '../core/model.ts';

type Events = AsyncGenerator<ModelEvent, void>;

/** A stream whose first event has come. */
export type Started = { first: IteratorResult<ModelEvent, void>; rest: Events };

/** Waits for the first event: what fails before it can be tried in another way. Rejects with what the stream throws. */
export async function startStream(rest: Events): Promise<Started> {
  return { first: await rest.next(), rest };
}

/**
 * The events of the stream that `begin` settles on. Written out, because a generator around a generator would cost every
 * token of every answer another turn of the event loop.
 */
export function lateStart(begin: () => Promise<Started>): Events {
  const over: IteratorReturnResult<void> = { done: true, value: undefined };
  let rest: Events | null = null;
  let hasBegun = false;

  async function start(): Promise<IteratorResult<ModelEvent, void>> {
    hasBegun = true;
    const started = await begin();
    rest = started.rest;
    return started.first;
  }

  const events: Events = {
    next: () => rest?.next() ?? (hasBegun ? Promise.resolve(over) : start()),
    async return() {
      hasBegun = true;
      await rest?.return();
      return over;
    },
    async throw(error) {
      hasBegun = true;
      if (rest) return rest.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]: () => events,
    [Symbol.asyncDispose]: async () => void (await events.return()),
  };
  return events;
}
