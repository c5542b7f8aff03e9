import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/contract/errors.ts';
import { createCoalescer } from './coalescer.ts';

describe('createCoalescer', () => {
  it('collects while a write is under way', async () => {
    const batches: number[][] = [];
    const { promise: firstWrite, resolve: endFirstWrite } = Promise.withResolvers<void>();
    const submit = createCoalescer<number, number>(async (items) => {
      batches.push(items);
      if (batches.length === 1) await firstWrite;
      return items.map((item) => item * 10);
    });
    const first = [submit(1), submit(2)];
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const second = [submit(3), submit(4), submit(5)];
    endFirstWrite();
    expect(await Promise.all([...first, ...second])).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('does not let one bad item hurt the others', async () => {
    const submit = createCoalescer<string, string>((items) =>
      items.includes('bad') ? Promise.reject(new Error('constraint')) : Promise.resolve(items),
    );
    const outcomes = await Promise.allSettled([submit('a'), submit('bad'), submit('b')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not repeat a batch during an outage', async () => {
    let writes = 0;
    const submit = createCoalescer<string, string>(() => {
      writes += 1;
      return Promise.reject(new AppError('NOT_READY'));
    });
    const outcomes = await Promise.allSettled([submit('a'), submit('b')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    expect(writes).toBe(1);
  });
});
