import type { StoredJob } from '../../../../src/upload/journal/store';
import type {
  PlannedSuppression,
  ReadSuppressionList,
} from '../../../../src/upload/suppression/suppressionTypes';
import type { PlannedChunk, PlannedFile, PlannedUpdate } from '../../../../src/upload/uploadTypes';
import { PLAIN_DIALECT } from '../../../support/plainDialect';
import { options } from './bench';

/** A planned chunk of `identifiers` consecutive valid rows from `firstRow` on. */
export function chunkOf(identifiers: number, more: Partial<PlannedChunk> = {}): PlannedChunk {
  return {
    file: 0,
    start: 0,
    end: 100,
    firstRow: 0,
    line: 1,
    bodySize: 1000,
    identifiers,
    hash: '',
    ...more,
  };
}

export function fileOf(rows: number, more: Partial<PlannedFile> = {}): PlannedFile {
  return {
    uri: 'file:///people.csv',
    size: 100,
    dialect: PLAIN_DIALECT,
    column: 0,
    width: 1,
    rows,
    blank: 0,
    invalid: 0,
    dataStart: 6,
    headHash: '',
    decodedSize: 100,
    ...more,
  };
}

/** A stored plan of one file with `good` valid rows. */
export function storedJob(good: number, more: Partial<StoredJob> = {}): StoredJob {
  return {
    jobId: 'abc-01234567',
    plannedAt: 1_000,
    plannedBy: '',
    target: {
      origin: 'https://api.criteo.com',
      clientId: 'id',
      accountId: '1',
      segmentId: '2',
      identifierType: 'Email',
    },
    options: options(),
    files: [fileOf(good)],
    rows: good,
    blank: 0,
    invalid: 0,
    duplicates: 0,
    good,
    byRule: {},
    byForm: { plain: good },
    columnWarnings: [],
    distinct: good,
    calls: 1,
    fingerprint: '',
    listEpoch: 0,
    ...more,
  };
}

/** What an update with no one to remove has planned. */
export function updateOf(more: Partial<PlannedUpdate> = {}): PlannedUpdate {
  return {
    files: [],
    counts: {
      rows: 0,
      blank: 0,
      invalid: 0,
      duplicates: 0,
      still: 0,
      notComparable: 0,
      shared: 0,
      removed: 0,
    },
    unchanged: 0,
    formats: [],
    removedFormats: [],
    identifiers: 0,
    stillOtherwise: 0,
    sharedFiles: [],
    isKnown: true,
    unknown: [],
    asked: [],
    found: [],
    listEpoch: 0,
    listJobs: [],
    ...more,
  };
}

/** What suppression lists that suppress no one mean for an upload. */
export function suppressionOf(
  lists: readonly (Pick<ReadSuppressionList, 'path'> & Partial<ReadSuppressionList>)[],
  more: Partial<PlannedSuppression> = {},
): PlannedSuppression {
  return {
    lists: lists.map((list) => ({
      people: 0,
      invalid: 0,
      notComparable: 0,
      compared: [],
      suppressed: 0,
      ...list,
    })),
    people: 0,
    inFiles: 0,
    compared: [],
    removed: 0,
    identifiers: 0,
    formats: [],
    removedFormats: [],
    files: [],
    ...more,
  };
}
