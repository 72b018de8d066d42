import type { StoredFailure } from '../../../common/failure';
import type { Operation } from '../../../upload/uploadTypes';
import type { PlainRange } from '../../segments/sizes/knownSizes';
import type { Outcome } from '../../uploads/outcome';
import type { Receipt } from '../../uploads/receipt/receipt';

/**
 * What became of an entry in a run. `sent`: by this run, from its beginning or its rest (`resumed`), as far as
 * `outcome` says. `up-to-date`: it was sent before, and nothing has changed since. `stopped`: nothing was sent.
 * `not-begun`: the run ended before its turn. `checked`: only checked.
 */
export const ENTRY_STATES = [
  'sent',
  'resumed',
  'up-to-date',
  'stopped',
  'not-begun',
  'checked',
] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/** An entry as a run leaves it. Counts, names, times and codes; no identifiers. */
export interface NightEntry {
  readonly segmentId: string;
  /** The segment's name as Criteo has it, else as it is written. */
  readonly segment?: string;
  readonly operation: Operation;
  /** The paths of its files, as they were found, else as they are written. */
  readonly files: readonly string[];
  readonly state: EntryState;
  readonly outcome: Outcome;
  /** Why it isn't finished. */
  readonly error?: StoredFailure;
  /** Of `stopped`: why, as a fact, without what could be done about it. */
  readonly why?: string;
  /** ISO 8601: of `up-to-date`, when that was sent; of `checked`, if it is up to date. */
  readonly sentAt?: string;
  /** ISO 8601: nothing has come that is new tonight. Since when its export is the same. */
  readonly unchangedSince?: string;
  /** ISO 8601: of `not-begun`, the deadline if it had passed. Without one, the run was stopped. */
  readonly deadline?: string;
  readonly report?: Receipt;
  readonly figures?: EntryFigures;
  /** What is worth knowing, as sentences: another name, a pause. */
  readonly notes?: readonly string[];
}

/** What a check found: identifiers, or people of an Update. */
export interface EntryFigures {
  readonly rows: number;
  readonly invalid: number;
  readonly duplicates: number;
  readonly suppressed?: number;
  /** To be sent. */
  readonly valid: number;
  /** Of an Update: people who leave, who are new, and of the previous file; its rows; and `maxRemoved`. */
  readonly leaving?: number;
  readonly isNew?: number;
  readonly previous?: number;
  readonly previousRows?: number;
  readonly maxRemoved?: number;
  /** The size of the segment. */
  readonly before?: PlainRange;
  readonly after?: PlainRange;
}

/** A suppression list of a nightly file, as it was then. */
export interface NightList {
  readonly path: string;
  readonly people?: number;
  /** ISO 8601. */
  readonly writtenAt?: string;
  readonly maxAge?: string;
}

/**
 * What became of a removal from every segment that is sent again. `due`: it isn't yet. `left`: for the next run.
 * `stopped`: it needs a person.
 */
export const REMOVAL_STATES = ['finished', 'due', 'left', 'stopped'] as const;

/** Such a removal, as a run leaves it. `text`: the same as a sentence, and until when or why. */
export interface NightRemoval {
  readonly id: string;
  readonly state: (typeof REMOVAL_STATES)[number];
  readonly text: string;
}

/** A run of a nightly file, or a check of it: what the terminal prints with `--json`, as `night`. */
export interface NightReport {
  /** The absolute path of the nightly file. */
  readonly file: string;
  readonly account: { readonly id: string; readonly name?: string };
  readonly isSandbox?: true;
  /** Nothing was sent. */
  readonly isCheck?: true;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly suppress: readonly NightList[];
  /** Entries that have `unchangedSince`. */
  readonly nothingNew?: number;
  /** That the run found before its entries. Of several files, the first has them. */
  readonly removals?: readonly NightRemoval[];
  /** In the order of the file. */
  readonly entries: readonly NightEntry[];
}

/** Whether its export is one that was sent on an earlier night. */
export function isUnchanged({ unchangedSince }: NightEntry): boolean {
  return unchangedSince !== undefined;
}

/** Whether the same line will finish it, without anyone. */
export function isFinishedNextTime({ outcome, state }: NightEntry): boolean {
  return outcome === 'gave-up' || outcome === 'cancelled' || state === 'not-begun';
}
