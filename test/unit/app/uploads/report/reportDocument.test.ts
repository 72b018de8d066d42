import assert from 'node:assert/strict';
import type { TargetNames } from '../../../../../src/app/uploads/messages';
import { receiptOf, type Receipt } from '../../../../../src/app/uploads/receipt/receipt';
import { reportDocument } from '../../../../../src/app/uploads/report/reportDocument';
import { clock } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { JobSummary, Report } from '../../../../../src/upload/jobTypes';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import { job, report } from '../page/jobs';
import { plan } from '../plan/plans';
import { FIRST_RUN, REMOVED, smallUpdateReport } from '../update/smallUpdates';

const UNSENT = report({
  ...{ state: 'cancelled', startedAt: '2026-03-04T09:00:00Z', finishedAt: '2026-03-04T09:01:00Z' },
  ...{ rows: 2, blank: 0, invalid: 0, duplicates: 0, sent: 0, unsent: 2, accepted: 0, calls: 0 },
});

interface Given {
  names?: TargetNames;
  job?: JobSummary;
  plan?: Plan;
}
const NAMES: TargetNames = { segment: OutsideText.name('S') };
const NO_FILES = job({ files: [], readings: [] });

const receiptFrom = (
  report: Report,
  { job: of = NO_FILES, plan: made, names = NAMES }: Given = {},
): Receipt => receiptOf(report, of, made, { readings: [], names });

/** The document of one upload. */
const documentOf = (report: Report, given: Given = {}): string =>
  reportDocument([receiptFrom(report, given)]);

