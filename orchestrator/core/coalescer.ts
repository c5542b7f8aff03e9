import { AppError } from '../../lib/contract/errors.ts';

const MAX_BATCH = 500;

type Waiting<Item, Outcome> = { item: Item; resolve(outcome: Outcome): void; reject(error: unknown): void };

/** An outage hits every command alike; anything else may be the fault of a single one. */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'NOT_READY' || error.code === 'STORAGE_FULL');
}

/**
 * Group commit: while one `write` is under way, the next batch collects. A batch that fails for another reason than an
 * outage is repeated item by item, so that one bad item does not hurt the others. `write` must be all or nothing.
 */
export function createCoalescer<Item, Outcome>(
  write: (items: Item[]) => Promise<Outcome[]>,
  maxBatch = MAX_BATCH,
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let busy = false;

  async function attempt(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await write(batch.map((entry) => entry.item));
      if (outcomes.length !== batch.length) throw new Error('a batch call must give one outcome per command');
      for (const [index, entry] of batch.entries()) entry.resolve(outcomes[index] as Outcome);
    } catch (error) {
      if (batch.length === 1 || isOutage(error)) for (const entry of batch) entry.reject(error);
      else for (const entry of batch) await attempt([entry]);
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) await attempt(waiting.splice(0, maxBatch));
    busy = false;
  }

  return (item) =>
    new Promise<Outcome>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      setImmediate(() => void drain());
    });
}
