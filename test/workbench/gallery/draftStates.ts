import type {
  BarButton,
  RememberLine,
  SizeSection,
  UploadModel,
  UploadSection,
} from '../../../src/webview/uploadModel';
import { context, CRM_KINDS, file, kinds, NONE, operation, rows, size, times } from './parts';
import { CRM_EXPORT, KUNDEN_EXCEL } from './records';

const CRM_COLUMNS = [
  'customer_id: Customer ID · fits 100%',
  '*email: Email · filled 99%, fits 98%',
  'work_email: Email · filled 41%, fits 99%',
  'first_name',
  'last_name',
  'city',
  'signed_up',
];
const CRM = 'UTF-8 with BOM · comma · header · 120,001 rows';
const crm = (summary: string, hint: string, columns = CRM_COLUMNS): UploadSection =>
  file('crm-export.csv', summary, columns, CRM_EXPORT, hint);

const grows = (after: string, kept: number): SizeSection =>
  size(
    '48,210',
    after,
    [kept, 1 - kept, 0],
    ['Read at 00:12.', 'Adds may overlap with what is in already.'],
    { qualifier: 'at most' },
  );

const send = (label: string, look: BarButton['look'] = 'primary'): BarButton => ({
  label,
  action: 'send',
  look,
  ...(look === 'primary' && { byKey: true }),
});

const plan = {
  ...NONE,
  heading: { text: 'Add crm-export.csv to CRM Users 2025' },
  context: context('Northwind EU', 'live', true),
} satisfies Partial<UploadModel>;

const ready: UploadModel = {
  ...plan,
  step: 'ready',
  first: [operation('add'), grows('163,329', 0.295)],
  main: [
    crm(
      CRM,
      'Select a header to use that column. A second email column is sent along with the first.',
    ),
    rows('Rows', [
      ['send', 115_119, 'to send'],
      ['duplicates', 3_050, 'duplicates'],
      ['invalid', 1_222, 'invalid'],
      ['blank', 610, 'blank'],
    ]),
    kinds('Invalid rows by kind', 'Export Invalid Rows…', 784, CRM_KINDS, {
      label: '3 more kinds',
      count: '40',
    }),
    {
      type: 'notes',
      title: 'Before you send',
      items: [
        {
          text: 'crm-export.csv was added to CRM Users 2025 yesterday at 17:40.',
          press: { label: 'Show Upload', action: 'openFile' },
        },
        { text: 'The segment was last changed by someone else at 09:31.' },
      ],
    },
  ],
  last: [times(['now', 'sent', 'now'])],
  bar: {
    remember: remember('Next time, add ', 'crm-export.csv', ' to CRM Users 2025'),
    start: [],
    buttons: [send('Add 115,119')],
  },
};

/** What was sent before and since the reading, and this file. */
const pending: UploadModel = {
  ...ready,
  heading: { text: 'Add week-48-crm.csv to CRM Users 2025' },
  first: [
    operation('add'),
    size(
      '5,000',
      '11,263',
      [0.444, 0.098, 0, 0.458],
      ['Adds may overlap with what is in already.'],
      {
        qualifier: 'at most',
        parts: [
          { kind: 'read', label: 'Read at 00:12', value: '5,000' },
          { kind: 'pending', label: 'Sent before 00:00, maybe not in it', value: '+900' },
          { kind: 'pending', label: 'Sent since, not computed', value: '+4,263' },
          { kind: 'own', label: 'This file', value: '+1,100' },
        ],
        sum: { label: 'After', value: '5,000 to 11,263' },
        press: { label: 'Show 3 Uploads', action: 'showSegment' },
      },
    ),
  ],
};

/** An undo below the limit, whose upload isn't computed. */
const pendingUndo: UploadModel = {
  ...ready,
  heading: { text: 'Remove the people in week-48-crm.csv from CRM Users 2025' },
  danger: size(
    '5,000 to 9,264',
    '736 to 5,000',
    [0.29, 0, 0.46, 0.25],
    ['Below 70% the account ID must be typed.'],
    {
      tone: 'loss',
      parts: [
        { kind: 'read', label: 'Read at 00:12', value: '5,000' },
        { kind: 'pending', label: 'Sent since, not computed', value: '+4,264' },
        { kind: 'lost', label: 'This undo', value: '−4,264' },
      ],
      sum: { label: 'After', value: '736 to 5,000' },
    },
  ),
  first: [operation('remove')],
};