describe('the copy of a report', () => {
  const REPORT = report({
    ...{ state: 'failed', operation: 'replace' },
    ...{ startedAt: '2026-03-04T09:00:07Z', finishedAt: '2026-03-04T09:01:12Z' },
    ...{ rows: 10, blank: 1, invalid: 1, duplicates: 1, sent: 5, unsent: 2 },
    ...{ accepted: 3, refused: 1, unknown: 1, calls: 4 },
    cleared: '2026-03-04T09:00:08Z',
    error: { code: 'network', source: 'tool', message: 'The line broke.', traceId: 't' },
  });

  it('shows both equations, without zeros', () => {
    const text = documentOf(REPORT);
    for (const line of [
      '| Sent | 5 |',
      '| Valid, not sent | 2 |',
      '| **All rows** | **10** |',
      '| **Sent** | **5** |',
      '> The line broke. (network, t)',
    ])
      assert.ok(text.includes(line), line);
    assert.equal(/Notes|Warnings/.test(text), false);
    const whole = documentOf({
      ...REPORT,
      sent: 7,
      unsent: 0,
      accepted: 7,
      refused: 0,
      unknown: 0,
    });
    assert.doesNotMatch(whole, /\| 0 \||not sent|Rejected|Unknown/);
    const [warned, unnamed] = [
      [
        { code: 'sent-again', title: 'Again' },
        { code: 'deprecated-field', title: 'Old' },
      ],
      [{}, { type: 'validation', traceId: '0a', count: 3 }],
    ].map((warnings) => documentOf({ ...REPORT, warnings }));
    assert.match(
      unnamed,
      /- .*it may contain an identifier.*\n- .*it may contain an identifier.*3 times/,
    );
    assert.match(warned, /## Notes\s+- Again\s+## Warnings from Criteo\s+- deprecated-field: Old/);
  });

  it('is a receipt: where, when to the second in UTC, how, and the IDs', () => {
    const names = {
      account: OutsideText.name('Northwind EU'),
      retailer: OutsideText.name('Maple & Main'),
      segment: OutsideText.name('CRM Users'),
    };
    const facts = documentOf(REPORT, { names, job: job({}), plan: plan() }).split('\n');
    for (const line of [
      '**big-1m.csv → Northwind EU · Maple & Main · CRM Users**',
      '- Operation: Replace',
      '- State: not finished',
      '- Time: 2026-03-04 09:00:07 to 09:01:12 UTC',
      '- Account: Northwind EU (1)',
      '- Retailer: Maple & Main',
      '- Segment: CRM Users (2)',
      '- Upload: j',
      '- Column: email',
      '- Sent as: plain',
      '- The segment was cleared at 2026-03-04 09:00 UTC.',
      '- 4 requests',
      '- In campaigns from about 2026-03-04 17:00 UTC',
    ])
      assert.ok(facts.includes(line), line);
    const nights = { startedAt: '2026-03-04T23:59:59Z', finishedAt: '2026-03-05T00:00:01Z' };
    assert.match(
      documentOf({ ...REPORT, ...nights }),
      /Time: 2026-03-04 23:59:59 to 2026-03-05 00:00:01 UTC/,
    );
    // A removal of one format leaves the others.
    const { options } = plan();
    const removal = plan({ options: { ...options, operation: 'remove', forms: 'given' } });
    assert.match(
      documentOf(REPORT, { plan: removal }),
      /Not sent as: MD5, SHA-256, SHA-256 of MD5: removed in the format of the file only, so people in these formats stay/,
    );
    // An undo has none to leave.
    const undo = documentOf(REPORT, {
      names,
      job: job({ undoes: 'earlier' }),
      plan: plan({ options: { ...removal.options, undoes: 'earlier' } }),
    });
    assert.ok(undo.split('\n').includes('- Undoes an earlier upload.'), undo);
    assert.doesNotMatch(undo, /Not sent as/);
    // The times of the window stay local.
    assert.equal(clock(Date.parse('2026-03-04T09:00:00Z')), '09:00');
  });

  it('has names as they are, with a backslash only before what would be markup', () => {
    const of = (name: string, to?: 'rendered'): string =>
      reportDocument([{ ...REPORT, segmentName: name }], to);
    assert.ok(
      of('Maple & Main (2026-11.csv) a_b-c #1!').includes(
        'Segment: Maple & Main (2026-11.csv) a_b-c #1! (2)',
      ),
    );
    assert.ok(
      of('[x](y) <img> `c` *a* _b_ a|b').includes(
        '\\[x\\](y) \\<img> \\`c\\` \\*a\\* \\_b\\_ a\\|b',
      ),
    );
    assert.ok(of('a.csv', 'rendered').includes('a&#46;csv'));
  });

  it('says of several uploads once what is the same of all', () => {
    const [one, two] = ['CRM', 'VIP'].map((name, index) =>
      receiptFrom(
        { ...REPORT, error: undefined, segmentId: `7${index}`, jobId: `j${index}` },
        {
          job: job({
            leftOut: [{ uri: 'file:///week-45.csv', reason: 'Not selected.', draft: {} }],
            readings: [],
          }),
          plan: plan({ byRule: { 'email-no-at': 1 } }),
          names: { segment: OutsideText.name(name) },
        },
      ),
    );
    const text = reportDocument([one, two]);
    const times = (part: string): number => text.split(part).length - 1;
    for (const once of [
      '# Upload report',
      '**All rows**',
      'email-no-at',
      '- Time:',
      'week-45.csv: Not',
    ])
      assert.equal(times(once), 1, once);
    assert.match(
      text,
      /\n## big-1m\.csv → CRM\n\n- Segment: CRM \(70\)\n- Upload: j0\n\n## big-1m\.csv → VIP\n\n- Segment: VIP \(71\)\n- Upload: j1\n$/,
    );
    const other = reportDocument([one, { ...two, rows: 20, invalid: 11 }]);
    assert.match(other, /### Rows/);
    assert.ok(other.indexOf('Problems by kind') < other.indexOf('## big-1m.csv → CRM'));
  });

  it('has a line for each of several files', () => {
    const {
      files: [file],
      chunks,
    } = plan();
    const two = plan({
      files: [file, { ...file, uri: 'file:///work/b.csv', rows: 4, blank: 1, invalid: 3 }],
      chunks,
    });
    assert.match(
      documentOf(REPORT, { plan: two }),
      /## Files\n[^#]*\| b\.csv \| 0 \| 3 \| 0 \| 1 \|/,
    );
    assert.doesNotMatch(documentOf(REPORT, { plan: plan() }), /## Files/);
  });

  it('shows the equations of an update, or that it was the first', () => {
    const text = documentOf(smallUpdateReport());
    for (const line of [
      'Operation: Update',
      '## Previous file',
      '900 of the valid rows were in it, too.',
      '| Still in the file | 900 |',
      '| People who left | 85 |',
      '| Not comparable, so they stay | 4 |',
      '| Also in another file of this segment, so they stay | 5 |',
      '| Invalid: can’t be removed | 2 |',
      '| **All rows** | **1,000** |',
      '## Removed',
      '| **Identifiers** | **170** |',
    ])
      assert.ok(text.includes(line), line);
    const removed = { ...REMOVED, rows: 0, sent: 0, accepted: 0 };
    const first = smallUpdateReport({ previous: FIRST_RUN.counts, removed, firstRun: true });
    assert.match(documentOf(first), /^First run: no one leaves\.$/m);
    assert.doesNotMatch(documentOf(first), /## (Previous file|Removed)/);
    assert.doesNotMatch(documentOf(UNSENT), /Previous|First run/);
  });

  it('has no time in campaigns if nothing was sent', () => {
    assert.doesNotMatch(documentOf(UNSENT), /In campaigns|Of those sent/);
  });

  it('says what was left out', () => {
    const leftOut = [{ uri: 'file:///week-45.csv', reason: 'Not selected.', draft: {} }];
    assert.match(
      documentOf(UNSENT, { job: job({ leftOut }) }),
      /^## Not sent\n\n- week-45\.csv: Not selected\.$/m,
    );
    assert.doesNotMatch(documentOf(UNSENT, { job: job({}) }), /Not sent/);
  });

  it('has for programs what the text says beside the figures', () => {
    const SENT = { ...UNSENT, ...{ sent: 2, accepted: 2, unsent: 0 } };
    const jsonOf = (given: Plan | undefined, leftOut?: JobSummary['leftOut']): object => {
      const of = { ...NO_FILES, leftOut };
      return JSON.parse(JSON.stringify(receiptFrom(SENT, { plan: given, job: of }))) as object;
    };
    const size = {
      before: { pending: { added: 0, removed: 0, uploads: 0 }, atLeast: 0 },
      ...{ added: 2, removed: 0 },
      after: { atLeast: 2 },
    };
    const named = { ...SENT, segmentName: 'S', identifierType: 'Email', size };
    assert.deepEqual(jsonOf(undefined), named);
    const { options } = plan();
    const removal = plan({ options: { ...options, operation: 'remove' } });
    const segment = { id: '70', name: 'CRM' };
    const leftOut = [
      { uri: 'file:///week-45.csv', reason: 'Not selected.', draft: {} },
      { uri: 'file:///a.csv', segment, reason: 'It keeps people out.', draft: {} },
    ];
    assert.deepEqual(jsonOf(removal, leftOut), {
      ...named,
      columnNames: ['email'],
      byRule: { 'email-no-at': 15, 'email-dots': 5 },
      formatsSent: ['plain'],
      formatsNotSent: ['md5', 'sha256', 'sha256ofMd5'],
      leftOut: [
        { uri: 'file:///week-45.csv', reason: 'Not selected.' },
        { uri: 'file:///a.csv', segment, reason: 'It keeps people out.' },
      ],
    });
    const add = jsonOf(plan());
    assert.ok('formatsSent' in add && !('formatsNotSent' in add) && !('leftOut' in add));
  });
});
