/**
 * Milliseconds that the processor worked for this process: the least of three tries, because the
 * machine does other things as well. Where one has to take less than `enough`, no further one is needed
 * once it does, and there are up to seven. For work without waiting; `work` must be repeatable.
 */
export function processorTime(work: () => void, enough = 0): number {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = enough > 0 ? 7 : 3; tries > 0 && least >= enough; tries--) {
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
