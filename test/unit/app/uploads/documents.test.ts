import assert from 'node:assert/strict';
import { planDocument } from '../../../../src/app/uploads/plan/planDocument';
import { facts, guards, notes } from '../../../../src/app/uploads/plan/planReview';
import { type PlanView } from '../../../../src/app/uploads/plan/planView';
import { reportDocument } from '../../../../src/app/uploads/reportDocument';
import { configureFormat } from '../../../../src/common/format';
import { OutsideText } from '../../../../src/common/outsideText';
import {
  DEFAULT_OPTIONS,
  type Plan,
  type Report,
  type UploadOptions,
} from '../../../../src/upload/types';

const NOW = Date.parse('2026-03-04T09:00:00Z');
const LIMITS = [0.1, 0.7] as const;

function plan(changes: Partial<Plan> = {}, options: Partial<UploadOptions> = {}): Plan {
  return {
    jobId: 'j',
    rows: 1000,
    blank: 10,
    invalid: 20,
    duplicates: 30,
    good: 940,
    distinct: 940,
    calls: 1,
    target: {
      origin: 'https://api.criteo.com',
      clientId: 'c',
      accountId: '1',
      segmentId: '2',
      segmentName: 'S',
      identifierType: 'Email',
    },
    options: { ...DEFAULT_OPTIONS, operation: 'add', ...options },
    files: [
      {
        uri: 'file:///work/a%20b.csv',
        size: 1200,
        rows: 1000,
        column: 1,
        width: 2,
        dataStart: 14,
        headHash: 'h',
        decodedSize: 1197,
        columns: ['name', 'email'],
        dialect: {
          encoding: 'utf-8',
          bomLength: 3,
          gzip: false,
          delimiter: ';',
          recordEnd: 'lf',
          header: true,
          sepLine: false,
        },
      },
    ],
    chunks: [],
    findings: [],
    byRule: { 'email-no-at': 15, 'email-dots': 5, duplicate: 30 },
    byForm: { plain: 940 },
    columnWarnings: [],
    fingerprint: 'f',
    ...changes,
  };
}

const view = (changes: Partial<PlanView> = {}): PlanView => ({
  plan: plan(),
  names: {
    account: OutsideText.name('A'),
    retailer: OutsideText.name('R'),
    segment: OutsideText.name('S'),
  },
  sandbox: false,
  now: NOW,
  ...changes,
});

describe('the guards of a plan', () => {
  before(() => configureFormat('en', 'UTC'));

  it('want a yes for more than a tenth of bad rows', () => {
    assert.deepEqual(guards(view(), ...LIMITS), []);
    assert.match(
      guards(view({ plan: plan({ invalid: 101 }) }), ...LIMITS).join(),
      /10\.2% of the rows \(101\)/,
    );
    assert.deepEqual(guards(view({ plan: plan({ invalid: 99 }) }), ...LIMITS), []);
  });

  it('count bad rows among those that hold something', () => {
    assert.match(
      guards(
        view({ plan: plan({ rows: 1000, blank: 900, invalid: 20, good: 50 }) }),
        ...LIMITS,
      ).join(),
      /20% of the rows \(20\)/,
    );
    assert.deepEqual(
      guards(view({ plan: plan({ rows: 5, blank: 5, invalid: 0, good: 0 }) }), ...LIMITS),
      [],
    );
  });

  it('want one for a replace that shrinks the list, by what reading and upload tell of it', () => {
    const reading = { identifiers: 5000, at: NOW - 1000 };
    assert.match(
      guards(view({ plan: plan({}, { operation: 'replace' }), reading }), ...LIMITS).join(),
      /had 5,000, this file has 940/,
    );
    assert.deepEqual(guards(view({ reading }), ...LIMITS), [], 'an add takes nothing away');
    const previous = {
      jobId: 'p',
      finishedAt: new Date(NOW).toISOString(),
      operation: 'replace' as const,
      distinct: 950,
      accepted: 950,
      fingerprint: 'g',
      byForm: {},
    };
    const told = (
      last: Partial<typeof previous> | { operation: 'add' },
      identifiers: number,
    ): string =>
      guards(
        view({
          plan: plan(
            { previous: { ...previous, ...last }, distinct: 100 },
            { operation: 'replace' },
          ),
          reading: { identifiers, at: NOW - 1 },
        }),
        ...LIMITS,
      ).join();
    assert.match(told({}, 5000), /had 950/, 'a replace is known at once, its reading later');
    assert.match(told({}, 0), /had 950/, 'before the computation the API says 0');
    assert.match(told({ operation: 'add' }, 5000), /had 5,000/);
    assert.match(told({ operation: 'add' }, 0), /had 950/, 'what was added is in it');
  });

  it('want one when nothing changed', () => {
    assert.match(
      guards(view({ plan: plan({ unchangedSince: '2026-03-04T08:00:00Z' }) }), ...LIMITS).join(),
      /nothing to send/,
    );
  });
});

