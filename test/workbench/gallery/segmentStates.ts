import type { Algebra, Audience, Segment } from '../../../src/api/apiTypes';
import type { AccountHandle } from '../../../src/app/accounts/account';
import { comparisonPage } from '../../../src/app/segmentPage/comparisonPage';
import type { SegmentSnapshot } from '../../../src/app/segmentPage/segmentSnapshot';
import { segmentPage } from '../../../src/app/segmentPage/singleSegmentPage';
import type { HistoryEntry } from '../../../src/app/segments/history';
import { Failure } from '../../../src/common/failure';
import { OutsideText } from '../../../src/common/outsideText';
import type { SegmentModel } from '../../../src/webview/segmentModel';
import {
  all,
  any,
  audience as audienceOf,
  leaf,
  not,
  UNCLEAR,
} from '../../unit/app/audiences/audiences';
import { NOW } from './galleryPage';

// Each state of a segment's page, as the mock has it and beyond, computed as the host does.

const DAY = 24 * 3600_000;
const ID = '738406689035866259';

const daysAgo = (days: number): number => NOW - days * DAY;

const account = {
  label: OutsideText.name('Northwind EU'),
  sandbox: false,
  isProtected: false,
} as AccountHandle;

const segment: Segment = {
  id: ID,
  name: OutsideText.name('CRM Users 2025'),
  description: OutsideText.text('CRM contacts, updated weekly'),
  type: 'ContactList',
  retailerId: '12',
  channels: ['Offsite'],
  createdAt: new Date(2025, 2, 8, 10, 0).getTime(),
  updatedAt: new Date(2026, 10, 25, 0, 13).getTime(),
  contactList: { isReadOnly: false, identifierType: 'Email', sharingStatus: 'NotShared' },
  json: () => '{}',
};

const reading = (days: number, identifiers: number, matches: number): HistoryEntry => ({
  at: daysAgo(days),
  kind: 'reading',
  numberOfIdentifiers: identifiers,
  numberOfMatches: matches,
  matchRate: 0.52,
});

const upload = (
  days: number,
  operation: NonNullable<HistoryEntry['operation']>,
  accepted: number,
  jobId: string,
): HistoryEntry => ({ at: daysAgo(days), kind: 'upload', operation, accepted, jobId });

const entries: HistoryEntry[] = [
  reading(30, 41_800, 21_700),
  reading(27, 41_800, 21_720),
  upload(26.1, 'add', 2090, 'job-1'),
  reading(26, 43_890, 22_780),
  reading(23, 43_890, 22_800),
  upload(21.1, 'remove', 310, 'job-2'),
  reading(21, 43_580, 22_610),
  reading(17, 43_580, 22_600),
  upload(16.1, 'replace', 44_903, 'job-3'),
  reading(16, 44_903, 23_260),
  { ...upload(9.1, 'update', 46_630, 'job-4'), added: 1850, removed: 120 },
  reading(9, 46_752, 24_260),
  { at: daysAgo(6), kind: 'clear' },
  upload(5.9, 'replace', 46_752, 'job-5'),
  reading(5, 46_752, 24_300),
  upload(2.9, 'remove', 90, 'deleted'),
  reading(2, 47_612, 24_758),
  upload(1.9, 'add', 962, 'job-6'),
  reading(1, 47_612, 24_758),
  { ...upload(0, 'add', 600, 'job-7'), at: NOW - 9 * 3600_000 },
  reading(0, 48_210, 25_069),
];

const files: Record<string, string> = {
  'job-1': 'week-44-crm.csv',
  'job-2': 'optout-oct.csv',
  'job-3': 'crm-full.csv',
  'job-4': 'week-46-crm.csv',
  'job-5': 'crm-full.csv',
  'job-6': 'week-47-crm.csv',
  'job-7': 'crm-delta.csv',
};

const others: Record<string, string> = {
  '1': 'Lapsed Customers',
  '2': 'Loyalty Card Holders',
  '3': 'Viewed Coffee, 30 Days',
  '4': 'Newsletter Subscribers',
};

const audience = (name: string, algebra: Algebra): Audience => audienceOf(name, algebra, { name });

const audiences: Audience[] = [
  audience('Autumn Win-Back', all(leaf(ID), not(leaf('1')))),
  audience('Loyal Shoppers', all(any(leaf(ID), leaf('2')), leaf('3'))),
  audience('New Customers Only', all(leaf('4'), not(leaf(ID)))),
];

const view: SegmentSnapshot = {
  account,
  segmentId: ID,
  segment,
  isGone: false,
  retailer: OutsideText.name('Maple & Main'),
  entries,
  jobs: Object.entries(files).map(([jobId, name]) => ({
    jobId,
    files: [{ uri: `file:///data/${name}`, size: 1 }],
  })),
  isReading: false,
  failure: undefined,
  audiences,
  nameOfOther: (id) => (others[id] === undefined ? undefined : OutsideText.name(others[id])),
  now: NOW,
};

const failure = new Failure(
  'network',
  'Couldn’t reach api.criteo.com. Check the connection and the proxy settings.',
  'statistics',
  { system: 'ECONNREFUSED' },
);

