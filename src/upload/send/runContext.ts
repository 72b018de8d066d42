import type { Entry, OpenJournal } from '../journal/journal';
import type { Locks } from '../journal/locks';
import type { Processes } from '../journal/processes';
import type { Store } from '../journal/store';
import type { OpenPlan } from './openPlan';

/** What every run needs, whichever job it sends. */
export interface RunContext {
  store: Store;
  processes: Processes;
  locks: Locks;
  openPlan: OpenPlan;
  openJournal?: OpenJournal;
  now: () => number;
  log: (what: string) => void;
  /** The state of the job's list has changed: other jobs may be outdated. */
  onListChange: () => Promise<void>;
  /** Milliseconds: see `Pauses`. */
  retryEvery: number;
}

/** How a run ended. */
export type RunEnd = Omit<Extract<Entry, { t: 'end' }>, 't' | 'at'>;
