import type {
  FileSection,
  Line,
  LinesSection,
  Press,
  UploadIcon,
  UploadModel,
} from '../../../src/webview/uploadModel';
import { file, kinds, NONE, rows } from './parts';

const number = new Intl.NumberFormat('en');
const account: UploadModel['context'] = {
  items: [{ text: 'Northwind EU' }],
  badge: { kind: 'live', text: 'Live' },
};

/** Names, rows to send, invalid rows, duplicates; in the order of "Left out". */
const WEEKS = [
  ['week-38-crm.csv', 1640, 12, 21],
  ['week-37-crm.csv', 2399, 10, 0],
  ['week-40-crm.csv', 2394, 10, 0],
  ['week-44-crm.csv', 2131, 10, 0],
  ['week-43-crm.csv', 1593, 9, 0],
  ['week-42-crm.csv', 1962, 7, 8],
  ['week-39-crm.csv', 1654, 5, 0],
  ['week-41-crm.csv', 1214, 3, 0],
  ['week-36-crm.csv', 1031, 2, 0],
] as const;
type Counts = readonly [name: string, good: number, invalid: number, duplicates: number];
const LOYALTY: Counts = ['loyalty-2025-11.csv', 3120, 0, 14];

const figures = (good: number, leftOut: number): string[] =>
  [good, leftOut].map((count) => number.format(count));

/** A file before it is sent. */
function ticked(counts: Counts, change: Partial<Line> = {}): Line {
  const [name, good, invalid, duplicates] = counts;
  return {
    id: name,
    name,
    tick: { label: name, state: 'on' },
    shares: [
      { kind: 'send' as const, rows: good },
      { kind: 'invalid' as const, rows: invalid },
      { kind: 'duplicates' as const, rows: duplicates },
    ].filter((share) => share.rows > 0),
    numbers: figures(good, invalid),
    notes: [],
    expand: { label: `More about ${name}`, open: false },
    ...change,
  };
}

const heads = {
  name: 'File',
  shares: 'Rows',
  numbers: [{ label: 'To send' }, { label: 'Left out' }],
  notes: 'Notes',
};
const sortedHeads: LinesSection['heads'] = {
  ...heads,
  numbers: [
    { label: 'To send', press: { label: 'To send', action: 'sort', value: 'good' } },
    {
      label: 'Left out',
      sorted: 'descending',
      press: { label: 'Left out', action: 'sort', value: 'leftOut' },
    },
  ],
};

const COLUMNS = ['*email_old: Email · filled 98%, fits 33%', 'contact_email: fits 99%', 'city'];
const RECORDS = `anna.berg@example|anna.berg@mail.example|Uppsala
j.moreau|j.moreau@mail.example|Lyon
lena@kurz.example|lena@kurz.example|Graz
|p.novak@mail.example|Brno
<mia@hall.example>|mia@hall.example|Leeds`;
const preview: FileSection = file(
  'week-45-crm.csv',
  'UTF-8 · comma · header · 1,213 rows',
  [...COLUMNS, 'signed_up', 'newsletter', 'last_purchase', 'favorite_store', 'customer_number'],
  RECORDS.split('\n')
    .map((record) => `${record}|2025-10-02|yes|2025-11-04|Old Town, Main Street|10045519`)
    .join('\n'),
  'Select a header to use that column.',
);

const week45: Line = ticked(['week-45-crm.csv', 401, 812, 0], {
  tick: { label: 'week-45-crm.csv', state: 'off' },
  off: true,
  expand: { label: 'Less about week-45-crm.csv', open: true },
  notes: [{ text: '67% invalid: wrong column?', icon: 'warning' }],
  detail: {
    sections: [
      preview,
      rows('Rows', [
        ['send', 401, 'to send'],
        ['invalid', 812, 'invalid'],
      ]),
      kinds('Invalid rows by kind', 'Export Invalid Rows…', 411, [
        ['No @ sign', 401],
        ['Domain without a dot', 411, 'fix'],
      ]),
    ],
    presses: [{ label: 'Use contact_email', action: 'chooseColumn', value: '1' }],
  },
});

function chooseSegment(value: string, name: string): Press {
  const description = `Choose Segment… for ${name}`;
  return { label: 'Choose Segment…', action: 'chooseTarget', value, description };
}

/** A file without a segment. */
const waiting = (name: string, numbers: string[], notes: Line['notes'] = []): Line => ({
  id: name,
  name,
  tick: { label: name, state: 'on' },
  shares: [{ kind: 'send', rows: 1 }],
  numbers,
  notes,
  expand: { label: `More about ${name}`, open: false },
});

