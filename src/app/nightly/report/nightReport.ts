import type { StoredFailure } from '../../../common/failure';
import type { Report } from '../../../upload/jobTypes';
import type { Operation } from '../../../upload/uploadTypes';
import type { PlainRange } from '../../segments/sizes/knownSizes';
import type { Outcome } from '../../uploads/outcome';

/**
 * What became of an entry in a run. `sent`: by this run, from its beginning or its rest (`resumed`), as far as
 * `outcome` says. `up-to-date`: it was sent before, and nothing has changed since. `stopped`: nothing was sent.
 * `not-begun`: the run ended before its turn. `checked`: only checked.
 */
export type EntryState = 'sent' | 'resumed' | 'up-to-date' | 'stopped' | 'not-begun' | 'checked';

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
  /** ISO 8601: of `up-to-date`, when that was sent. */
  readonly sentAt?: string;
  readonly report?: Report;
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
  /** Of an Update. */
  readonly leaving?: number;
  readonly isNew?: number;
  readonly before?: PlainRange;
  readonly after?: PlainRange;
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
  readonly suppress: readonly {
    path: string;
    people?: number;
    writtenAt?: string;
    maxAge?: string;
  }[];
  /** In the order of the file. */
  readonly entries: readonly NightEntry[];
}

/** Whether somebody has to do something about it. */
export function needsYou({ outcome }: Pick<NightEntry, 'outcome'>): boolean {
  return outcome !== 'finished';
}

/** Whether the same line will finish it, without anyone. */
export function isFinishedNextTime({
  outcome,
  state,
}: Pick<NightEntry, 'outcome' | 'state'>): boolean {
  return outcome === 'gave-up' || state === 'not-begun';
}
