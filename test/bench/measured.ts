import type { SinkCounts } from './wire';

/** One measurement. Whatever a contender can't measure is absent. */
export interface Measured {
  /** Seconds. */
  wall: number;
  /** CPU seconds of all its threads or processes. */
  cpu: number;
  /** Bytes: above idle for the extension host and the command line, in total for scripts. */
  peak?: number;
  /** Of the command line in a pair: its wall time divided by that of the extension host. */
  ratio?: number;
  loop?: LoopDelay;
  idleLoop?: LoopDelay;
  sink: SinkCounts;
}

/**
 * Event-loop delay of the extension host's main thread, in milliseconds above the timer's own
 * interval.
 */
export interface LoopDelay {
  p99: number;
  max: number;
}

/** What is measured in the extension host. */
export interface HostTask {
  /** `sending`: resumes an upload whose sending was rejected, so everything except judging. */
  kind: 'judging' | 'sending' | 'both';
  dedupe: boolean;
  hash: 'none' | 'sha256';
  /** `add` if absent. An update removes who is in the export before this one only. */
  operation?: 'replace' | 'update';
  /** With a suppression list of a tenth as many people, who aren't in the file. */
  suppresses?: true;
  /** Milliseconds that the sink waits before each response. */
  delay: number;
}

/** Input for the runner in the extension host, passed as a file. */
export interface HostJob {
  task: HostTask;
  url: string;
  segmentId: string;
  file: string;
  column: string;
  previous?: string;
  expected: { rows: number; blank: number; invalid: number; duplicates: number; good: number };
  /** Where to write the result. */
  result: string;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