describe('the notes of a plan', () => {
  it('tell of few identifiers on replace or on an empty list only', () => {
    const few = plan({ distinct: 499 });
    const told = (changes: Partial<PlanView>): boolean =>
      notes(view(changes)).some((note) => /over 500/.test(note));
    assert.equal(told({ plan: few }), false);
    assert.equal(told({ plan: few, reading: { identifiers: 0, at: NOW } }), true);
    assert.equal(told({ plan: plan({ distinct: 499 }, { operation: 'replace' }) }), true);
    assert.equal(told({ plan: plan({ distinct: 500 }, { operation: 'replace' }) }), false);
  });

  it('tell of the computation, of git, and of another form', () => {
    const found = notes(
      view({
        plan: plan({ formBefore: 'sha256' }),
        git: 'tracked',
        now: Date.parse('2026-03-04T11:45:00Z'),
      }),
    ).join('\n');
    assert.match(found, /less than 30 minutes before the computation at 12:00 UTC/);
    assert.match(found, /git rm --cached/);
    assert.match(found, /another form \(SHA-256\)/);
  });

  it('tell of another form as it matters: twice in an add, nobody in a removal, nothing in a replace', () => {
    const told = (
      options: Partial<UploadOptions>,
      others?: Plan['chunks'][number]['others'],
    ): string =>
      notes(
        view({
          plan: plan(
            {
              formBefore: 'sha256',
              chunks: [
                {
                  file: 0,
                  start: 0,
                  end: 1,
                  firstRow: 0,
                  line: 0,
                  bodySize: 1,
                  identifiers: 940,
                  hash: 'h',
                  others,
                },
              ],
            },
            options,
          ),
        }),
      ).join();
    assert.match(told({ operation: 'add' }), /people may count twice/);
    assert.match(told({ operation: 'remove' }), /may remove nobody/);
    assert.equal(
      told({ operation: 'remove', forms: 'all' }, { md5: 940, sha256: 940, sha256ofMd5: 940 }),
      '',
    );
    assert.equal(told({ operation: 'replace' }), '');
  });
});

describe('the forms in a plan', () => {
  const page = (changed: Plan): string =>
    planDocument(view({ plan: changed }), new Map(), { maxRefused: 0.1, minKept: 0.7 });

  it('are those that are sent: after hashing, and with the others of a removal', () => {
    const hashing = plan({ byForm: { plain: 900, sha256: 40 } }, { hash: 'sha256' });
    assert.match(page(hashing), /Forms to send: SHA-256 940\./);
    assert.ok(facts(view({ plan: hashing })).includes('Plain addresses are sent as SHA-256.'));
    assert.match(page(plan()), /Forms to send: plain 940\./);
    assert.equal(
      facts(view()).some((fact) => /sent as/.test(fact)),
      false,
    );
    assert.equal(
      facts(view({ plan: plan({ byForm: { sha256: 940 } }, { hash: 'sha256' }) })).some((fact) =>
        /sent as/.test(fact),
      ),
      false,
      'nothing to hash',
    );
    const chunk = {
      file: 0,
      start: 0,
      end: 1,
      firstRow: 0,
      line: 0,
      bodySize: 1,
      identifiers: 940,
      hash: 'h',
    };
    const everywhere = plan(
      {
        chunks: [
          { ...chunk, others: { md5: 940 } },
          { ...chunk, others: { md5: 3 } },
        ],
      },
      { operation: 'remove', forms: 'all' },
    );
    assert.match(page(everywhere), /Forms to send: MD5 943, plain 940\./);
    assert.ok(
      facts(view({ plan: everywhere })).some(
        (fact) => fact === 'Forms to send: MD5 943, plain 940.',
      ),
    );
  });
});

describe('the time in a plan', () => {
  const told = (changes: Partial<PlanView>): string =>
    planDocument(view({ plan: plan({ calls: 1200 }), ...changes }), new Map(), {
      maxRefused: 0.1,
      minKept: 0.7,
    });

  it('is of the quota that the API gave, else of 250 calls a minute', () => {
    assert.match(told({}), /1,200 calls, about 5 min at 250 calls a minute/);
    assert.match(told({ quota: 100 }), /1,200 calls, about 11 min at 100 calls a minute/);
    const now = Date.parse('2026-03-04T11:20:00Z');
    assert.deepEqual(notes(view({ plan: plan({ calls: 1200 }), now })), []);
    assert.match(
      notes(view({ plan: plan({ calls: 1200 }), quota: 100, now })).join(),
      /less than 30 minutes before the computation at 12:00 UTC/,
    );
  });
});

