import type { Detail, LinesSection, UploadModel } from '../../../src/webview/uploadModel';
import { MANY_FILES } from './manyFiles';
import { CRM_KINDS, kinds, NONE, progress, rows, size } from './parts';

const leadOn: Detail['presses'] = [
  { label: 'Resume: Send 4,525', action: 'resume' },
  { label: 'Start Over…', action: 'startOver' },
  { label: 'Find Rejected Rows…', action: 'findRejected' },
  { label: 'Copy Report', action: 'copyReport' },
  { label: 'Add to Nightly File…', action: 'addToNightlyFile' },
  { label: 'Copy as Command', action: 'copyAsCommand' },
];

/** What the upload to a segment says and can do. */
const detailOf = (segment: string, file: string): Detail => ({
  sections: [
    { type: 'notes', title: 'State', items: [{ text: 'Cancelled at 09:53.' }] },
    size('48,210', '62,801', [0.77, 0.23, 0], ['Expected. Read again after 12:00.'], {
      qualifier: 'at most',
    }),
    rows('Rows', [
      ['accepted', 14_611, 'accepted'],
      ['rejected', 4, 'rejected'],
      ['invalid', 61, 'invalid'],
      ['duplicates', 29, 'duplicates'],
    ]),
    kinds('Rejected and invalid rows by kind', 'Export These Rows…', 784, [
      ['Rejected by Criteo', 4, 'rejected'],
      ...CRM_KINDS.slice(0, 3),
    ]),
    progress('a6pk2w3', { texts: [] }, { title: 'Requests', waiting: 'not sent' }),
    {
      type: 'facts',
      title: 'Details',
      items: [
        { label: 'File', text: file, press: { label: file, action: 'openFile', value: file } },
        { label: 'Segment', text: segment, press: { label: segment, action: 'showSegment' } },
        { label: 'Requests', text: '12 requests, including retries' },
      ],
    },
  ],
  presses: [
    ...leadOn,
    {
      label: 'Open',
      action: 'openUpload',
      value: segment,
      description: `Open the upload to ${segment}`,
    },
  ],
});

type Group = LinesSection['groups'][number];

function withMore(group: Group): Group {
  const { id, head } = group;
  if (!head) return group;
  return id === 'crm'
    ? {
        ...group,
        head: { ...head, expand: { label: `Less about ${head.title}`, open: true } },
        detail: detailOf(head.title, 'week-36-crm.csv'),
      }
    : {
        ...group,
        head: {
          ...head,
          text: 'Harbor Home · Replace · 31,077 → 3,119 (−90%)',
          loss: true,
          warnings: [{ text: 'The segment is incomplete' }],
          expand: { label: `More about ${head.title}`, open: false },
        },
      };
}

const opened: UploadModel = {
  ...MANY_FILES['many-ended'],
  main: MANY_FILES['many-ended'].main.map((section) =>
    section.type === 'lines' ? { ...section, groups: section.groups.map(withMore) } : section,
  ),
};

const paused: UploadModel = {
  ...MANY_FILES['many-sending'],
  callout: {
    tone: 'warning',
    icon: 'pause',
    title: 'Paused: no connection',
    text: 'Criteo can’t be reached from here: check the network, any VPN and the proxy. Tries again in 20 s.',
    presses: [{ label: 'Try Now', action: 'tryNow' }],
  },
};

const SEGMENTS = [
  ['CRM Users 2025', 'Maple & Main', 'at least 47,600'],
  ['Lapsed Customers', 'Maple & Main', 'at least 8,420'],
  ['Spring Campaign', 'Harbor Home', 'at least 604 (−50%)'],
] as const;

const segments: UploadModel = {
  ...NONE,
  step: 'segments-ended',
  heading: { text: 'Removal of the people in optout.csv from 3 segments accepted', icon: 'pass' },
  context: MANY_FILES['many-ended'].context,
  intro: [{ text: 'Computed at 12:00, in campaigns about 17:00.' }],
  main: [
    rows('Rows for 3 segments', [['accepted', 1800, 'accepted']]),
    {
      type: 'lines',
      title: 'Segments',
      heads: {
        name: 'Name',
        text: 'Retailer',
        shares: 'Rows',
        numbers: [{ label: 'Sent' }, { label: 'Left out' }, { label: 'After' }],
        notes: 'Notes',
        state: 'State',
      },
      groups: [
        {
          id: 'segments',
          lines: SEGMENTS.map(([name, text, after], index) => ({
            id: name,
            name,
            text,
            icon: 'mail' as const,
            state: { icon: 'pass' as const, text: 'accepted' },
            shares: [
              { kind: 'accepted' as const, rows: 600 },
              { kind: 'invalid' as const, rows: 5 },
            ],
            numbers: ['600', '5', after],
            ...(index === 2 && { loss: true as const }),
            notes: [{ text: 'accepted' }],
            expand: { label: `${index === 1 ? 'Less' : 'More'} about ${name}`, open: index === 1 },
            ...(index === 1 && { detail: detailOf(name, 'optout.csv') }),
          })),
        },
      ],
    },
  ],
  bar: {
    start: MANY_FILES['many-ended'].bar?.start ?? [],
    buttons: [{ label: 'Show Problems', action: 'showProblems', look: 'secondary' }],
  },
};

/** Several uploads that were sent, some of them opened. */
export const SENT_UPLOADS = {
  'many-opened': opened,
  'many-paused': paused,
  'segments-ended': segments,
} satisfies Record<string, UploadModel>;
