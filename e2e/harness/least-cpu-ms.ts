const ROUNDS = 4;

/** CPU time of this thread for the quickest of a few rounds: neither other processes nor the compiler at work count. */
export function leastCpuMs(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