describe('the pages', () => {
  it('of a plan tell rows, kinds with masked examples at their line, and how the file is read', () => {
    const text = planDocument(
      view(),
      new Map([['email-no-at', [{ file: 0, line: 16, masked: 'n••••y' }]]]),
      { maxRefused: 0.1, minKept: 0.7 },
    );
    assert.match(text, /\| To send \| 940 \|/);
    assert.match(text, /`email-no-at` \| 15 \| line 17: n••••y/);
    assert.match(text, /semicolon/);
    assert.match(text, /UTF&#45;8 with a byte order mark/);
    assert.equal(text.includes('`duplicate`'), false);
  });

  it('never take a name for markup', () => {
    const text = planDocument(
      view({
        names: {
          account: OutsideText.name('A'),
          segment: OutsideText.name('<img src=x onerror=alert(1)> [x](command:y) |'),
        },
      }),
      new Map(),
      { maxRefused: 0.1, minKept: 0.7 },
    );
    assert.equal(/<img|\[x\]\(command/.test(text), false);
  });

  it('say at which line, and in which file, a duplicate came first', () => {
    const duplicate = {
      file: 0,
      row: 2,
      rule: 'duplicate',
      level: 'warning' as const,
      place: { line: 3, startColumn: 0, endLine: 3, endColumn: 1 },
      firstRow: 0,
    };
    const one = plan({ findings: [duplicate], duplicates: 5 });
    const page = (of: Plan, first?: { file: number; line: number }): string =>
      planDocument(view({ plan: of }), new Map([['duplicate', [{ file: 0, line: 3, first }]]]), {
        maxRefused: 0.1,
        minKept: 0.7,
      });
    assert.match(page(one, { file: 0, line: 1 }), /- line 4: first in line 2\n- 4 more/);
    assert.match(page(one), /- line 4\n/);
    assert.match(
      page({ ...one, files: [...one.files, ...one.files] }, { file: 1, line: 6 }),
      /- file 1, line 4: first in file 2, line 7/,
    );
  });

  it('show no name of a column that may be the first customer', () => {
    const named = (name: string): string =>
      planDocument(
        view({ plan: plan({ files: [{ ...plan().files[0], columns: ['x', name] }] }) }),
        new Map(),
        { maxRefused: 0.1, minKept: 0.7 },
      );
    for (const value of ['10023', 'C-10023', 'ann@example.com', '+491701234567', 'a'.repeat(32)])
      assert.match(named(value), /\| Column \| &#35;2 \|/, value);
    for (const name of ['E-Mail', 'crm_email_sha256', 'customer id'])
      assert.doesNotMatch(named(name), /\| Column \| &#35;2 \|/, name);
  });

  it('of a report show both equations', () => {
    const report: Report = {
      state: 'failed',
      jobId: 'j',
      accountId: '1',
      segmentId: '2',
      operation: 'replace',
      startedAt: '2026-03-04T09:00:00Z',
      finishedAt: '2026-03-04T09:01:00Z',
      rows: 10,
      blank: 1,
      invalid: 1,
      duplicates: 1,
      sent: 5,
      unsent: 2,
      accepted: 3,
      refused: 1,
      unknown: 1,
      calls: 4,
      cleared: '2026-03-04T09:00:01Z',
      warnings: [],
      error: { code: 'network', message: 'The line broke.', traceId: 't' },
    };
    const text = reportDocument(report, undefined, { segment: OutsideText.name('S') }, []);
    for (const line of [
      '| Sent | 5 |',
      '| Not sent, though good | 2 |',
      '| **All rows** | **10** |',
      '| **Sent** | **5** |',
    ])
      assert.ok(text.includes(line), line);
    assert.match(text, /The list was emptied at 09:00/);
    assert.equal(/Notes|warnings/.test(text), false);
    const told = reportDocument(
      {
        ...report,
        warnings: [
          { code: 'sent-again', title: 'Again' },
          { code: 'deprecated-field', title: 'Old' },
        ],
      },
      undefined,
      { segment: OutsideText.name('S') },
      [],
    );
    const untold = reportDocument(
      { ...report, warnings: [{}, { type: 'validation', traceId: '0a', count: 3 }] },
      undefined,
      { segment: OutsideText.name('S') },
      [],
    );
    assert.match(
      untold,
      /- .*its words may hold an identifier.*\n- .*its words may hold an identifier.*3 times/,
    );
    assert.match(
      told,
      /## Notes\s+- sent&#45;again&#58; Again\s+## The API's warnings\s+- deprecated&#45;field&#58; Old/,
    );
  });
});
