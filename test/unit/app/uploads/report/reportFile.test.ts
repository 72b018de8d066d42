import assert from 'node:assert/strict';
import type { Receipt, ReceiptFacts } from '../../../../../src/app/uploads/receipt/receipt';
import {
  parseReportFile,
  requireReportSize,
} from '../../../../../src/app/uploads/report/reportFile';
import { Failure } from '../../../../../src/common/failure';
import type { Report } from '../../../../../src/upload/jobTypes';
import { job, report } from '../page/jobs';
import { COUNTS, REMOVED, smallUpdateReport } from '../update/smallUpdates';

const REPORT: Report = {
  ...report({ startedAt: '2026-11-25T09:52:00.000Z', finishedAt: '2026-11-25T09:53:00.000Z' }),
  ...{ rows: 10, blank: 1, invalid: 1, duplicates: 1, sent: 5, unsent: 2 },
  ...{ accepted: 3, refused: 1, unknown: 1, calls: 4, operation: 'remove' },
  cleared: '2026-11-25T09:52:01.000Z',
  forms: [{ form: 'md5', sent: 3, accepted: 2, refused: 1, unknown: 0 }],
  error: {
    code: 'network',
    source: 'tool',
    message: 'The line broke.',
    operation: 'addRemove',
    status: 502,
  },
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (document: unknown): Receipt =>
  parseReportFile(bytes(JSON.stringify(document)), 'r.json');
const withReport = (changes: object): unknown => ({
  version: 1,
  report: { ...REPORT, ...changes },
});

/** The reason in the failure about a file. */
function reasonFor(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, 'bad-report');
    const [, reason = ''] =
      /^“r\.json” isn’t a report of criteo-audiences: (.*)\. Open what /.exec(error.message) ?? [];
    return reason;
  }
  return assert.fail('it was read');
}

