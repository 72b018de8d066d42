import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SinkCounts } from './wire';

/** Starts the sink in its own process, which exits with this one. */
export async function startSink(folder: string): Promise<{ url: string; stop: () => void }> {
  const child = fork(path.join(folder, 'sink.js'));
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}

/**
 * Resets the counts; from now on add-remove requests are answered after `delay` ms, or rejected.
 */
export async function resetSink(
  url: string,
  { delay, reject = false }: { delay: number; reject?: boolean },
): Promise<void> {
  const response = await fetch(`${url}/_bench?delay=${delay}&reject=${reject ? 1 : 0}`, {
    method: 'POST',
  });
  if (!response.ok) throw new Error(`The sink answered ${response.status}.`);
  await response.arrayBuffer();
}

export async function sinkCounts(url: string): Promise<SinkCounts> {
  return (await (await fetch(`${url}/_bench`)).json()) as SinkCounts;
}
