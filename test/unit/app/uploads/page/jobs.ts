import type { AccountHandle } from '../../../../../src/app/accounts/account';
import { OutsideText } from '../../../../../src/common/outsideText';
import {
  NO_PROGRESS,
  type JobSummary,
  type Progress,
  type Report,
} from '../../../../../src/upload/jobTypes';
import type { RequestState } from '../../../../../src/upload/journal/requestStates';
import type { Counts } from '../../../../../src/upload/uploadTypes';
import { withSides } from '../../../../support/withSides';

/** The morning of the mock: the next computation is at 12:00. */
export const at = (time: string): number => Date.parse(`2026-11-25T${time}Z`);
const CHUNK = 50_000;

export const NAMES = {
  account: OutsideText.name('Northwind EU'),
  retailer: OutsideText.name('Maple & Main'),
  segment: OutsideText.name('CRM Users 2025'),
};
export const ACCOUNT = { sandbox: false, isProtected: false } as AccountHandle;

/** `a2 p1 w12`: two accepted, one partly rejected, twelve waiting, of 50,000 rows each. */
export function requests(letters: string): RequestState[] {
  const kinds = {
    a: 'accepted',
    p: 'partly',
    r: 'rejected',
    k: 'unknown',
    u: 'underWay',
    w: 'waiting',
  } as const;
  return letters
    .split(' ')
    .flatMap((part) =>
      Array.from({ length: Number(part.slice(1)) }, () => kinds[part[0] as keyof typeof kinds]),
    )
    .map((kind, index) => ({
      kind,
      content: {
        file: 0,
        firstRow: index * CHUNK,
        lastRow: (index + 1) * CHUNK - 1,
        identifiers: CHUNK,
        refused: kind === 'rejected' ? CHUNK : kind === 'partly' ? 1 : 0,
        unknown: kind === 'unknown' ? CHUNK : 0,
        format: 'given',
      },
    }));
}

const NO_COUNTS: Counts = { rows: 0, blank: 0, invalid: 0, duplicates: 0, good: 0 };

/** The report of an add of big-1m.csv that began at 09:52, with these differences. */
export function report(changes: Partial<Report> = {}): Report {
  return withSides({
    state: 'failed',
    jobId: 'j',
    accountId: '1',
    segmentId: '2',
    operation: 'add',
    startedAt: '2026-11-25T09:52:00Z',
    finishedAt: '2026-11-25T09:53:00Z',
    rows: 1_000_000,
    blank: 0,
    invalid: 0,
    duplicates: 0,
    sent: 0,
    accepted: 0,
    refused: 0,
    unknown: 0,
    unsent: 1_000_000,
    calls: 0,
    warnings: [],
    ...changes,
  });
}

/** The upload of that report. */
export function job(
  changes: Partial<Omit<JobSummary, 'progress' | 'report'>> & {
    progress?: Partial<Progress>;
    report?: Partial<Report>;
  } = {},
): JobSummary {
  const { progress, report: ofReport, ...rest } = changes;
  const { rows, blank, invalid, suppressed, duplicates, sent, unsent } = report(ofReport);
  return {
    jobId: 'j',
    state: 'running',
    target: {
      origin: 'https://api.criteo.com',
      clientId: 'c',
      accountId: '1',
      segmentId: '2',
      identifierType: 'Email',
    },
    operation: 'add',
    files: [{ uri: 'file:///work/big-1m.csv', size: 1 }],
    plannedAt: '2026-11-25T09:50:00Z',
    startedAt: '2026-11-25T09:52:00Z',
    counts: {
      ...NO_COUNTS,
      ...{ rows, blank, invalid, duplicates, good: sent + unsent },
      ...(suppressed !== undefined && { suppressed }),
    },
    progress: { ...NO_PROGRESS, phase: 'sending', ...progress },
    calls: 0,
    report: report({ operation: rest.operation ?? 'add', ...ofReport }),
    resumable: false,
    elsewhere: false,
    readings: [{ when: 'before', at: at('09:51:59'), numberOfIdentifiers: 48_210 }],
    ...rest,
  };
}
