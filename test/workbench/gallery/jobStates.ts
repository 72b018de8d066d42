import type {
  BarButton,
  Press,
  RowsSection,
  SizeSection,
  UploadModel,
} from '../../../src/webview/uploadModel';
import { context, CRM_KINDS, kinds, NONE, progress, rows, size, times } from './parts';

const cancel: BarButton = { label: 'Cancel', action: 'cancel', look: 'secondary' };

const sending = (fileName: string, after: string): UploadModel => ({
  ...NONE,
  step: 'sending',
  heading: { text: `Adding ${fileName} to CRM Users 2025` },
  context: context('Northwind EU', 'live'),
  last: [
    {
      type: 'facts',
      title: 'Upload',
      items: [
        { label: 'File', text: '', press: { label: fileName, action: 'openFile' } },
        { label: 'Column', text: 'email' },
        { label: 'Sent as', text: 'as written' },
        { label: 'Segment', text: '', press: { label: 'CRM Users 2025', action: 'showSegment' } },
        { label: 'Segment size', text: `48,210 → at most ${after}` },
      ],
    },
    times(['09:52', 'sending', 'now'], {
      hint: 'You can close this page. Closing VS Code pauses the upload.',
    }),
  ],
  bar: {
    text: 'What was sent stays in the segment. A cancelled upload can be resumed.',
    start: [],
    buttons: [cancel],
  },
});

const running: UploadModel = {
  ...sending('big-1m.csv', '1,048,000'),
  announcement: '10%',
  main: [
    progress(
      'a2pku4w12',
      {
        percent: '15%',
        texts: [
          { text: 'about 40 s left' },
          { text: '3 of 20 requests answered, 1 unknown', muted: true },
        ],
      },
      { hint: 'It isn’t known whether 1 request took effect. It is sent again.' },
    ),
    rows('Rows', [
      ['accepted', 149_871, 'accepted'],
      ['rejected', 129, 'rejected'],
      ['unknown', 50_000, 'unknown'],
      ['unsent', 800_000, 'not answered yet'],
    ]),
  ],
};

const running200: UploadModel = {
  ...sending('big-10m.csv', '10,048,000'),
  main: [
    progress('a38pa22ka30p2a29ru4w72', {
      percent: '61%',
      texts: [
        { text: 'about 1 min left' },
        { text: '123 of 200 requests answered, 1 unknown', muted: true },
      ],
    }),
    rows('Rows', [
      ['accepted', 6_149_204, 'accepted'],
      ['rejected', 796, 'rejected'],
      ['unknown', 50_000, 'unknown'],
      ['unsent', 3_800_000, 'not answered yet'],
    ]),
  ],
};

const paused: UploadModel = {
  ...sending('big-1m.csv', '1,048,000'),
  step: 'paused',
  callout: {
    tone: 'warning',
    icon: 'pause',
    title: 'Paused: Criteo answered with a server error (500)',
    text: 'Your connection works. Tries again in 48 s: 4 unknown requests are sent again. Likely no one is counted twice, but that isn’t documented.',
    presses: [{ label: 'Try Now', action: 'tryNow' }],
  },
  announcement: 'Paused',
  main: [
    progress('a2pa6k4w7', {
      percent: '45%',
      texts: [{ text: '9 of 20 requests answered, 4 unknown', muted: true }],
    }),
    rows('Rows', [
      ['accepted', 449_871, 'accepted'],
      ['rejected', 129, 'rejected'],
      ['unknown', 200_000, 'unknown'],
      ['unsent', 350_000, 'not sent yet'],
    ]),
  ],
};

const cancelling: UploadModel = {
  ...sending('big-1m.csv', '1,048,000'),
  step: 'cancelling',
  main: [
    progress(
      'a2pa5u4w8',
      {
        percent: '40%',
        texts: [
          { text: 'Cancelling, waiting for 4 answers' },
          { text: '8 of 20 requests answered', muted: true },
        ],
      },
      { waiting: 'not sent' },
    ),
    rows('Rows', [
      ['accepted', 399_871, 'accepted'],
      ['rejected', 129, 'rejected'],
      ['unsent', 600_000, 'not answered or not sent'],
    ]),
  ],
  bar: {
    text: 'Nothing more is sent. Ends in 10 s at the latest.',
    start: [],
    buttons: [{ ...cancel, label: 'Cancelling…', missing: 'Waiting for 4 answers.' }],
  },
};

const COPY: Press = { label: 'Copy Report', action: 'copyReport' };

