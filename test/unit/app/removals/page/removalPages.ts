import type { AccountHandle } from '../../../../../src/app/accounts/account';
import type {
  ChoosingInput,
  RemovalChoices,
} from '../../../../../src/app/removals/page/removalChoices';
import { segmentKeyOf } from '../../../../../src/app/removals/removalFigures';
import type {
  PlannedRemoval,
  RemovalOptions,
  RemovalRecord,
  RemovalSegment,
  SegmentName,
  Sending,
} from '../../../../../src/app/removals/removalTypes';
import type { StoredFailure } from '../../../../../src/common/failure';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Hash } from '../../../../../src/identifiers/identifierTypes';
import { otherFormats } from '../../../../../src/upload/hashFormats';
import { SharedReads } from '../../../../../src/upload/plan/sharedReads';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import { account } from '../../segments/segments';
import { plan } from '../../uploads/plan/plans';

// The removal of the mock: 12 people, two accounts, 212 segments.

/** When the pages are drawn. */
export const NOW = Date.UTC(2026, 10, 27, 17, 43);

const handle = (accountId: string, name: string, isProtected = false): AccountHandle =>
  account({}, { key: `key ${accountId}`, accountId, label: OutsideText.name(name), isProtected });
export const EU = handle('48210', 'Northwind EU');
export const CA = handle('31077', 'Northwind CA');
export const US = handle('41205', 'Northwind US', true);

const NAMES = ['Newsletter Subscribers', 'CRM Users 2025', 'Lapsed Customers', 'Spring Campaign'];

/** Segments of an account, as many as are asked for. */
export function segments(
  accountId: string,
  type: string,
  number: number,
  sending: Partial<Sending> = {},
): RemovalSegment[] {
  return Array.from({ length: number }, (_, index) => ({
    accountId,
    id: `${accountId}${type.length}${index}`,
    name: NAMES[index] ?? `${type} ${index + 1}`,
    ...{ retailerId: '22', retailer: index % 2 ? 'Maple & Main' : 'Brightcart', type },
    operation: 'remove',
    sendings: [sent(type, sending)],
  }));
}

export function sent(type: string, changes: Partial<Sending> = {}): Sending {
  const isEmail = type === 'Email';
  const people = type === 'PhoneNumber' ? 9 : 12;
  const identifiers = isEmail ? 3 * people : people;
  return {
    ...{ state: 'accepted', at: '2026-11-27T17:41:20Z', people, identifiers },
    ...{ staying: 0, reading: 0 },
    ...{ accepted: identifiers, rejected: 0, unknown: 0, requests: 1, traceIds: ['t-1'] },
    ...(isEmail && { formats: ['md5', 'sha256', 'sha256ofMd5'], formatsNotSent: ['plain'] }),
    ...changes,
  };
}

export const OPEN: Partial<Sending> = {
  ...{ state: 'open', at: undefined, accepted: 0, requests: 0, staying: 12, reading: -1 },
};

export const FORBIDDEN: StoredFailure = {
  ...{ source: 'api', code: 'forbidden', message: 'Criteo denied permission.', status: 403 },
  ...{ operation: 'removeIdentifiers', traceId: 't-403' },
};

export const OPT_OUTS: SegmentName = {
  ...{ accountId: '48210', id: '900', name: 'Opt-outs', type: 'Email', retailer: 'Brightcart' },
};

/** Everything was accepted. */
export function record(changes: Partial<RemovalRecord> = {}): RemovalRecord {
  return {
    ...{ id: 'R-20261127-174104-3f9c', reference: 'TICKET-4711', folder: '/work/erasure-receipts' },
    ...{ tool: '0.2.0', origin: 'https://api.criteo.com', clientId: 'app' },
    ...{ startedAt: '2026-11-27T17:41:04Z', endedAt: '2026-11-27T17:42:11Z' },
    accounts: [
      { accountId: '48210', name: 'Northwind EU', otherTypes: [] },
      {
        ...{ accountId: '31077', name: 'Northwind CA' },
        otherTypes: [{ type: 'UserIdentifier', segments: 2 }],
      },
    ],
    notLookedAt: [{ accountId: '41205', name: 'Northwind US' }],
    options: { hash: 'sha256' },
    parts: [
      {
        files: [{ uri: 'file:///work/erasure-2026-11.csv', path: '/work/erasure-2026-11.csv' }],
        columns: [
          { file: 0, column: 0, name: 'email', type: 'Email' },
          { file: 0, column: 1, name: 'phone', type: 'PhoneNumber' },
          { file: 0, column: 3, name: 'card_no', type: 'CustomerId', isNamed: true },
        ],
        ...{ rows: 12, people: 12, unreadable: 0, notRead: [], readings: [] },
        fields: { identifiers: 33, duplicates: 0, unreadable: 0 },
        types: [
          { type: 'Email', people: 12, unreadable: 0 },
          { type: 'PhoneNumber', people: 9, unreadable: 0 },
          { type: 'CustomerId', people: 12, unreadable: 0 },
        ],
      },
    ],
    segments: [
      ...segments('48210', 'Email', 146),
      ...segments('48210', 'PhoneNumber', 21),
      ...segments('48210', 'CustomerId', 14),
      ...segments('31077', 'Email', 25),
      ...segments('31077', 'PhoneNumber', 3),
      ...segments('31077', 'CustomerId', 3),
    ],
    outOfReach: [
      ...Array.from({ length: 27 }, (_, index) => ({
        ...{ accountId: '48210', id: `e${index}`, name: `Visitors ${index}`, type: '' },
        reason: 'events' as const,
      })),
      ...Array.from({ length: 4 }, (_, index) => ({
        ...{ accountId: '48210', id: `r${index}`, name: `Shared ${index}`, type: 'Email' },
        reason: 'read-only' as const,
      })),
    ],
    leftOut: [{ ...OPT_OUTS, reason: 'keeps-out' }],
    ...changes,
  };
}