describe('parseReportFile', () => {
  it('reads what the terminal prints', () => {
    const found = REPORT;
    assert.deepEqual(parse({ version: 1, report: REPORT }), found);
    // The terminal has the failure first.
    assert.deepEqual(parse({ version: 1, error: REPORT.error, report: REPORT }), found);
  });

  it('reads what it says beside its figures, and copies it again', () => {
    const facts: ReceiptFacts = {
      ...{ accountName: 'Northwind', retailerName: 'Maple', segmentName: 'CRM' },
      identifierType: 'Email',
      files: [
        { uri: 'file:///a.csv', rows: 4, blank: 0, invalid: 1, duplicates: 0, good: 3 },
        { uri: 'file:///c.csv' },
      ],
      previousFiles: [],
      columnNames: ['email'],
      formatsSent: ['plain'],
      byRule: { 'email-no-at': 1 },
      size: {
        before: {
          read: { identifiers: 500, at: '2026-11-25T00:12:00.000Z' },
          unsettled: { added: 7, removed: 0, uploads: 1 },
          pending: {
            added: 20,
            removed: 0,
            replacedWith: { atLeast: 9 },
            uploads: 1,
            computed: true,
          },
          ...{ atLeast: 500, atMost: 520 },
        },
        ...{ added: 0, removed: 3, thereSince: '2026-11-24T10:00:00.000Z' },
        after: { atLeast: 497, atMost: 520 },
      },
      leftOut: [
        { uri: 'file:///b.csv', reason: 'Not selected.' },
        { uri: 'file:///b.csv', segment: { id: '7', name: '' }, reason: '' },
      ],
    };
    const receipt = { ...REPORT, ...facts };
    const given = { ...receipt, formatsNotSent: ['x'], more: 'secret' };
    assert.deepEqual(parse({ version: 1, report: given }), receipt);
    assert.deepEqual(parse({ version: 1, report: receipt }), receipt);
    for (const [changes, name] of [
      [{ leftOut: 'all' }, 'leftOut'],
      [{ leftOut: [{ reason: '' }] }, 'leftOut.uri'],
      [{ size: { ...facts.size, after: {} } }, 'size.after.atLeast'],
      [{ files: [{}] }, 'files.uri'],
      [{ byRule: { 'email-no-at': 'many' } }, 'byRule.email-no-at'],
    ] as const)
      assert.equal(
        reasonFor(() => parse(withReport(changes))),
        `“report.${name}” is missing or invalid`,
      );
    const markup = { '`x`': 1, 'a b': 2, ok: 3 };
    assert.deepEqual(parse(withReport({ byRule: markup })).byRule, { ok: 3 });
  });

  it('reads the fields of several columns, which take the place of rows in the sum', () => {
    const changes = { fields: 20, blank: 11 };
    assert.deepEqual(parse(withReport(changes)), { ...REPORT, ...changes });
    assert.equal(
      reasonFor(() => parse(withReport({ fields: 20 }))),
      'its figures don’t add up',
    );
    assert.match(
      reasonFor(() => parse(withReport({ ...changes, fields: 'x' }))),
      /report\.fields/,
    );
  });

  it('reads the report of an update, whose figures add up, too', () => {
    const times = { startedAt: REPORT.startedAt, finishedAt: REPORT.finishedAt };
    const full = smallUpdateReport(times);
    const read = (changes: object) => parse({ version: 1, report: { ...full, ...changes } });
    assert.deepEqual(read({}), full);
    const fields = { ...COUNTS, rows: 500, fields: COUNTS.rows };
    assert.deepEqual(read({ previous: fields }).previous, fields);
    for (const changes of [
      { previous: { ...COUNTS, still: 901 } },
      { previous: fields, removed: { ...REMOVED, rows: 84 } },
      { removed: { ...REMOVED, unknown: 1 } },
      { previous: undefined },
      { removed: undefined },
    ])
      assert.equal(
        reasonFor(() => read(changes)),
        'its figures don’t add up',
      );
    for (const changes of [
      { unchanged: -1 },
      { removed: { ...REMOVED, unsent: undefined } },
      { previous: 5 },
    ])
      assert.match(
        reasonFor(() => read(changes)),
        /“report\.(previous\.rows|removed\.rows|unchanged|removed\.unsent)” is missing or invalid/,
      );
  });

  it('reads the report of an upload', () => {
    assert.deepEqual(parse({ version: 1, upload: { ...job(), report: REPORT } }), REPORT);
  });

  it('reads a file with a byte order mark, also the UTF-16 of PowerShell', () => {
    const text = `\ufeff${JSON.stringify({ version: 1, report: REPORT })}`;
    for (const encoded of [bytes(text), Buffer.from(text, 'utf16le')])
      assert.deepEqual(parseReportFile(encoded, 'r.json'), REPORT);
  });

  it('takes over nothing else, and texts only as plain ones that are cut', () => {
    const warning = {
      code: 'a\nb',
      title: `\u001b[31mred\u202e ${'x'.repeat(5000)}`,
      value: 'secret',
    };
    const read = parse(withReport({ more: 'secret', warnings: [warning] }));
    assert.ok(!JSON.stringify(read).includes('secret'));
    assert.equal(read.warnings[0].code, 'a b');
    assert.match(read.warnings[0].title ?? '', /^red x+…$/);
    assert.equal(read.warnings[0].title?.length, 2000);
    const many = parse(withReport({ warnings: Array.from({ length: 5000 }, () => ({})) }));
    assert.equal(many.warnings.length, 200);
  });

  it('says what is wrong with a file that is something else', () => {
    const reasons: [document: unknown, reason: string][] = [
      [{ version: 1, check: {}, problems: [] }, 'it has the result of a check; nothing was sent'],
      [{ version: 1, uploads: [] }, 'it has a list of uploads'],
      [{ version: 1, upload: {} }, 'the upload has no report yet'],
      [{ version: 1, error: { code: 'network' } }, 'it has an error; nothing was sent'],
      [{ version: 2, report: REPORT }, 'it is of another version'],
      [{ version: 1 }, '“report” is missing or invalid'],
      ...[null, [], 'x', {}].map((one): [unknown, string] => [
        one,
        '“version” is missing or invalid',
      ]),
    ];
    for (const [document, reason] of reasons)
      assert.equal(
        reasonFor(() => parse(document)),
        reason,
        JSON.stringify(document),
      );
    assert.equal(
      reasonFor(() => parseReportFile(bytes('a@example.com'), 'r.json')),
      'it isn’t JSON',
    );
    assert.equal(
      reasonFor(() => requireReportSize(10_000_001, 'r.json')),
      'it is larger than 10 MB',
    );
    requireReportSize(10_000_000, 'r.json');
  });

  it('says which part of a report is wrong, without its value', () => {
    const missing = (key: string): string => `“${key}” is missing or invalid`;
    const reasons: [changes: object, reason: string][] = [
      [{ rows: -1 }, missing('report.rows')],
      [{ sent: '5' }, missing('report.sent')],
      [{ calls: 1.5 }, missing('report.calls')],
      [{ accepted: 4 }, 'its figures don’t add up'],
      [{ rows: 11 }, 'its figures don’t add up'],
      [{ state: 'running' }, missing('report.state')],
      [{ operation: 'clear' }, missing('report.operation')],
      [{ jobId: 5 }, missing('report.jobId')],
      [{ segmentId: '' }, missing('report.segmentId')],
      [{ startedAt: 'yesterday' }, missing('report.startedAt')],
      [{ cleared: {} }, missing('report.cleared')],
      [{ warnings: undefined }, missing('report.warnings')],
      [{ forms: [{ form: 'x' }] }, missing('report.forms.form')],
      [{ forms: [{ form: 'md5' }] }, missing('report.forms.sent')],
      [{ error: 'a@example.com' }, missing('report.error.source')],
    ];
    for (const [changes, reason] of reasons)
      assert.equal(
        reasonFor(() => parse(withReport(changes))),
        reason,
        JSON.stringify(changes),
      );
  });
});
