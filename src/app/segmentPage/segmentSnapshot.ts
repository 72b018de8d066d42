import type { Audience, Segment } from '../../api/apiTypes';
import type { Failure } from '../../common/failure';
import { OutsideText } from '../../common/outsideText';
import type { JobSummary } from '../../upload/jobTypes';
import type { SizeChange } from '../../upload/segmentSize';
import type { AccountHandle } from '../accounts/account';
import type { HistoryEntry } from '../segments/history';
import { nameOf } from '../segments/labels';
import type { VerifiedSegment } from '../verify/verifyTypes';

/** All that is known about a segment when its page is drawn. */
export interface SegmentSnapshot {
  account: AccountHandle;
  segmentId: string;
  /** Undefined if it isn't known, or no longer exists. */
  segment: Segment | undefined;
  /** The API says that there is no such segment. */
  isGone: boolean;
  /** The retailer's name, if known. */
  retailer: OutsideText | undefined;
  /** Oldest first. */
  entries: readonly HistoryEntry[];
  /** The records of uploads that still exist. */
  jobs: readonly (Pick<JobSummary, 'jobId' | 'files'> & Partial<Pick<JobSummary, 'entry'>>)[];
  /** What was sent to it from here, oldest first. Default: what its history says. */
  sent?: readonly SizeChange[];
  /** How it is, compared with what was sent to it from here; undefined where nothing was. */
  verified?: VerifiedSegment;
  /** Since when people who left may be in it: see `UpdatedLists.leftSince`. */
  leftSince?: number;
  /** A reading is under way. */
  isReading: boolean;
  /** Why the last reading failed. */
  failure: Failure | undefined;
  /** All of the account; `failed`: they couldn't be read. */
  audiences: readonly Audience[] | 'loading' | 'noPermission' | 'failed';
  /** Reading them again failed: they are as of then, in milliseconds since 1970. */
  audiencesAsOf?: number;
  /** The name of another segment, if known. */
  nameOfOther: (segmentId: string) => OutsideText | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

/** The segment's name, or its ID if it isn't known. */
export function nameIn({
  segment,
  segmentId,
}: Pick<SegmentSnapshot, 'segment' | 'segmentId'>): OutsideText {
  return segment ? nameOf(segment) : OutsideText.name(segmentId);
}