/** With rows that can't be read. */
export function withUnreadable(unreadable: number, of = record()): RemovalRecord {
  const [part] = of.parts;
  return { ...of, parts: [{ ...part, rows: part.rows + unreadable, unreadable }] };
}

/** As it is planned: nothing is sent. */
export function open(of = record()): RemovalRecord {
  return { ...of, endedAt: undefined, segments: withSendings(of.segments, OPEN) };
}

/** The same with other outcomes. */
export function withSendings(
  all: readonly RemovalSegment[],
  changes: Partial<Sending>,
): RemovalSegment[] {
  return all.map((segment) => ({
    ...segment,
    sendings: segment.sendings.map((sending) => ({ ...sending, ...changes })),
  }));
}

export function planned(
  changes: Partial<PlannedRemoval> = {},
  of = open(withUnreadable(2)),
  { hash = 'sha256', formats = 'hashed' }: RemovalOptions = {},
): PlannedRemoval {
  const sized = of.segments.filter(({ accountId }) => accountId === '48210');
  return {
    request: { files: [], accounts: [], options: {} },
    record: { ...of, options: { hash, formats } },
    part: of.parts[0],
    plans: new Map([['Email', emailPlan(hash, formats)]]),
    destinations: new Map(),
    reads: new SharedReads(),
    ...{ requests: of.segments.length, duration: 54_000, isGuarded: false },
    maybeEmpty: [],
    again: of.segments.slice(0, 4),
    sizes: new Map(sized.map((one, index) => [segmentKeyOf(one), 9000 + index])),
    ...changes,
  };
}

/** Of plain addresses. */
function emailPlan(hash: Hash, forms: 'all' | 'hashed' | 'given'): Plan {
  const target = { ...plan().target, identifierType: 'Email' };
  const others = otherFormats('plain', { hash, forms }, 'Email');
  const [chunk] = plan().chunks;
  return plan(
    {
      ...{ target, byForm: { plain: 12 } },
      chunks: [{ ...chunk, others: Object.fromEntries(others.map((format) => [format, 12])) }],
    } as Partial<Plan>,
    { operation: 'remove', hash, forms },
  );
}

/** The same with 4,210 people, for whom IDs are typed. */
export function guarded(): PlannedRemoval {
  const of = open();
  const [part] = of.parts;
  const types = part.types.map((one) => ({ ...one, people: one.people * 350 }));
  const many = { ...of, parts: [{ ...part, people: 4210, rows: 4210, types }] };
  const [first, second] = many.segments;
  return planned(
    {
      isGuarded: true,
      maybeEmpty: many.segments.slice(2, 13).map((one) => ({ ...one, size: 40 })),
      largestLoss: { ...second, size: 48_210, share: 0.09 },
      again: [first],
    },
    many,
  );
}

export const CHOICES: RemovalChoices = {
  files: ['file:///work/erasure-2026-11.csv'],
  accounts: [EU.key, CA.key],
  folder: '/work/erasure-receipts',
  reference: 'TICKET-4711',
};

export function choosing(changes: Partial<ChoosingInput> = {}): ChoosingInput {
  return {
    choices: CHOICES,
    shown: [EU, CA, US],
    now: NOW,
    ...changes,
  };
}

/** Ended, with people who stay: no permission for some segments, and rows that can't be read. */
export function incomplete(): RemovalRecord {
  const of = withUnreadable(2);
  const [again, rest] = [of.segments.slice(0, 4), of.segments.slice(4)];
  const isForbidden = ({ accountId, type }: SegmentName): boolean =>
    accountId === '31077' && type === 'CustomerId';
  return {
    ...of,
    segments: [
      ...withSendings(again, { againAfter: '2026-11-28T00:00:00Z' }),
      ...rest.filter((one) => !isForbidden(one)),
      ...withSendings(rest.filter(isForbidden), {
        ...{ state: 'failed', accepted: 0, staying: 12, error: FORBIDDEN },
      }),
    ],
  };
}

/** While it is sending. */
export function running(): RemovalRecord {
  const of = open();
  return {
    ...of,
    segments: [
      ...withSendings(of.segments.slice(0, 118), sent('Email')),
      ...withSendings(of.segments.slice(118, 119), { unknown: 12, requests: 1 }),
      ...withSendings(of.segments.slice(119, 120), { isWaiting: true }),
      ...of.segments.slice(120),
    ],
  };
}
