import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SinkCounts } from './wire';

/** Starts the sink in a process of its own, which ends with this one. */
export async function startSink(folder: string): Promise<{ url: string; stop: () => void }> {
  const child = fork(path.join(folder, 'sink.js'));
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}

/** Counts from zero; from now on add-remove calls are answered after `delay` ms, or refused. */
export async function resetSink(
  url: string,
  { delay, refuse = false }: { delay: number; refuse?: boolean },
): Promise<void> {
  const response = await fetch(`${url}/_bench?delay=${delay}&refuse=${refuse ? 1 : 0}`, {
    method: 'POST',
  });
  if (!response.ok) throw new Error(`The sink answered ${response.status}.`);
  await response.arrayBuffer();
}

export async function sinkCounts(url: string): Promise<SinkCounts> {
  return (await (await fetch(`${url}/_bench`)).json()) as SinkCounts;
}