function asking(
  lines: Line[],
  icon: UploadIcon,
  title: string,
  text: string,
  look: 'primary' | 'secondary',
): LinesSection['groups'][number] {
  const press = chooseSegment(lines[0].id, title);
  return { id: title, head: { icon, title, text, press, look, warnings: [] }, lines };
}

const sentBefore: Line['notes'] = [
  {
    text: 'Sent before, Nov 18',
    icon: 'info',
    press: { label: 'Show', action: 'openUpload', value: 'week-40-crm.csv' },
  },
];

const many: UploadModel = {
  ...NONE,
  step: 'several',
  heading: { text: 'Add 10 files to 2 segments' },
  context: account,
  main: [
    {
      type: 'rows',
      title: 'Rows',
      untitled: true,
      legend: [
        { kind: 'send', count: '19,138', text: 'to send' },
        { kind: 'invalid', count: '61', text: 'invalid' },
        { kind: 'duplicates', count: '43', text: 'duplicates' },
        { text: 'no segment yet: 5 files' },
        { text: '1 file left out' },
      ],
      shares: [],
    },
    {
      type: 'lines',
      title: 'Files',
      untitled: true,
      heads: sortedHeads,
      tick: { label: 'All files', state: 'mixed' },
      groups: [
        asking(
          [waiting('app-ids.csv', ['8,412', '0'])],
          'mobile',
          'app-ids.csv',
          '1 file · 8,412 mobile IDs',
          'primary',
        ),
        asking(
          [
            waiting('visits-1.csv', ['2,000', '0']),
            waiting('visits-2.csv', ['2,000', '0']),
            waiting(
              'visits-3.csv',
              ['40', '0'],
              [{ text: '40 customer IDs', press: chooseSegment('visits-3.csv', 'visits-3.csv') }],
            ),
          ],
          'mail',
          'visits-*.csv',
          '2 of 3 files · 4,000 emails',
          'secondary',
        ),
        asking(
          [waiting('optout.csv', ['37', '2'])],
          'mail',
          'optout.csv',
          '1 file · 37 emails · Remove',
          'secondary',
        ),
        {
          id: 'crm',
          head: {
            icon: 'mail',
            title: 'CRM Users 2025',
            text: 'Maple & Main · Add · 48,210 → at most 64,110',
            press: {
              label: 'Change',
              action: 'changeGroup',
              value: 'crm',
              description: 'Change the upload to CRM Users 2025',
            },
            warnings: [],
          },
          lines: [
            week45,
            ...WEEKS.map((week) =>
              ticked(week, week[0] === 'week-40-crm.csv' ? { notes: sentBefore } : {}),
            ),
          ],
        },
        {
          id: 'loyalty',
          head: {
            icon: 'person',
            title: 'Loyalty Card Holders',
            text: 'Harbor Home · Add · 31,077 → at most 34,000',
            press: {
              label: 'Change',
              action: 'changeGroup',
              value: 'loyalty',
              description: 'Change the upload to Loyalty Card Holders',
            },
            warnings: [
              {
                text: 'Another upload of this page removes from Loyalty Card Holders. Only one of them can be sent.',
              },
            ],
          },
          lines: [ticked(LOYALTY)],
        },
      ],
    },
  ],
  bar: {
    start: [],
    buttons: [{ label: 'Add 19,138 from 10 Files', action: 'send', look: 'primary', byKey: true }],
  },
};

type State = NonNullable<Line['state']>;
const STATES = {
  accepted: { icon: 'pass', text: 'Accepted' },
  partly: { icon: 'warning', text: 'Partly rejected' },
  failed: { icon: 'error', text: 'Failed' },
  unknown: { icon: 'question', text: 'Unknown' },
  underWay: { icon: 'sync', text: 'Under way' },
  waiting: { icon: 'waiting', text: 'Waiting' },
} satisfies Record<string, State>;

/** A file while it is sent, and after. */
function sent(counts: Counts, state: keyof typeof STATES, notes: Line['notes']): Line {
  const [name, good, invalid, duplicates] = counts;
  const isThere = state === 'accepted' || state === 'partly';
  return {
    id: name,
    name,
    state: STATES[state],
    shares: [
      {
        kind: isThere
          ? ('accepted' as const)
          : state === 'unknown'
            ? ('unknown' as const)
            : ('unsent' as const),
        rows: good,
      },
      { kind: 'invalid' as const, rows: isThere ? invalid : 0 },
      { kind: 'duplicates' as const, rows: isThere ? duplicates : 0 },
    ].filter((share) => share.rows > 0),
    numbers: figures(good, invalid),
    notes,
  };
}

