import type {
  RemovalRecord,
  RemovalSegment,
  SegmentName,
  Sending,
} from '../../../../src/app/removals/removalTypes';
import type { StoredFailure } from '../../../../src/common/failure';

/** 12 people in five segments of two accounts, after the mock. Everything was accepted. */
export function removal(changes: Partial<RemovalRecord> = {}): RemovalRecord {
  return {
    version: 1,
    id: 'R-20261127-174104-3f9c',
    reference: 'TICKET-4711',
    folder: '/work/receipts',
    tool: '0.2.0',
    origin: 'https://api.criteo.com',
    clientId: 'c1e4',
    startedAt: '2026-11-27T17:41:04.120Z',
    endedAt: '2026-11-27T17:42:11.480Z',
    accounts: [
      { accountId: '48210', name: 'Northwind EU', otherTypes: [] },
      { accountId: '31077', name: 'Northwind CA', otherTypes: [] },
    ],
    notLookedAt: [],
    options: { hash: 'sha256', formats: 'hashed' },
    parts: [
      {
        files: [{ uri: 'file:///work/erasure-2026-11.csv', path: '/work/erasure-2026-11.csv' }],
        columns: [
          { file: 0, column: 0, name: 'email', type: 'Email' },
          { file: 0, column: 1, name: 'card_no', type: 'CustomerId', isNamed: true },
        ],
        rows: 12,
        people: 12,
        unreadable: 0,
        types: [
          { type: 'Email', people: 12, unreadable: 0 },
          { type: 'CustomerId', people: 9, unreadable: 0 },
        ],
        notRead: [],
        readings: [
          { readable: 'H4sIAAAAAAAAA/v/AwD/D0PbAgAAAA==', fingerprint: '8d3f90c2a75b41e6' },
        ],
      },
    ],
    segments: [
      segment(EMAILS),
      segment(NEWSLETTER, {}, sending({ at: '2026-11-27T17:41:30.000Z', traceIds: [] })),
      segment(CARDS, {}, sending({ ...CARD_FIGURES, traceIds: ['t-3'] })),
    ],
    outOfReach: [],
    leftOut: [],
    ...changes,
  };
}

export const EMAILS: SegmentName = {
  ...{ accountId: '48210', id: '1001', name: 'CRM Users 2025', type: 'Email' },
  ...{ retailerId: '22', retailer: 'Maple & Main' },
};
export const NEWSLETTER: SegmentName = {
  ...{ accountId: '48210', id: '1002', name: 'Newsletter Subscribers', type: 'Email' },
  ...{ retailerId: '23', retailer: 'Brightcart' },
};
export const CARDS: SegmentName = {
  ...{ accountId: '31077', id: '2001', name: 'Store Cards', type: 'CustomerId' },
  retailerId: '24',
};
export const OPT_OUTS: SegmentName = {
  ...{ accountId: '48210', id: '1009', name: 'Opt-outs', type: 'Email' },
  ...{ retailerId: '22', retailer: 'Maple & Main' },
};

const CARD_FIGURES: Partial<Sending> = {
  ...{ people: 9, identifiers: 9, accepted: 9 },
  ...{ formats: undefined, formatsNotSent: undefined },
};
export const CARD_SENDING = (changes: Partial<Sending>): Sending =>
  sending({ ...CARD_FIGURES, ...changes });

export function sending(changes: Partial<Sending> = {}): Sending {
  return {
    state: 'accepted',
    at: '2026-11-27T17:41:20.000Z',
    ...{ staying: 0, reading: 0 },
    ...{ people: 12, identifiers: 36, accepted: 36, rejected: 0, unknown: 0 },
    formats: ['md5', 'sha256', 'sha256ofMd5'],
    formatsNotSent: ['plain'],
    requests: 1,
    traceIds: ['t-1'],
    ...changes,
  };
}

/** Nothing was sent. */
export function notSent(changes: Partial<Sending> = {}): Sending {
  return sending({
    ...{ staying: changes.people ?? 12, reading: -1 },
    ...{ state: 'open', at: undefined, accepted: 0, requests: 0, traceIds: [] },
    ...{ formats: undefined, formatsNotSent: undefined },
    ...changes,
  });
}

export function segment(
  name: SegmentName,
  changes: Partial<RemovalSegment> = {},
  ...sendings: Sending[]
): RemovalSegment {
  return {
    ...name,
    operation: 'remove',
    sendings: sendings.length > 0 ? sendings : [sending()],
    ...changes,
  };
}

export function failure(status: number, code: string, message: string): StoredFailure {
  return {
    source: 'api',
    ...{ code, message, status },
    ...{ operation: 'add-remove', traceId: 't-9' },
  };
}
