import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../src/sandbox/server';
import { people } from '../support/people';
import { inEveryEditor } from './everyEditor';
import { idOf, rejection, run, signIn } from './segments/signedIn';
import { fileUri, write } from './uploads/files';

/** Messages name the argument or the file and say what to do, but never quote a file. */
describe('messages of failures', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;

  before(async () => {
    ({ server, end } = await signIn());
    segmentId = await idOf(server, 'Empty so far');
  });
  after(() => end());

  const file = (): vscode.Uri => fileUri('messages.csv');
  const upload = (more: object): unknown[] => [
    'uploadCsv',
    file(),
    { segmentId, operation: 'add', confirm: false, ...more },
  ];
  const invalid: [args: () => unknown[], message: RegExp][] = [
    [() => ['selectAccount', 'my account'], /account ID.* Given: “my account”\./],
    [
      () => ['createSegment', { name: 5, retailerId: '1', identifierType: 'Email' }],
      /“name” must be a string\. Given: 5\./,
    ],
    [
      () => ['createSegment', { name: ' ', retailerId: '1', identifierType: 'Email' }],
      /“name” is required/,
    ],
    [
      () => ['updateSegment', { id: 'x1', name: 'A' }],
      /“id” must be an ID: digits.* Given: “x1”\./,
    ],
    [() => ['updateSegment', { id: segmentId, name: '' }], /“name” can’t be empty/],
    [
      () => ['deleteSegments', { ids: ['12', 'all'], confirm: false }],
      /“ids” must contain only IDs: digits.* Given: “all”\./,
    ],
    [
      () => ['deleteSegments', { ids: '12', confirm: false }],
      /“ids” must be an array of strings\. Given: “12”\./,
    ],
    [() => ['clearSegment', { id: segmentId, confirm: 1 }], /“confirm” must be .* Given: 1\./],
    [
      () => ['clearSegment', { id: segmentId, confirm: '99' }],
      /“confirm” is the ID of another account\. Pass the ID of this one, \d+\./,
    ],
    // Each argument of an upload and of a check: test/unit/app/uploads/choices/choiceTable.
    [() => upload({ maxInvalid: 5 }), /“maxInvalid” must be a number from 0 to 1\. Given: 5\./],
    [() => ['uploadCsv', 5, { segmentId, operation: 'add' }], /file’s URI .* Given: 5\./],
    [
      () => ['uploadMany', [{ uri: 5, segmentId, operation: 'add' }]],
      /“uri” must be the URI of a file\. Given: 5\./,
    ],
    [
      () => ['checkCsv', file(), { identifierType: 'Mail' }],
      /“identifierType” must be one of: .* Given: “Mail”\./,
    ],
    [
      () => ['fixProblems', { uri: file(), rule: 'no-rule', fix: 'clean' }],
      /“rule” .* Given: “no-rule”\./,
    ],
    [
      () => ['fixProblems', { uri: file(), rule: 'email-no-at', fix: 'magic' }],
      /“fix” must be one of: clean, .* Given: “magic”\./,
    ],
    [
      () => ['exportRefusedRows', { uri: file(), to: 5 }],
      /“to” must be the URI of a file\. Given: 5\./,
    ],
    [
      () => ['exportRefusedRows', { uri: file(), to: file() }],
      /“to” must be a different file from “uri”\. Given: “messages\.csv”\./,
    ],
    [
      () => ['fixFile', { uri: file(), to: fileUri('b.csv'), fixes: ['clean', 'magic'] }],
      /“fixes” must be a list of these values: clean, /,
    ],
    [
      () => ['fixFile', { uri: file(), to: file(), fixes: ['clean'] }],
      /“to” must be a different file from “uri”\. Given: “messages\.csv”\./,
    ],
    [() => ['cancelUpload', { jobId: 5 }], /“jobId” must be a string\. Given: 5\./],
    [
      () => ['findRefusedRows', { jobId: 'a', maxCalls: 'many' }],
      /“maxCalls” must be a number\. Given: “many”\./,
    ],
    [() => ['createSampleCsv', { folder: 5 }], /“folder” must be .* Given: 5\./],
    [() => ['createSegmentsFromCsv', 5, { confirm: false }], /file’s URI .* Given: 5\./],
  ];
  for (const [args, expected] of invalid) {
    it(`name the argument and its value: ${expected.source}`, async () => {
      const [command, ...rest] = args();
      const { code, message } = await rejection(run(command as string, ...rest));
      assert.ok(code === 'bad-argument' || code === 'protected', code);
      assert.match(message, expected);
    });
  }

  const subjects: [subject: string, args: () => unknown[], code: string, message: RegExp][] = [
    [
      'a file that is not there',
      () => ['uploadCsv', fileUri('gone.csv'), { segmentId, operation: 'add', confirm: false }],
      'not-found',
      /^gone\.csv: The file doesn’t exist.* Check its path\./,
    ],
    [
      'a folder',
      () => ['checkCsv', fileUri('.'), { identifierType: 'Email' }],
      'directory',
      /: This is a folder\. Use a CSV file in it\./,
    ],
    [
      'a column that is not there',
      () => upload({ column: 'Mail' }),
      'no-column',
      /^messages\.csv: The file has no column “Mail”\. Use one of these: email, town\./,
    ],
    [
      'a column by an address',
      () => upload({ column: 'ann@example.com' }),
      'no-column',
      /no column “•••”/,
    ],
    [
      'a column by a number',
      () => upload({ column: 9 }),
      'no-column',
      /^messages\.csv: The file has no column number 9\. Use a number from 0 to 1\./,
    ],
    [
      'an upload',
      () => ['openReport', { jobId: 'abc-01234567' }],
      'unknown-job',
      /no upload “abc-01234567”.* See the list of uploads\./,
    ],
    [
      'a segment',
      () => ['uploadCsv', file(), { segmentId: '1', operation: 'add', confirm: false }],
      'segment-not-found',
      /no segment 1\. Check the ID/,
    ],
    [
      'a segment that is read-only',
      () => ['clearSegment', { id: readOnly, confirm: false }],
      'segment-read-only',
      /Vendor List.*Choose another segment\./,
    ],
    [
      'problems',
      () => ['exportRefusedRows', { uri: fileUri('never.csv'), to: fileUri('to.csv') }],
      'no-problems',
      /"never\.csv".*Check or upload it first\./,
    ],
    [
      'a file of segments',
      () => ['createSegmentsFromCsv', fileUri('gone.csv'), { confirm: false }],
      'not-found',
      /“gone\.csv” couldn’t be read\. Choose it again\./,
    ],
    [
      'a file of segments without its columns',
      () => ['createSegmentsFromCsv', file(), { confirm: false }],
      'no-column',
      /^messages\.csv: The header has no column name, retailer, type\. It needs/,
    ],
  ];
  let readOnly = '';
  for (const [subject, args, expectedCode, expectedMessage] of subjects) {
    it(`name their subject and say what to do: ${subject}`, async () => {
      await write(
        'messages.csv',
        `email,town\n${people(3)
          .map((one) => `${one},Rome`)
          .join('\n')}\n`,
      );
      readOnly = await idOf(server, 'Vendor List');
      const [command, ...rest] = args();
      const { code, message } = await rejection(run(command as string, ...rest));
      assert.equal(code, expectedCode);
      assert.match(message, expectedMessage);
      assert.doesNotMatch(message, /person\d|@|Rome/);
    });
  }

  inEveryEditor(
    it('never quote a secret', async () => {
      const { message } = await rejection(
        run('signIn', { clientId: 5, clientSecret: 'Secret+Of/This=Test' }),
      );
      assert.match(message, /“clientId” is required/);
      assert.doesNotMatch(message, /Secret\+Of/);
    }),
  );
});
