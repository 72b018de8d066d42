import { type PlanFacts } from '../../../../../src/app/uploads/plan/planFacts';
import { OutsideText } from '../../../../../src/common/outsideText';
import {
  DEFAULT_OPTIONS,
  type Plan,
  type UploadOptions,
} from '../../../../../src/upload/uploadTypes';

export const NOW = Date.parse('2026-03-04T09:00:00Z');

/** A plan of 1,000 rows, with these differences. */
export function plan(changes: Partial<Plan> = {}, options: Partial<UploadOptions> = {}): Plan {
  return {
    jobId: 'j',
    rows: 1000,
    blank: 10,
    invalid: 20,
    duplicates: 30,
    good: 940,
    distinct: 940,
    calls: 1,
    target: {
      origin: 'https://api.criteo.com',
      clientId: 'c',
      accountId: '1',
      segmentId: '2',
      segmentName: 'S',
      identifierType: 'Email',
    },
    options: { ...DEFAULT_OPTIONS, operation: 'add', ...options },
    files: [
      {
        uri: 'file:///work/a%20b.csv',
        size: 1200,
        rows: 1000,
        blank: 0,
        invalid: 0,
        column: 1,
        width: 2,
        dataStart: 14,
        headHash: 'h',
        decodedSize: 1197,
        columns: ['name', 'email'],
        dialect: {
          encoding: 'utf-8',
          bomLength: 3,
          gzip: false,
          delimiter: ';',
          recordEnd: 'lf',
          header: true,
          sepLine: false,
        },
      },
    ],
    chunks: [],
    findings: [],
    byRule: { 'email-no-at': 15, 'email-dots': 5, duplicate: 30 },
    byForm: { plain: 940 },
    columnWarnings: [],
    fingerprint: 'f',
    listEpoch: 0,
    ...changes,
  };
}

/** What is known around it. */
export const view = (changes: Partial<PlanFacts> = {}): PlanFacts => ({
  plan: plan(),
  names: {
    account: OutsideText.name('A'),
    retailer: OutsideText.name('R'),
    segment: OutsideText.name('S'),
  },
  sandbox: false,
  now: NOW,
  ...changes,
});
