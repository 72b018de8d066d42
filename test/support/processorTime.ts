/**
 * Milliseconds that the processor worked for this process: the least of up to seven tries, because
 * the machine does other things as well. Once a try takes less than `enough`, no further one is
 * needed. For work without waiting; `work` must be repeatable.
 */
export function processorTime(work: () => void, enough = 0): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 7 && least >= enough; tries++) {
    const start = process.cpuUsage();
    work();
    // Their sum is exact; how it is divided between the two is only sampled.
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/** The same for work that waits, once: of all threads. */
export async function processorTimeOf(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