/** What a report's bar starts with. `other`: what isn't its button. */
const menus = (other?: Press): BarButton[] => [
  other
    ? { ...other, label: 'More', look: 'secondary', menu: [other, COPY] }
    : { ...COPY, look: 'secondary' },
  {
    label: 'Automate',
    action: 'addToNightlyFile',
    look: 'secondary',
    menu: [
      { label: 'Add to Nightly File…', action: 'addToNightlyFile' },
      { label: 'Copy as Command', action: 'copyAsCommand' },
    ],
  },
];

/** With the hint behind an icon, as from the second report on. */
const withInfo = ({ hint, legend: [first, ...others], ...section }: RowsSection): RowsSection => ({
  ...section,
  legend: [{ ...first, info: hint }, ...others],
});
const asIs = (section: RowsSection): RowsSection => section;

const report = (sizes: SizeSection, computed: boolean): UploadModel => ({
  ...NONE,
  step: 'ended',
  heading: { text: '115,092 added to CRM Users 2025', icon: 'pass' },
  context: {
    items: ['crm-export.csv', 'Nov 25, 09:52', 'Maple & Main', 'Northwind EU'].map((text) => ({
      text,
    })),
    badge: { kind: 'live', text: 'Live' },
  },
  announcement: '115,092 added to CRM Users 2025',
  main: [
    (computed ? withInfo : asIs)(
      rows(
        'Rows',
        [
          ['accepted', 115_092, 'accepted'],
          ['rejected', 27, 'rejected'],
          ['duplicates', 3_050, 'duplicates'],
          ['invalid', 1_222, 'invalid'],
          ['blank', 610, 'blank'],
        ],
        'Accepted means well-formed. Criteo does not say whether an address matched a person.',
      ),
    ),
    kinds(
      'Rejected and invalid rows by kind',
      'Export These Rows…',
      784,
      [['Rejected by Criteo', 27, 'rejected'], ...CRM_KINDS],
      { label: '4 more kinds', count: '110' },
    ),
  ],
  first: [sizes],
  last: [
    times(['09:52', 'sent', 'past'], { computed }),
    {
      type: 'facts',
      title: 'Details',
      items: [
        { label: 'File', text: '', press: { label: 'crm-export.csv', action: 'openFile' } },
        { label: 'Column', text: 'email' },
        { label: 'Sent as', text: 'as written' },
        { label: 'Segment', text: '', press: { label: 'CRM Users 2025', action: 'showSegment' } },
        { label: 'Requests', text: '3' },
      ],
    },
  ],
  bar: {
    start: menus(),
    buttons: [{ label: 'Undo…', action: 'undo', look: 'secondary' }],
  },
});

const cancelled: UploadModel = {
  ...report(
    size('812,400', '549,871 to 599,871', [0, 0.55, 0.45], ['about 999,900 after Resume.']),
    false,
  ),
  heading: { text: 'The segment is incomplete', icon: 'warning' },
  context: {
    items: [
      { text: 'CRM Users 2025', icon: 'mail' },
      { text: 'big-1m.csv' },
      { text: 'Maple & Main' },
      { text: 'Northwind EU' },
    ],
    badge: { kind: 'live', text: 'Live' },
  },
  intro: [
    { text: '549,871 of 1,000,000 accepted by CRM Users 2025.', strong: true },
    { text: 'Replace emptied the list at 09:52 and was cancelled at 09:53.' },
    { text: 'Resume before 12:00 and campaigns never see it; else from about 17:00.' },
  ],
  main: [
    rows(
      'Rows',
      [
        ['accepted', 549_871, 'accepted'],
        ['rejected', 129, 'rejected'],
        ['unknown', 50_000, 'unknown'],
        ['unsent', 400_000, 'not sent'],
      ],
      'Unknown means that the answer was lost or had no count. Resume sends these again.',
    ),
    progress('a2pa8kw8', { texts: [] }, { title: 'Requests', waiting: 'not sent' }),
  ],
  bar: {
    start: menus({ label: 'Start Over…', action: 'startOver' }),
    buttons: [{ label: 'Resume: Send 450,000', action: 'resume', look: 'primary', byKey: true }],
  },
};

/** An upload that is sent, and its report. */
export const JOBS = {
  running,
  'running-200': running200,
  paused,
  cancelling,
  done: report(
    size('48,210', '163,302', [0.295, 0.705, 0], ['Expected. Read again after 12:00.'], {
      qualifier: 'at most',
    }),
    false,
  ),
  'done-later': report(
    size('48,210', '162,874', [0.296, 0.704, 0], ['+114,664 since the upload, read at 12:20.']),
    true,
  ),
  cancelled,
} satisfies Record<string, UploadModel>;
