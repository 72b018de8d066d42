import type {
  Line,
  LinesSection,
  OperationSection,
  UploadModel,
} from '../../../src/webview/uploadModel';
import { NONE, operation, times } from './parts';

const number = new Intl.NumberFormat('en');

const SEGMENTS = [
  ['CRM Users 2025', 'Maple & Main', 48_210],
  ['Lapsed Customers', 'Maple & Main', 9016],
  ['Newsletter Subscribers', 'Brightcart', 112_904],
  ['Spring Campaign', 'Harbor Home', 1204],
] as const;

const lines = SEGMENTS.map(([name, retailer, size]): Line => ({
  id: name,
  name,
  text: retailer,
  tick: { label: name, state: 'on' },
  numbers: [number.format(size), number.format(size - 600)],
  notes: [],
}));

const segments = (shown: Line[], all: 'on' | 'mixed' = 'on'): LinesSection => ({
  type: 'lines',
  title: 'Segments',
  press: { label: 'Add Segments…', action: 'addTargets' },
  heads: {
    name: 'Name',
    text: 'Retailer',
    numbers: [{ label: 'Size now' }, { label: 'After, at least' }],
    notes: 'Notes',
  },
  tick: { label: 'All segments', state: all },
  groups: [{ id: 'segments', lines: shown }],
});

const formats: OperationSection = {
  type: 'operation',
  title: 'Remove them as',
  choices: [],
  formats: operation('remove').formats,
};

const optOut: UploadModel = {
  ...NONE,
  step: 'opt-out',
  heading: { text: 'Remove 600 people from 4 segments' },
  context: {
    items: [{ text: 'Email', icon: 'mail' }, { text: 'optout.csv' }, { text: 'Northwind EU' }],
    badge: { kind: 'live', text: 'Live' },
  },
  main: [
    {
      type: 'rows',
      title: 'Rows',
      legend: [
        { kind: 'send', count: '600', text: 'to remove' },
        { kind: 'invalid', count: '3', text: 'invalid' },
        { kind: 'duplicates', count: '2', text: 'duplicates' },
        { text: '', press: { label: 'Show Problems', action: 'showProblems' } },
      ],
      shares: [
        { kind: 'send', rows: 600 },
        { kind: 'invalid', rows: 3 },
        { kind: 'duplicates', rows: 2 },
      ],
      hint: '3 rows can’t be read: these people stay in the segment.',
    },
    segments(lines),
  ],
  last: [formats, times(['now', 'sent', 'now'])],
  bar: {
    text: 'One report covers all 4 segments.',
    start: [],
    buttons: [
      { label: 'Remove 600 from 4 Segments', action: 'send', look: 'primary', byKey: true },
    ],
  },
};

const withReadOnly: UploadModel = {
  ...optOut,
  main: optOut.main.map((section) =>
    section.type === 'lines'
      ? segments(
          lines.map((line) =>
            line.name === 'Spring Campaign'
              ? {
                  ...line,
                  off: true,
                  tick: { label: line.name, state: 'off', disabled: true },
                  numbers: ['1,204', ''],
                  notes: [{ text: 'Read-only: your application may not change it.', icon: 'info' }],
                }
              : line,
          ),
          'mixed',
        )
      : section,
  ),
};

/** Segments of two accounts, each below its limit. */
const typed: UploadModel = {
  ...optOut,
  step: 'opt-out-typed',
  heading: { text: 'Remove 9,000 people from 4 segments' },
  context: {
    items: [
      { text: 'Email', icon: 'mail' },
      { text: 'optout.csv' },
      { text: 'Northwind EU' },
      { text: 'Northwind US' },
    ],
    badge: { kind: 'protected', text: 'Live, protected' },
  },
  typed: {
    reasons: [
      { text: 'CRM Users 2025: 12,000 → at least 3,000 (−75%)', loss: true },
      { text: 'Spring Campaign: 9,000 → at least 0 (−100%)', loss: true },
    ],
    fields: [
      { label: 'Type the ID of Northwind EU', text: '48210' },
      { label: 'Type the ID of Northwind US', text: '41205' },
    ],
  },
  bar: {
    start: [],
    buttons: [{ label: 'Remove 9,000 from 4 Segments', action: 'send', look: 'danger' }],
  },
};

/** One file out of several segments. */
export const OPT_OUT = {
  'opt-out': optOut,
  'opt-out-read-only': withReadOnly,
  'opt-out-typed': typed,
} satisfies Record<string, UploadModel>;
