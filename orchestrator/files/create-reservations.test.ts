import { describe, expect, it } from 'vitest';
import { createReservations, type Reservation } from './create-reservations.ts';

const MEGABYTE = 2 ** 20;
const MAX = { maxStorageBytes: 100 * MEGABYTE, maxFileBytes: 40 * MEGABYTE };
const MINE = 'own_1';

/** An upload that arrives piece by piece, as the test wants. */
function begin(reservation: Reservation) {
  const passed = reservation.pass(
    (async function* () {
      for (;;) yield { length: 10 * MEGABYTE } as Uint8Array;
    })(),
  );
  return {
    async take(pieces: number): Promise<void> {
      for (let piece = 0; piece < pieces; piece += 1) await passed.next();
    },
    release: reservation.release,
  };
}

const withUsage = (sizeBytes: () => number) =>
  createReservations({ usage: async () => ({ files: 1, sizeBytes: sizeBytes() * MEGABYTE }) }, MAX);
const STORAGE_FULL = { code: 'STORAGE_FULL' };

describe('createReservations', () => {
  it('refuses what many uploads at once would put beyond the limit, and no more than that', async () => {
    const reserve = withUsage(() => 20);
    const [one, two, three] = [begin(reserve(MINE)), begin(reserve(MINE)), begin(reserve(MINE))];
    await one.take(3);
    await two.take(3);
    await three.take(2);
    await expect(three.take(1)).rejects.toMatchObject({
      ...STORAGE_FULL,
      details: { used_bytes: 80 * MEGABYTE, max_bytes: 100 * MEGABYTE },
    });
    // What it had is free again.
    await one.take(1);
    await two.take(1);
    await expect(begin(reserve('own_2')).take(4)).resolves.toBeUndefined();
  });

  it('lets one file arrive however full it is: it may be content that is there already', async () => {
    const alone = begin(withUsage(() => 100)(MINE));
    await alone.take(4);
    await expect(alone.take(1)).rejects.toMatchObject(STORAGE_FULL);
  });

  it('counts what has its row once', async () => {
    let stored = 0;
    const reserve = withUsage(() => stored);
    const kept = begin(reserve(MINE));
    await kept.take(4);
    kept.release();
    kept.release();
    stored = 40;
    await begin(reserve(MINE)).take(4);
    const last = begin(reserve(MINE));
    await last.take(2);
    await expect(last.take(1)).rejects.toMatchObject(STORAGE_FULL);
  });
});
