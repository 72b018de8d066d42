import type { RemovedCounts, Report } from '../../../../../src/upload/jobTypes';
import type { RequestState } from '../../../../../src/upload/journal/requestStates';
import type {
  Plan,
  PlannedFile,
  PlannedUpdate,
  PreviousCounts,
} from '../../../../../src/upload/uploadTypes';
import { plan } from '../plan/plans';

export const PREVIOUS_URI = 'file:///work/crm-2026-11.csv';
export const NEW_URI = 'file:///work/crm-2026-12.csv';

/** 48,380 rows: 48,000 still there, 340 people who left, and a few of each other kind. */
export const PREVIOUS: PreviousCounts = {
  rows: 48_380,
  still: 48_000,
  removed: 340,
  shared: 20,
  notComparable: 10,
  invalid: 3,
  duplicates: 5,
  blank: 2,
};

const file = (uri: string, rows: number): PlannedFile => ({ ...plan().files[0], uri, rows });

export function update(changes: Partial<PlannedUpdate> = {}): PlannedUpdate {
  return {
    files: [file(PREVIOUS_URI, PREVIOUS.rows)],
    counts: PREVIOUS,
    unchanged: 48_000,
    formats: ['plain', 'sha256'],
    removedFormats: ['plain', 'sha256'],
    identifiers: 680,
    stillOtherwise: 0,
    sharedFiles: [{ uri: 'file:///work/newsletter.csv' }],
    isKnown: true,
    ...{ unknown: [], asked: [], found: [] },
    listJobs: [],
    listEpoch: 0,
    ...changes,
  };
}

/** Of an Update with crm-2026-12.csv: 1,200 new, 340 leave, 48,000 unchanged. */
export function updatePlan(
  ofUpdate: Partial<PlannedUpdate> = {},
  changes: Partial<Plan> = {},
): Plan {
  return plan(
    {
      rows: 49_260,
      good: 49_200,
      distinct: 49_200,
      files: [file(NEW_URI, 49_260)],
      byForm: { plain: 49_200 },
      calls: 2,
      update: update(ofUpdate),
      ...changes,
    },
    { operation: 'update' },
  );
}

/** A first run, or an Update that is compared with nothing for another reason. */
export function firstPlan(changes: Partial<PlannedUpdate> = {}): Plan {
  return updatePlan({
    files: [],
    counts: {
      ...PREVIOUS,
      rows: 0,
      still: 0,
      removed: 0,
      shared: 0,
      notComparable: 0,
      invalid: 0,
      duplicates: 0,
      blank: 0,
    },
    unchanged: 0,
    identifiers: 0,
    sharedFiles: [],
    ...changes,
  });
}

export function removed(changes: Partial<RemovedCounts> = {}): RemovedCounts {
  return { rows: 340, sent: 680, accepted: 680, refused: 0, unknown: 0, unsent: 0, ...changes };
}

/** Of that plan: everyone was added, and the people who left were removed. */
export function updateReport(changes: Partial<Report> = {}): Partial<Report> {
  return {
    operation: 'update',
    state: 'finished',
    rows: 49_260,
    duplicates: 30,
    invalid: 20,
    blank: 10,
    sent: 49_200,
    accepted: 49_200,
    unsent: 0,
    calls: 2,
    unchanged: 48_000,
    removed: removed(),
    previous: PREVIOUS,
    ...changes,
  };
}

/** Requests that add, then those that remove the people who left, in the previous file. */
export function updateRequests(
  adds: readonly RequestState['kind'][],
  removes: readonly RequestState['kind'][],
): RequestState[] {
  const request = (
    kind: RequestState['kind'],
    of: number,
    index: number,
    identifiers: number,
    format: 'given' | 'every',
  ): RequestState => ({
    kind,
    content: {
      file: of,
      firstRow: index * 1000,
      lastRow: index * 1000 + 999,
      identifiers,
      refused: 0,
      unknown: 0,
      format,
    },
  });
  return [
    ...adds.map((kind, index) => request(kind, 0, index, 24_600, 'given')),
    ...removes.map((kind, index) => request(kind, 1, index, 340, 'every')),
  ];
}
