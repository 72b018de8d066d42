import type { VerifiedSegment, VerifyReport } from '../../../../src/app/verify/verifyTypes';

// What was verified in the mock: 60 segments, of which three aren't as expected.

const AT = '2026-11-28T05:20:00.000Z';

export function verified(changes: Partial<VerifiedSegment> = {}): VerifiedSegment {
  return {
    ...{ segmentId: '7', segment: 'Newsletter', state: 'as-expected' },
    read: { identifiers: 1000, at: AT },
    expected: { atLeast: 900, atMost: 1100 },
    ...changes,
  };
}

export const LAPSED = verified({
  ...{ segmentId: '1001', segment: 'Lapsed Customers', state: 'matches-almost-nobody' },
  read: { identifiers: 9016, matches: 4, matchRate: 0.0004, at: AT },
  upload: {
    ...{ jobId: 'lapsed', operation: 'add', at: '2026-11-26T20:44:00.000Z', accepted: 9016 },
    ...{ files: ['lapsed.csv'], columns: ['email_md5'], hash: 'SHA-256' },
  },
});

export const CRM = verified({
  ...{ segmentId: '1002', segment: 'CRM Users 2025', state: 'unexplained-fall', othersFell: 2 },
  before: { identifiers: 48_210, at: '2026-11-27T05:20:00.000Z' },
  read: { identifiers: 31_400, at: AT },
  expected: { atLeast: 48_210, atMost: 49_310 },
});

export const APP = verified({
  ...{ segmentId: '1003', segment: 'App Users', state: 'did-not-grow' },
  before: { identifiers: 12_480, at: '2026-11-26T20:40:00.000Z' },
  read: { identifiers: 12_480, at: AT },
  expected: { atLeast: 12_480, atMost: 14_584 },
  upload: { jobId: 'app', operation: 'add', at: '2026-11-26T20:44:00.000Z', accepted: 2104 },
});

const many = (count: number, changes: Partial<VerifiedSegment>): VerifiedSegment[] =>
  Array.from({ length: count }, (_, index) =>
    verified({ segmentId: `${changes.state?.length}${index}`, ...changes }),
  );

export const VERIFIED: VerifyReport = {
  file: '/srv/night.criteo.jsonc',
  account: { id: '48210', name: 'Northwind EU' },
  at: AT,
  segments: [
    ...[LAPSED, CRM, APP],
    ...many(44, { state: 'as-expected' }),
    ...many(12, {
      state: 'not-computed',
      upload: { operation: 'add', at: '2026-11-28T02:00:00.000Z' },
    }),
    ...many(1, { state: 'no-figure', segment: 'Spring Campaign', read: { at: AT } }),
  ],
};
