import type {
  PlannedRemoval,
  RemovalRecord,
  RemovalSegment,
  Sending,
} from '../../../../src/app/removals/removalTypes';
import { SharedReads } from '../../../../src/upload/plan/sharedReads';

const ACCOUNT = '48210';

/** What became of twelve people in a segment: accepted, unless another thing is said. */
export function sending(changes: Partial<Sending> = {}): Sending {
  const isAccepted = (changes.state ?? 'accepted') === 'accepted';
  return {
    ...{ staying: isAccepted ? 0 : 12, reading: isAccepted ? 0 : -1 },
    ...{ state: 'accepted', people: 12, identifiers: 36, accepted: 36, rejected: 0, unknown: 0 },
    ...{ formats: ['md5', 'sha256', 'sha256ofMd5'], formatsNotSent: ['plain'] },
    ...{ requests: 1, traceIds: ['trace'], at: '2026-12-01T09:00:30Z' },
    ...changes,
  };
}

/** A segment of emails from which people are removed. */
export function segment(
  name: string,
  changes: Partial<Sending> = {},
  more: Partial<RemovalSegment> = {},
): RemovalSegment {
  return {
    ...{ accountId: ACCOUNT, id: `1${name.length}${name.charCodeAt(0)}`, name, type: 'Email' },
    operation: 'remove',
    sendings: [sending(changes)],
    ...more,
  };
}

/** Twelve people of a file, removed from one segment of one account. */
export function record(changes: Partial<RemovalRecord> = {}): RemovalRecord {
  return {
    ...{ id: 'R-20261201-090000-3f9c', folder: '/receipts', tool: '0.2.0' },
    ...{ origin: 'https://api.criteo.com', clientId: 'client' },
    ...{ startedAt: '2026-12-01T09:00:00Z', endedAt: '2026-12-01T09:01:00Z' },
    accounts: [{ accountId: ACCOUNT, name: 'Northwind EU', isProtected: true, otherTypes: [] }],
    options: {},
    parts: [
      {
        ...{ files: [{ uri: 'file:///erasure.csv' }], columns: [], notRead: [] },
        ...{ rows: 12, people: 12, unreadable: 0, readings: [{ readable: '', fingerprint: '' }] },
        fields: { identifiers: 12, duplicates: 0, unreadable: 0 },
        types: [{ type: 'Email', people: 12, unreadable: 0 }],
      },
    ],
    segments: [segment('CRM Users')],
    ...{ outOfReach: [], leftOut: [] },
    ...changes,
  };
}

/** A removal that hasn't been confirmed. */
export function planned(changes: Partial<PlannedRemoval> = {}): PlannedRemoval {
  const one = changes.record ?? record({ segments: [segment('CRM Users', { state: 'open' })] });
  return {
    request: { files: [], accounts: [], options: {} },
    record: one,
    part: one.parts[0],
    ...{ requests: 1, duration: 1000, isGuarded: false, maybeEmpty: [], again: [] },
    ...{ sizes: new Map(), plans: new Map(), destinations: new Map(), reads: new SharedReads() },
    ...changes,
  };
}
