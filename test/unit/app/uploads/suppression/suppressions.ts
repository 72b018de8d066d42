import type { Report } from '../../../../../src/upload/jobTypes';
import type { RequestState } from '../../../../../src/upload/journal/requestStates';
import type { PlannedSuppression } from '../../../../../src/upload/suppression/suppressionTypes';
import type { Plan, UploadOptions } from '../../../../../src/upload/uploadTypes';
import { NOW, plan } from '../plan/plans';
import { removed } from '../update/updates';

const HOUR = 3_600_000;
export const FILE_URI = 'file:///work/crm-export.csv';
const LIST = { invalid: 0, notComparable: 0, compared: ['email'], suppressed: 0 };

/** 18,216 people on two lists, 37 of whom are in the file and are removed. */
export function suppression(changes: Partial<PlannedSuppression> = {}): PlannedSuppression {
  return {
    lists: [
      {
        ...LIST,
        path: '/lists/opt-outs.csv',
        maxAge: 26 * HOUR,
        modifiedAt: NOW - 6 * HOUR,
        people: 18_204,
        suppressed: 31,
      },
      {
        ...LIST,
        path: '/lists/kept-out.csv',
        modifiedAt: NOW - 100 * HOUR,
        people: 12,
        suppressed: 6,
      },
    ],
    people: 18_216,
    inFiles: 37,
    compared: ['email', 'work_email', 'phone'],
    removed: 37,
    identifiers: 74,
    formats: ['plain', 'sha256'],
    removedFormats: ['plain', 'sha256'],
    files: [0],
    ...changes,
  };
}

const COUNTS = {
  rows: 120_001,
  suppressed: 37,
  duplicates: 3050,
  invalid: 1222,
  blank: 610,
};

/** Of an Add of crm-export.csv: 115,082 to send, 37 suppressed. */
export function suppressedPlan(
  ofSuppression: Partial<PlannedSuppression> = {},
  changes: Partial<Plan> = {},
  options: Partial<UploadOptions> = {},
): Plan {
  const [file] = plan().files;
  return plan(
    {
      ...COUNTS,
      good: 115_082,
      distinct: 115_082,
      calls: 4,
      files: [
        {
          ...file,
          uri: FILE_URI,
          ...{ rows: 120_001, blank: 610, invalid: 1222, suppressed: 37 },
          columns: ['customer_id', 'email'],
        },
      ],
      byRule: {},
      byForm: { plain: 115_082 },
      suppression: suppression(ofSuppression),
      ...changes,
    },
    options,
  );
}

/** Of that plan: everyone was added, and the suppressed people were removed. */
export function suppressedReport(
  changes: Partial<Report> = {},
  ofSuppression: Partial<Report['suppression']> = {},
): Partial<Report> {
  const { people, inFiles, compared, lists } = suppression();
  return {
    state: 'finished',
    ...COUNTS,
    sent: 115_082,
    accepted: 115_082,
    unsent: 0,
    calls: 4,
    suppression: {
      ...{ people, inFiles, compared },
      lists: lists.map(({ maxAge: _, modifiedAt = 0, ...list }) => ({
        ...list,
        writtenAt: new Date(modifiedAt).toISOString(),
      })),
      removed: removed({ rows: 37, sent: 74, accepted: 74 }),
      ...ofSuppression,
    },
    ...changes,
  };
}

/** Requests that add 50,000 rows each, then one that removes the suppressed people. */
export function suppressedRequests(
  adds: readonly RequestState['kind'][],
  removes: RequestState['kind'],
): RequestState[] {
  const request = (
    kind: RequestState['kind'],
    [file, index, identifiers]: readonly [number, number, number],
    format: 'given' | 'every',
  ): RequestState => ({
    kind,
    content: {
      ...{ file, identifiers, format, refused: 0, unknown: 0 },
      firstRow: index * 50_000,
      lastRow: Math.min(120_000, index * 50_000 + 49_999),
    },
  });
  return [
    ...adds.map((kind, index) => request(kind, [0, index, index < 2 ? 50_000 : 15_082], 'given')),
    request(removes, [1, 0, 74], 'every'),
  ];
}