const LONG = 'Haushaltsgeräte-Interessenten-mit-Kaufabsicht-im-vierten-Quartal-'.repeat(4);

const longView: SegmentSnapshot = {
  ...view,
  account: { ...account, label: OutsideText.name(LONG) },
  segment: {
    ...segment,
    name: OutsideText.name(LONG),
    description: OutsideText.text(`${LONG} ${LONG}`),
    channels: ['Onsite', 'Offsite'],
  },
  retailer: OutsideText.name(LONG),
  entries: entries.map((entry) =>
    entry.kind === 'reading'
      ? { ...entry, numberOfIdentifiers: 987_654_321_012, numberOfMatches: 2, matchRate: 2.5 }
      : { ...entry, accepted: 987_654_321 },
  ),
  jobs: view.jobs.map((job) => ({ ...job, files: [{ uri: `file:///${LONG}.csv`, size: 1 }] })),
  audiences: Array.from({ length: 12 }, (_, index) =>
    audience(`${index + 1} ${LONG}`, all(any(leaf(ID), leaf('1')), not(leaf('2')))),
  ).concat(audience(LONG, UNCLEAR)),
  nameOfOther: () => OutsideText.name(LONG),
};

const other = (id: string, name: string, factor: number): SegmentSnapshot => ({
  ...view,
  segmentId: id,
  segment: { ...segment, id, name: OutsideText.name(name) },
  entries: entries.map((entry) =>
    entry.kind === 'reading'
      ? {
          ...entry,
          numberOfIdentifiers: Math.round((entry.numberOfIdentifiers ?? 0) * factor),
          numberOfMatches: Math.round((entry.numberOfMatches ?? 0) * factor),
        }
      : entry,
  ),
});

const fallenAt = Date.UTC(2026, 10, 24, 12, 20);
const fallen: SegmentSnapshot = {
  ...view,
  entries: [
    ...entries.slice(0, 16),
    { ...upload(1.9, 'add', 962, 'job-6'), at: fallenAt - 20 * 3600_000 },
    { ...reading(0, 48_210, 25_069), at: fallenAt - 12 * 3600_000 },
    { ...reading(0, 31_400, 16_330), at: fallenAt },
    reading(0, 31_400, 16_330),
  ],
  verified: {
    segmentId: ID,
    state: 'unexplained-fall',
    read: { identifiers: 31_400, at: new Date(NOW).toISOString() },
    before: { identifiers: 48_210, at: new Date(fallenAt - 12 * 3600_000).toISOString() },
    expected: { atLeast: 48_210, atMost: 48_810 },
    since: new Date(fallenAt).toISOString(),
    othersFell: 2,
  },
};

const events: SegmentSnapshot = {
  ...view,
  segment: {
    ...segment,
    name: OutsideText.name('Viewed Coffee, 30 Days'),
    type: 'Events',
    contactList: undefined,
    events: {
      shopperActivity: 'View',
      lookbackDays: 'Last30Days',
      categoryIds: ['12'],
      brandIds: [],
    },
  },
  entries: [],
};

export const STATES: Record<string, SegmentModel> = {
  page: segmentPage(view),
  fall: segmentPage(fallen),
  'almost-nobody': segmentPage({
    ...view,
    verified: {
      segmentId: ID,
      state: 'matches-almost-nobody',
      read: {
        identifiers: 48_210,
        matches: 12,
        matchRate: 0.0002,
        at: new Date(NOW).toISOString(),
      },
      since: new Date(NOW).toISOString(),
    },
  }),
  first: segmentPage({ ...view, entries: entries.slice(-1), audiences: 'failed' }),
  reading: segmentPage({ ...view, entries: [], isReading: true, audiences: 'loading' }),
  failure: segmentPage({ ...view, failure }),
  'old-audiences': segmentPage({ ...view, audiencesAsOf: NOW - 600_000 }),
  events: segmentPage({ ...events, audiences: [] }),
  'no-audiences': segmentPage({ ...view, audiences: [audience('Odd', UNCLEAR)] }),
  denied: segmentPage({ ...view, audiences: 'noPermission' }),
  'read-only': segmentPage({
    ...view,
    segment: { ...segment, contactList: { isReadOnly: true, identifierType: 'Email' } },
    audiences: [...audiences, audience('Seasonal Shoppers', UNCLEAR)],
  }),
  protected: segmentPage({ ...view, account: { ...account, isProtected: true } }),
  sandbox: segmentPage({ ...view, account: { ...account, sandbox: true } }),
  gone: segmentPage({ ...view, isGone: true }),
  long: segmentPage(longView),
  compare: comparisonPage(
    account,
    [
      view,
      other('1', 'Loyalty Card Holders', 0.6),
      other('2', 'Newsletter Subscribers', 1.2),
      { ...events, segmentId: '3' },
      { ...other('4', 'App Users', 0.3), failure, entries: [] },
    ],
    false,
  ),
  'compare-long': comparisonPage(account, [longView, view], true),
};
