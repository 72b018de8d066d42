import type {
  RemovalRecord,
  RemovalSegment,
  SegmentName,
  Sending,
} from '../../../../src/app/removals/removalTypes';
import { Cancelled, type StoredFailure } from '../../../../src/common/failure';

/** 12 people in five segments of two accounts, after the mock. Everything was accepted. */
export function removal(changes: Partial<RemovalRecord> = {}): RemovalRecord {
  return {
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
          { file: 0, column: 1, name: '', type: 'CustomerId', isNamed: true },
        ],
        rows: 12,
        people: 12,
        unreadable: 0,
        fields: { identifiers: 21, duplicates: 0, unreadable: 0 },
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
    ...{ people: 12, staying: 0, reading: 0 },
    ...{ identifiers: 36, accepted: 36, rejected: 0, unknown: 0 },
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
    ...{ state: 'open', at: undefined, staying: changes.people ?? 12, reading: -1 },
    ...{ identifiers: 0, accepted: 0, requests: 0, traceIds: [] },
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

const part = removal().parts[0];
const CARD_TYPES = [
  { type: 'Email', people: 12, unreadable: 0 },
  { type: 'CustomerId', people: 9, unreadable: 3 },
] as const;
const NO_PERMISSION = failure(403, 'forbidden', 'Criteo rejected the removal: no permission.');
const NOT_THERE = failure(404, 'segment-not-found', 'The segment doesn’t exist any more.');
const withSegments = (...segments: RemovalSegment[]): RemovalRecord => removal({ segments });

/** A removal of each kind. */
export const REMOVALS: Record<string, RemovalRecord> = {
  complete: removal(),
  open: removal({
    endedAt: undefined,
    segments: [
      segment(EMAILS),
      segment(NEWSLETTER, {}, notSent({ isWaiting: true })),
      segment(CARDS, {}, notSent({ people: 9 })),
    ],
  }),
  cancelled: removal({
    stoppedBy: new Cancelled().toJSON(),
    segments: [segment(EMAILS), segment(NEWSLETTER, {}, notSent())],
  }),
  'no connection': removal({
    stoppedBy: failure(0, 'unreachable', 'Criteo can’t be reached.'),
    segments: [segment(EMAILS), segment(NEWSLETTER, {}, notSent())],
  }),
  'one account 403': withSegments(
    segment(EMAILS),
    segment(
      CARDS,
      {},
      CARD_SENDING({ state: 'failed', accepted: 0, staying: 9, error: NO_PERMISSION }),
    ),
    segment(
      { ...CARDS, id: '2002', name: 'Gift Cards' },
      {},
      CARD_SENDING({ state: 'failed', accepted: 0, staying: 9, error: NO_PERMISSION }),
    ),
  ),
  'one segment 404': withSegments(
    segment(EMAILS),
    segment(NEWSLETTER, {}, notSent({ state: 'failed', error: NOT_THERE })),
  ),
  'rows and fields that can’t be read': removal({
    parts: [{ ...part, rows: 14, unreadable: 2, types: [...CARD_TYPES] }],
  }),
  'sent again': withSegments(
    segment(EMAILS),
    segment(NEWSLETTER, {}, sending({ againAfter: '2026-11-28T00:00:00Z' })),
    segment(CARDS, {}, CARD_SENDING({ againAfter: '2026-11-28T00:00:00Z' })),
  ),
  typed: removal({
    reference: undefined,
    parts: [{ ...part, files: [{ uri: 'typed:/1' }], isTyped: true, columns: [] }],
  }),
  'unknown and rejected': withSegments(
    segment(EMAILS, {}, sending({ accepted: 0, unknown: 36, traceIds: [] })),
    segment(NEWSLETTER, {}, sending({ accepted: 34, rejected: 2, staying: 2 })),
  ),
  'two parts': removal({
    parts: [
      { ...part, rows: 13, unreadable: 1 },
      { ...part, rows: 1, people: 1, types: [{ type: 'Email', people: 1, unreadable: 0 }] },
    ],
    segments: [
      segment(
        EMAILS,
        {},
        sending(),
        sending({
          ...{ people: 1, identifiers: 3, accepted: 3, traceIds: ['t-2'] },
          at: '2026-11-28T01:00:00.000Z',
        }),
      ),
    ],
  }),
  'added there, removed there': removal({
    segments: [
      segment(EMAILS),
      segment(OPT_OUTS, { operation: 'add' }),
      segment({ ...OPT_OUTS, id: '1010', name: 'Suppressed' }),
    ],
    options: { hash: 'none', formats: 'all', addTo: ['1009'], alsoFrom: ['1010'] },
    keptOut: {
      ...{ path: '/home/jane.doe/state/kept-out.csv', people: 12 },
      at: '2026-11-27T17:41:03.000Z',
    },
  }),
  'left out and out of reach': removal({
    accounts: [
      {
        ...{ accountId: '48210', name: 'Northwind EU', isProtected: true },
        otherTypes: [{ type: 'PhoneNumber', segments: 4 }],
      },
      { accountId: '31077', name: 'Northwind CA', otherTypes: [] },
    ],
    notLookedAt: [{ accountId: '41205', name: 'Northwind US' }, { accountId: '41206' }],
    outOfReach: [
      { ...EMAILS, id: '3001', name: 'Visitors', type: '', reason: 'events' },
      { ...EMAILS, id: '3002', name: 'Shared', reason: 'read-only' },
      { ...CARDS, id: '3003', name: 'New Kind', type: 'Fax', reason: 'unsupported' },
    ],
    leftOut: [
      { ...OPT_OUTS, reason: 'keeps-out' },
      { ...NEWSLETTER, id: '1011', name: 'Both Ways', reason: 'role-unknown' },
      { ...CARDS, id: '2009', name: 'Of Others', reason: 'other-retailer' },
    ],
  }),
  'an account that can’t be read': removal({
    accounts: [
      { accountId: '48210', name: 'Northwind EU', otherTypes: [] },
      { accountId: '31077', otherTypes: [], failure: NO_PERMISSION },
    ],
    segments: [segment(EMAILS)],
  }),
  'no names': removal({
    accounts: [{ accountId: '48210', otherTypes: [] }],
    notLookedAt: undefined,
    segments: [segment({ accountId: '48210', id: '1001', type: 'Email' })],
  }),
  'no segment': removal({ segments: [] }),
  'sandbox, formats of the file': removal({
    origin: 'sandbox',
    options: { formats: 'given' },
    accounts: [{ accountId: '1', name: 'Sandbox', isSandbox: true, otherTypes: [] }],
    segments: [
      segment(
        { accountId: '1', id: '7', name: 'Test', type: 'Email' },
        {},
        sending({ formats: ['sha256'], formatsNotSent: ['plain', 'md5'] }),
      ),
    ],
  }),
};