const show = (name: string): Line['notes'][number]['press'] => ({
  label: 'Show',
  action: 'openUpload',
  value: name,
  description: `Show: ${name}`,
});
const byName = [...WEEKS].sort(([a], [b]) => a.localeCompare(b));
const rejected: Line['notes'] = [
  { text: '4 rejected', icon: 'warning', press: show('week-37-crm.csv') },
];

function sentLines(crm: Line[], loyalty: Line): LinesSection {
  return {
    type: 'lines',
    title: 'Files',
    untitled: true,
    heads: { ...heads, state: 'State' },
    groups: [
      {
        id: 'crm',
        head: {
          icon: 'mail',
          title: 'CRM Users 2025',
          text: 'Maple & Main · Add · 48,210 → at most 64,110',
          warnings: [],
        },
        lines: crm,
      },
      {
        id: 'loyalty',
        head: {
          icon: 'person',
          title: 'Loyalty Card Holders',
          text: 'Harbor Home · Add · 31,077 → at most 34,000',
          warnings: [],
        },
        lines: [loyalty],
      },
    ],
  };
}

const sending: UploadModel = {
  ...NONE,
  step: 'several-sending',
  heading: { text: 'Adding 10 files to 2 segments' },
  context: account,
  announcement: '30%',
  main: [
    {
      type: 'progress',
      title: 'Progress',
      percent: '30%',
      texts: [{ text: 'about 20 s left' }, { text: 'file 4 of 10: week-39-crm.csv', muted: true }],
      cells: [],
      cellsLabel: '',
      legend: [],
    },
    sentLines(
      byName.map((week, index) =>
        week[0] === 'week-37-crm.csv'
          ? sent(week, 'partly', rejected)
          : index < 3
            ? sent(week, 'accepted', [{ text: 'accepted' }])
            : index === 3
              ? sent(week, 'underWay', [{ text: 'under way' }])
              : sent(week, 'waiting', [{ text: 'waiting' }]),
      ),
      sent(LOYALTY, 'waiting', [{ text: 'waiting' }]),
    ),
  ],
  bar: {
    text: 'You can close this page. Closing VS Code pauses the uploads.',
    start: [],
    buttons: [{ label: 'Cancel', action: 'cancel', look: 'secondary' }],
  },
};

const ended: UploadModel = {
  ...NONE,
  step: 'several-ended',
  heading: { text: '14,611 added from 8 of 10 files', icon: 'warning' },
  context: {
    items: [{ text: 'Nov 25, 09:52' }, { text: 'Northwind EU' }],
    badge: { kind: 'live', text: 'Live' },
  },
  announcement: '14,611 added from 8 of 10 files',
  main: [
    {
      ...rows('Rows', [
        ['accepted', 14_611, 'accepted'],
        ['rejected', 4, 'rejected'],
        ['unknown', 2131, 'unknown'],
        ['unsent', 2394, 'not sent'],
      ]),
      untitled: true,
    },
    sentLines(
      byName.map((week) =>
        week[0] === 'week-37-crm.csv'
          ? sent(week, 'partly', rejected)
          : week[0] === 'week-40-crm.csv'
            ? sent(week, 'failed', [
                { text: 'The file changed while it was read.', press: show(week[0]) },
              ])
            : week[0] === 'week-44-crm.csv'
              ? sent(week, 'unknown', [{ text: 'no answer', press: show(week[0]) }])
              : sent(week, 'accepted', [{ text: 'accepted' }]),
      ),
      sent(LOYALTY, 'accepted', [{ text: 'accepted' }]),
    ),
  ],
  bar: {
    start: [
      { label: 'Copy Report', action: 'copyReport', look: 'secondary' },
      {
        label: 'Automate',
        action: 'addToNightlyFile',
        look: 'secondary',
        menu: [
          { label: 'Add to Nightly File…', action: 'addToNightlyFile' },
          { label: 'Copy as Command', action: 'copyAsCommand' },
        ],
      },
    ],
    buttons: [{ label: 'Resume: Send 4,525', action: 'resume', look: 'primary', byKey: true }],
  },
};

/** Several files into several segments: before, while and after they are sent. */
export const MANY_FILES = {
  many,
  'many-sending': sending,
  'many-ended': ended,
} satisfies Record<string, UploadModel>;
