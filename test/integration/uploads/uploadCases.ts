import type { Outcome } from '../../../src/app/uploads/outcome';
import type { Fault, NewSegment } from '../../../src/sandbox/control';
import type { Totals } from '../../../src/upload/jobTypes';
import type { Counts } from '../../../src/upload/uploadTypes';
import { people } from '../../support/people';

/** The row counts of a report. */
export type Figures = Omit<Counts, 'good'> & Totals & { unsent: number };

/** An upload and its expected result, whichever way it is started. */
export interface Case {
  name: string;
  /** The file's content. */
  file: string;
  /** The contents of further files of the same upload. */
  more?: readonly string[];
  /** Differences from an empty Email segment. */
  segment?: NewSegment;
  /** The arguments of `uploadCsv`, or of the task or tool. */
  args: Args | ((accountId: string) => Args);
  faults?: Fault[];
  isProtected?: boolean;
  /** When the upload is cancelled. */
  cancel?: 'checking' | 'sending';
  outcome: Outcome;
  /** The failure's code. */
  code?: string;
  /** The report's figures that are not 0; without them the upload is rejected and has no report. */
  figures?: Partial<Figures>;
  /** The segment's identifiers afterwards, if they change. */
  list?: readonly string[];
  /** Requests, including retries. */
  addRemoves?: number;
  clears?: number;
}

export type Args = Record<string, unknown>;

export const NO_FIGURES: Figures = {
  rows: 0,
  blank: 0,
  invalid: 0,
  duplicates: 0,
  sent: 0,
  unsent: 0,
  accepted: 0,
  refused: 0,
  unknown: 0,
};

export const FIGURES = Object.keys(NO_FIGURES) as (keyof Figures)[];

const csv = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
const emails = (count: number, from = 0): string => csv('email', ...people(count, from));
/** Two of ten are invalid. */
const TWO_INVALID = csv('email', ...people(8), 'no', 'nor this');
const filled = (count: number): NewSegment => ({ identifiers: people(count) });

/** That arguments, files, figures, failures and a cancel get through each way. */
export const CASES: readonly Case[] = [
  {
    name: 'adds the valid rows',
    file: `\ufeff${['name,email', 'Ann,ANN@Example.com ', '', 'Bob,ann@example.com', ...people(20).map((one) => `P,${one}`), 'Cid,bob@'].join('\r\n')}\r\n`,
    args: { operation: 'add' },
    outcome: 'finished',
    figures: { rows: 24, blank: 1, invalid: 1, duplicates: 1, sent: 21, accepted: 21 },
    list: ['ann@example.com', ...people(20)],
    addRemoves: 1,
  },
  {
    name: 'replaces by several files after one clear',
    file: emails(20, 100),
    more: [emails(20, 120)],
    segment: filled(40),
    args: { operation: 'replace' },
    outcome: 'finished',
    figures: { rows: 40, sent: 40, accepted: 40 },
    list: people(40, 100),
    addRemoves: 2,
    clears: 1,
  },
  {
    name: 'stops at too many invalid rows',
    file: TWO_INVALID,
    args: { operation: 'add' },
    outcome: 'blocked',
    code: 'too-many-refused',
    figures: { rows: 10, invalid: 2, unsent: 8 },
  },
  {
    name: 'rejects a column that doesn’t exist',
    file: emails(3),
    args: { operation: 'add', column: 'nowhere' },
    outcome: 'failed',
    code: 'no-column',
  },
  {
    name: 'replaces on a protected account with its ID',
    file: emails(3),
    isProtected: true,
    args: (confirm) => ({ operation: 'replace', confirm }),
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'is cancelled during the check',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: 'latency', ms: 5_000, operation: 'search' }],
    cancel: 'checking',
    outcome: 'cancelled',
    code: 'cancelled',
  },
  {
    name: 'is cancelled while sending',
    file: emails(3),
    args: { operation: 'add' },
    // One identifier per request, one request at a time: the second is in flight.
    faults: [{ fault: 'latency', ms: 5_000, operation: 'addRemove', nth: 2 }],
    cancel: 'sending',
    outcome: 'cancelled',
    figures: { rows: 3, sent: 2, unsent: 1, accepted: 2 },
    list: people(2),
    addRemoves: 2,
  },
];
