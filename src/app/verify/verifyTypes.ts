import type { StoredFailure } from '../../common/failure';
import type { Operation } from '../../upload/uploadTypes';
import type { PlainRange } from '../segments/sizes/knownSizes';

/**
 * How a segment is, compared with what was sent to it from here. The last three of the bad ones need somebody.
 * `no-figure`: Criteo gave no size.
 */
export const VERIFY_STATES = [
  'as-expected',
  'not-computed',
  'no-figure',
  'did-not-grow',
  'matches-almost-nobody',
  'unexplained-fall',
] as const;
export type VerifyState = (typeof VERIFY_STATES)[number];

/** Whether a state needs somebody. */
export function isBad(state: VerifyState): boolean {
  return (
    state === 'did-not-grow' || state === 'matches-almost-nobody' || state === 'unexplained-fall'
  );
}

/** A segment that was verified. All numbers are identifiers, all times ISO 8601. */
export interface VerifiedSegment {
  readonly segmentId: string;
  /** As far as it is known. */
  readonly segment?: string;
  readonly retailerId?: string;
  readonly state: VerifyState;
  /** The reading now. */
  readonly read?: {
    readonly identifiers?: number;
    readonly matches?: number;
    /** A ratio, as Criteo says it. */
    readonly matchRate?: number;
    readonly at: string;
  };
  /** Why it couldn't be read now: the state is that of the last reading. */
  readonly error?: StoredFailure;
  /** The reading that it is compared with: of a fall the last before it. */
  readonly before?: { readonly identifiers: number; readonly at: string };
  /** The range that it should be in. */
  readonly expected?: PlainRange;
  /** What was sent last. */
  readonly upload?: {
    readonly jobId?: string;
    readonly operation: Operation | 'clear';
    readonly at: string;
    readonly accepted?: number;
    /** Names of files and of columns, as far as the record of the upload is there. */
    readonly files?: readonly string[];
    readonly columns?: readonly string[];
    /** As which hash identifiers were sent: `SHA-256`. Absent if as they are. */
    readonly hash?: string;
  };
  /** Since which reading it has been in this state. */
  readonly since?: string;
  /** A person has explained it. */
  readonly isExplained?: true;
  /** Of a fall: how many other segments of its retailer fell at the same computation. */
  readonly othersFell?: number;
}

/** What `uploads verify` prints with `--json`, as `verified`, and what the page of verify shows. */
export interface VerifyReport {
  /** The absolute path of the nightly file that it was limited to. */
  readonly file?: string;
  readonly account: { readonly id: string; readonly name?: string };
  readonly isSandbox?: true;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Those that need somebody first, in the order of `VERIFY_STATES` from its end. */
  readonly segments: readonly VerifiedSegment[];
}

/** Whether somebody has to look at it. */
export function needsSomebody({
  state,
  isExplained,
}: Pick<VerifiedSegment, 'state' | 'isExplained'>): boolean {
  return isBad(state) && isExplained !== true;
}
