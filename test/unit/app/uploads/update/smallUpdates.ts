import type { RemovedCounts, Report } from '../../../../../src/upload/jobTypes';
import {
  type Plan,
  type PlannedUpdate,
  type PreviousCounts,
} from '../../../../../src/upload/uploadTypes';
import { withSides } from '../../../../support/withSides';
import { plan } from '../plan/plans';

/** Figures of previous files that add up. */
export const COUNTS: PreviousCounts = {
  rows: 1_000,
  blank: 1,
  invalid: 2,
  duplicates: 3,
  still: 900,
  notComparable: 4,
  shared: 5,
  removed: 85,
};

export const REMOVED: RemovedCounts = {
  rows: 85,
  sent: 170,
  accepted: 170,
  refused: 0,
  unknown: 0,
  unsent: 0,
};

/** What an update is compared with: a file that was sent from here. */
export function update(changes: Partial<PlannedUpdate> = {}): PlannedUpdate {
  const [file] = plan().files;
  return {
    files: [{ ...file, uri: 'file:///work/last.csv', path: '/work/last.csv' }],
    counts: COUNTS,
    unchanged: 900,
    formats: ['plain', 'sha256'],
    removedFormats: ['plain', 'sha256'],
    identifiers: 170,
    stillOtherwise: 0,
    sharedFiles: [{ uri: 'file:///work/loyalty.csv' }],
    isKnown: true,
    ...{ unknown: [], asked: [], found: [] },
    listEpoch: 0,
    listJobs: [],
    ...changes,
  };
}

/** What there is to compare with before the first run. */
export const FIRST_RUN: Partial<PlannedUpdate> = {
  files: [],
  counts: {
    ...{ rows: 0, blank: 0, invalid: 0, duplicates: 0 },
    ...{ still: 0, notComparable: 0, shared: 0, removed: 0 },
  },
  unchanged: 0,
  formats: [],
  removedFormats: [],
  identifiers: 0,
  sharedFiles: [],
};

/** The plan of an update of 940 rows. */
export function smallUpdatePlan(
  changes: Partial<PlannedUpdate> = {},
  more: Partial<Plan> = {},
): Plan {
  return plan({ update: update(changes), ...more }, { operation: 'update' });
}

/** The report of an update that is done. */
export function smallUpdateReport(changes: Partial<Report> = {}): Report {
  return withSides({
    ...{ state: 'finished', jobId: 'j', accountId: '1', segmentId: '2', operation: 'update' },
    ...{ startedAt: '2026-03-04T09:00:00Z', finishedAt: '2026-03-04T09:01:00Z', calls: 2 },
    ...{ rows: 1000, blank: 10, invalid: 20, duplicates: 30, sent: 940, unsent: 0 },
    ...{ accepted: 940, refused: 0, unknown: 0, warnings: [] },
    ...{ unchanged: 900, previous: COUNTS, removed: REMOVED },
    ...changes,
  });
}
