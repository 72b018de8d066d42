import type { SinkCounts } from './wire';

/** One measurement. What a contender cannot tell is absent. */
export interface Measured {
  /** Seconds. */
  wall: number;
  /** Seconds of all its threads or processes. */
  cpu: number;
  /** Bytes; of the extension host above idle, of scripts as a whole. */
  peak?: number;
  loop?: LoopDelay;
  idleLoop?: LoopDelay;
  sink: SinkCounts;
}

/**
 * Event-loop delay of the extension host's main thread, milliseconds beyond the timer's own
 * interval.
 */
export interface LoopDelay {
  p99: number;
  max: number;
}

/** What is measured in the extension host. */
export interface HostTask {
  /** `sending`: an upload whose sending was refused, gone on with: everything but judging. */
  kind: 'judging' | 'sending' | 'both';
  dedupe: boolean;
  hash: 'none' | 'sha256';
  /** Milliseconds that the sink waits before it answers. */
  delay: number;
}

/** What the runner in the extension host is given, as a file. */
export interface HostJob {
  task: HostTask;
  url: string;
  segmentId: string;
  file: string;
  column: string;
  expected: { rows: number; blank: number; invalid: number; duplicates: number; good: number };
  /** Where to put the result. */
  result: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