const checking: UploadModel = {
  ...plan,
  step: 'checking',
  first: [
    operation('add'),
    size('48,210', '', [0, 0, 0], ['Read at 00:12.'], { qualifier: 'counting…' }),
  ],
  main: [
    crm('UTF-8 with BOM · comma · header · 14.2 MB', 'Select a header to use that column.'),
    {
      type: 'rows',
      title: 'Rows',
      busy: true,
      legend: [
        { kind: 'send', count: '44,310', text: 'to send so far' },
        { text: 'reading row 46,200 · 38%' },
      ],
      shares: [
        { kind: 'send', rows: 44_310 },
        { kind: 'duplicates', rows: 1_170 },
        { kind: 'invalid', rows: 480 },
        { kind: 'unsent', rows: 74_041 },
      ],
    },
  ],
  last: [times(['now', 'sent', 'now'])],
  bar: {
    text: 'Checking: 38%',
    busy: true,
    start: [],
    buttons: [{ ...send('Add'), missing: 'The file is still being checked.' }],
  },
};

const twoColumns: UploadModel = {
  ...plan,
  step: 'ready',
  first: [operation('remove'), grows('210,000', 0.23)],
  main: [
    crm(
      CRM,
      '2 columns are sent: email, work_email. Select a header again to leave it out.',
      CRM_COLUMNS.map((column) => column.replace(/^work/, '*work')),
    ),
    rows('Fields in 2 columns', [
      ['send', 161_402, 'to send'],
      ['duplicates', 5_210, 'duplicates'],
      ['invalid', 1_390, 'invalid'],
      ['blank', 72_000, 'blank'],
    ]),
  ],
  last: [times(['now', 'sent', 'now'])],
  bar: { start: [], buttons: [send('Add 161,402')] },
};

const replace: UploadModel = {
  ...NONE,
  step: 'ready',
  heading: { text: 'Replace CRM Users 2025 with kunden-excel.csv' },
  context: context('Northwind US', 'protected', true),
  danger: size(
    '5,000',
    '1,013',
    [0, 0.203, 0.797],
    [
      '3,987 fewer. The segment keeps 20% of its size.',
      'Below 70% the account ID must be typed.',
      'Read at 09:50.',
    ],
    {
      change: '(−80%)',
      tone: 'loss',
      usedBy: {
        label: 'Used by 3 audiences',
        names: ['Win Back', 'CRM Without Buyers', 'Spring'],
      },
    },
  ),
  first: [operation('replace')],
  main: [
    file(
      'kunden-excel.csv',
      'UTF-16 · semicolon · header · 1,200 rows',
      [
        'Kundennr.: Customer ID · fits 97%',
        'Name',
        '*E-Mail: Email · filled 99%, fits 85%',
        'Newsletter',
        'Seit',
      ],
      KUNDEN_EXCEL,
    ),
    rows('Rows', [
      ['send', 1_013, 'to send'],
      ['invalid', 171, 'invalid'],
      ['duplicates', 11, 'duplicates'],
      ['blank', 5, 'blank'],
    ]),
    kinds('Invalid rows by kind', 'Export Invalid Rows…', 118, [
      ['Quotes or brackets around the address', 94, 'fix'],
      ['Contains a space', 38],
      ['Several addresses in one field', 24, 'fix'],
      ['Two @ signs', 15],
    ]),
  ],
  last: [times(['now', 'sent', 'now'])],
  typed: { reasons: [], fields: [{ label: 'Type the ID of Northwind US', text: '41205' }] },
  bar: {
    remember: remember(
      'Next time, propose CRM Users 2025 for ',
      `${'a-long-name-of-a-file-'.repeat(2)}*.csv`,
      ' (and 2 more patterns)',
    ),
    start: [],
    buttons: [send('Replace 5,000 with 1,013', 'danger')],
  },
};

const replaceUnknown: UploadModel = {
  ...replace,
  danger: size(
    'unknown',
    '1,013',
    [0, 0, 0],
    [
      'The current size couldn’t be read (403, no permission), so it is not known how many people would be lost.',
    ],
    { tone: 'unknown', press: { label: 'Try Again', action: 'tryNow' } },
  ),
  typed: {
    reasons: [{ text: 'Account Northwind US is protected.' }],
    fields: [{ label: 'Type the ID of Northwind US', text: '738406688581440857' }],
  },
  bar: {
    start: [],
    buttons: [send('Replace Identifiers with 1,013', 'danger')],
  },
};

function remember(before: string, pattern: string, after: string): RememberLine {
  return {
    checked: true,
    before,
    pattern,
    after,
    edit: { label: 'Edit', action: 'editPairing', description: 'Edit the pattern of file names' },
  };
}

/** A draft whose file is read: its plan. */
export const DRAFTS = {
  pending,
  'pending-undo': pendingUndo,
  checking,
  ready,
  'two-columns': twoColumns,
  replace,
  'replace-typed': replace,
  'replace-unknown': replaceUnknown,
} satisfies Record<string, UploadModel>;
