import type { Outcome } from '../../../src/app/uploads/outcome';
import type { Fault, NewSegment } from '../../../src/sandbox/control';
import type { Counts, Totals } from '../../../src/upload/uploadTypes';
import { people } from '../../support/people';

/** An upload and its expected result, whichever way it is started. */
/** The row counts of a report. */
export type Figures = Omit<Counts, 'good'> & Totals & { unsent: number };

export interface Case {
  name: string;
  /** The file's content, or a folder or nothing of that name. */
  file: string | 'folder' | 'missing';
  /** Differences from an empty Email segment; `unknown`: an ID that no segment has. */
  segment?: NewSegment | 'unknown';
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
const TWO_COLUMNS = csv('home,work', ...people(3).map((home, n) => `${home},work${n}@example.com`));
const [JOHN, JOHN_SHA256] = [
  'John.Doe@gmail.com',
  '375320dd9ae7ed408002f3768e16cb5f28c861062fd50dff9a3bff62e9dce4ef',
];
const filled = (count: number): NewSegment => ({ identifiers: people(count) });
/** Criteo accepts the request, but rejects four of its ten identifiers. */
const REJECTS_FOUR: Fault = {
  fault: 'malformedJson',
  operation: 'addRemove',
  body: '{"data":{"attributes":{"nbValidIdentifiers":6,"nbInvalidIdentifiers":4}}}',
};

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
    name: 'adds to a given account',
    file: emails(3),
    args: (accountId) => ({ operation: 'add', accountId }),
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
  },
  {
    name: 'removes',
    file: emails(10),
    segment: filled(40),
    args: { operation: 'remove' },
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 10 },
    list: people(30, 10),
    addRemoves: 1,
  },
  {
    name: 'replaces after one clear',
    file: emails(35, 100),
    segment: filled(40),
    args: { operation: 'replace' },
    outcome: 'finished',
    figures: { rows: 35, sent: 35, accepted: 35 },
    list: people(35, 100),
    addRemoves: 1,
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
    name: 'sends the valid rows with as many invalid ones as “maxInvalid” allows',
    file: TWO_INVALID,
    args: { operation: 'add', maxInvalid: 0.2 },
    outcome: 'finished',
    figures: { rows: 10, invalid: 2, sent: 8, accepted: 8 },
    list: people(8),
    addRemoves: 1,
  },
  {
    name: 'stops at more invalid rows than “maxInvalid” allows',
    file: emails(19) + 'no\n',
    args: { operation: 'add', maxInvalid: 0.04 },
    outcome: 'blocked',
    code: 'too-many-refused',
    figures: { rows: 20, invalid: 1, unsent: 19 },
  },
  {
    name: 'accepts “maxRefused” as the old name of “maxInvalid”',
    file: TWO_INVALID,
    args: { operation: 'add', maxRefused: 0.2 },
    outcome: 'finished',
    figures: { rows: 10, invalid: 2, sent: 8, accepted: 8 },
    list: people(8),
    addRemoves: 1,
  },
  {
    name: 'accepts both names with the same value',
    file: TWO_INVALID,
    args: { operation: 'add', maxInvalid: 0.2, maxRefused: 0.2 },
    outcome: 'finished',
    figures: { rows: 10, invalid: 2, sent: 8, accepted: 8 },
    list: people(8),
    addRemoves: 1,
  },
  {
    name: 'rejects both names with different values',
    file: TWO_INVALID,
    args: { operation: 'add', maxInvalid: 0.2, maxRefused: 0.3 },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'stops without a valid row, although any share may be invalid',
    file: csv('email', 'no', 'nor this'),
    args: { operation: 'add', column: 'email', maxRefused: 1 },
    outcome: 'blocked',
    code: 'nothing-to-send',
    figures: { rows: 2, invalid: 2 },
  },
  {
    name: 'stops without a valid row rather than for too many invalid ones',
    file: csv('email', 'no', 'nor this'),
    args: { operation: 'add', column: 'email' },
    outcome: 'blocked',
    code: 'nothing-to-send',
    figures: { rows: 2, invalid: 2 },
  },
  {
    name: 'stops a replace that would shrink the segment too much',
    file: emails(10),
    segment: filled(100),
    args: { operation: 'replace' },
    outcome: 'blocked',
    code: 'min-kept',
    figures: { rows: 10, unsent: 10 },
  },
  {
    name: 'replaces where “minKept” allows it',
    file: emails(10, 200),
    segment: filled(100),
    args: { operation: 'replace', minKept: 0.1 },
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 10 },
    list: people(10, 200),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'stops a replace when the size of the segment can’t be read',
    file: emails(10),
    segment: filled(5),
    args: { operation: 'replace' },
    faults: [{ fault: '403', operation: 'statistics', times: 100 }],
    outcome: 'blocked',
    code: 'size-unknown',
    figures: { rows: 10, unsent: 10 },
  },
  {
    name: 'replaces when the size can’t be read but “minKept” is 0',
    file: emails(10),
    segment: filled(5),
    args: { operation: 'replace', minKept: 0 },
    faults: [{ fault: '403', operation: 'statistics', times: 100 }],
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 10 },
    list: people(10),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'removes when the size of the segment can’t be read',
    file: emails(3),
    segment: filled(5),
    args: { operation: 'remove' },
    faults: [{ fault: '403', operation: 'statistics', times: 100 }],
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(2, 3),
    addRemoves: 1,
  },
  {
    name: 'hashes plain emails and leaves hashes as they are',
    file: csv('email', JOHN, 'e13743a7f1db7f4246badd6fd6ff54ff'),
    args: { operation: 'add', hash: 'sha256' },
    outcome: 'finished',
    figures: { rows: 2, sent: 2, accepted: 2 },
    list: [JOHN_SHA256, 'e13743a7f1db7f4246badd6fd6ff54ff'],
    addRemoves: 1,
  },
  {
    name: 'rejects “hash” for a segment of another type than Email',
    file: csv('card', 'A1', 'B2'),
    segment: { identifierType: 'CustomerId' },
    args: { operation: 'add', column: 0, hash: 'md5' },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'removes in all hash formats',
    file: csv('email', JOHN),
    segment: { identifiers: [JOHN_SHA256, ...people(2)] },
    args: { operation: 'remove', forms: 'all' },
    outcome: 'finished',
    figures: { rows: 1, sent: 1, accepted: 1 },
    list: people(2),
    addRemoves: 4,
  },
  {
    name: 'rejects all hash formats for an add',
    file: emails(3),
    args: { operation: 'add', forms: 'all' },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'takes the column by name',
    file: TWO_COLUMNS,
    args: { operation: 'add', column: 'work' },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: ['work0@example.com', 'work1@example.com', 'work2@example.com'],
    addRemoves: 1,
  },
  {
    name: 'takes the column by number',
    file: TWO_COLUMNS,
    args: { operation: 'add', column: 0 },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
  },
  {
    name: 'takes the first row as data without a header',
    file: csv('anna', 'bob', 'carl'),
    segment: { identifierType: 'CustomerId' },
    args: { operation: 'add', column: 0, header: false },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: ['anna', 'bob', 'carl'],
    addRemoves: 1,
  },
  {
    name: 'reads the file with the delimiter and the encoding given, not those it would detect',
    file: csv('id|a;b', 'anna|x;y', 'bob|x;y', 'josé|x;y'),
    segment: { identifierType: 'CustomerId' },
    args: { operation: 'add', column: 'id', delimiter: '|', encoding: 'windows-1252' },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: ['anna', 'bob', 'josÃ©'],
    addRemoves: 1,
  },
  {
    name: 'rejects a file with two columns that fit',
    file: TWO_COLUMNS,
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'ambiguous-column',
  },
  {
    name: 'rejects a column that doesn’t exist',
    file: emails(3),
    args: { operation: 'add', column: 'nowhere' },
    outcome: 'failed',
    code: 'no-column',
  },
  {
    name: 'rejects a file without a column that fits',
    file: csv('a,b', '1,2', '3,4'),
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'no-column',
  },
  {
    name: 'rejects a column of another type',
    file: emails(3),
    segment: { identifierType: 'UserIdentifier' },
    args: { operation: 'add', column: 'email' },
    outcome: 'failed',
    code: 'wrong-type',
  },
  {
    name: 'rejects a broken file',
    file: 'email\n"a@example.com\n',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'quote-not-closed',
  },
  {
    name: 'rejects an empty file',
    file: '',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'empty',
  },
  {
    name: 'rejects a file that doesn’t exist',
    file: 'missing',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'not-found',
  },
  {
    name: 'rejects a folder',
    file: 'folder',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'directory',
  },
  {
    name: 'rejects a segment that doesn’t exist',
    file: emails(3),
    segment: 'unknown',
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'segment-not-found',
  },
  {
    name: 'rejects a read-only segment',
    file: emails(3),
    segment: {
      contactList: { isReadOnly: true, identifierType: 'Email', sharingStatus: 'SharedWithAll' },
    },
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'segment-read-only',
  },
  {
    name: 'rejects an Events segment',
    file: emails(3),
    segment: {
      type: 'Events',
      contactList: null,
      events: { shopperActivity: 'View', lookbackDays: 'Last30Days' },
    },
    args: { operation: 'add' },
    outcome: 'failed',
    code: 'segment-events',
  },
  {
    name: 'rejects an unknown operation',
    file: emails(3),
    args: { operation: 'append' },
    outcome: 'failed',
    code: 'bad-argument',
  },
  {
    name: 'rejects an unknown account',
    file: emails(3),
    args: { operation: 'add', accountId: '1' },
    outcome: 'failed',
    code: 'unknown-account',
  },
  {
    name: 'adds to a protected account',
    file: emails(3),
    isProtected: true,
    args: { operation: 'add' },
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
  },
  {
    name: 'replaces nothing on a protected account without its ID',
    file: emails(3),
    isProtected: true,
    args: { operation: 'replace' },
    outcome: 'blocked',
    code: 'protected',
  },
  {
    name: 'replaces nothing on a protected account with the ID of another',
    file: emails(3),
    isProtected: true,
    args: { operation: 'replace', confirm: '99' },
    outcome: 'blocked',
    code: 'protected',
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
    name: 'replaces nothing in a segment without an account ID',
    file: emails(3),
    segment: { raw: { accountId: null } },
    args: { operation: 'replace' },
    outcome: 'blocked',
    code: 'protected',
  },
  {
    name: 'replaces in a segment without an account ID if the ID is confirmed',
    file: emails(3),
    segment: { raw: { accountId: null } },
    args: (confirm) => ({ operation: 'replace', confirm }),
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 1,
    clears: 1,
  },
  {
    name: 'fails when the permission is missing',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: 'forbidden', operation: 'addRemove', times: 20 }],
    outcome: 'denied',
    code: 'permission',
    figures: { rows: 3, unsent: 3 },
    addRemoves: 1,
  },
  {
    name: 'retries after a server error',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: '500', operation: 'addRemove' }],
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 2,
  },
  {
    name: 'waits for the API’s rate limit',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: '429', operation: 'addRemove', ms: 100 }],
    outcome: 'finished',
    figures: { rows: 3, sent: 3, accepted: 3 },
    list: people(3),
    addRemoves: 2,
  },
  {
    name: 'fails when Criteo rejects too many rows',
    file: emails(10),
    args: { operation: 'add' },
    faults: [REJECTS_FOUR],
    outcome: 'refused-too-much',
    figures: { rows: 10, sent: 10, accepted: 6, refused: 4 },
    list: people(10),
    addRemoves: 1,
  },
  {
    name: 'finishes when Criteo rejects no more rows than “maxRefused” allows',
    file: emails(10),
    args: { operation: 'add', maxRefused: 0.4 },
    faults: [REJECTS_FOUR],
    outcome: 'finished',
    figures: { rows: 10, sent: 10, accepted: 6, refused: 4 },
    list: people(10),
    addRemoves: 1,
  },
  {
    name: 'is cancelled during the check',
    file: emails(3),
    args: { operation: 'add' },
    faults: [{ fault: 'latency', ms: 800, operation: 'search' }],
    cancel: 'checking',
    outcome: 'cancelled',
    code: 'cancelled',
  },
  {
    name: 'is cancelled while sending',
    file: emails(3),
    args: { operation: 'add' },
    // One identifier per request, one request at a time: the second is in flight.
    faults: [{ fault: 'latency', ms: 800, operation: 'addRemove', nth: 2 }],
    cancel: 'sending',
    outcome: 'cancelled',
    figures: { rows: 3, sent: 2, unsent: 1, accepted: 2 },
    list: people(2),
    addRemoves: 2,
  },
];
