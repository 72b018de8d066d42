import assert from 'node:assert/strict';
import { planDocument } from '../../../../../src/app/uploads/plan/planDocument';
import { planWarnings, reviewLines } from '../../../../../src/app/uploads/plan/planReview';
import { type PlanView } from '../../../../../src/app/uploads/plan/planView';
import { OutsideText } from '../../../../../src/common/outsideText';
import { type Plan } from '../../../../../src/upload/uploadTypes';
import { plan, view } from './plans';

describe('the hash formats in a plan', () => {
  const page = (changed: Plan): string => planDocument(view({ plan: changed }), new Map(), []);

  it('are those that are sent: after hashing, and with the others of a removal', () => {
    const hashing = plan({ byForm: { plain: 900, sha256: 40 } }, { hash: 'sha256' });
    assert.match(page(hashing), /Hash formats to send: SHA-256 940\./);
    assert.ok(
      reviewLines(view({ plan: hashing })).includes('Plain addresses are sent as SHA-256.'),
    );
    assert.match(page(plan()), /Hash formats to send: plain 940\./);
    assert.equal(
      reviewLines(view()).some((fact) => /sent as/.test(fact)),
      false,
    );
    assert.equal(
      reviewLines(view({ plan: plan({ byForm: { sha256: 940 } }, { hash: 'sha256' }) })).some(
        (fact) => /sent as/.test(fact),
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
    assert.match(page(everywhere), /Hash formats to send: MD5 943, plain 940\./);
    assert.ok(
      reviewLines(view({ plan: everywhere })).some(
        (fact) => fact === 'Hash formats to send: MD5 943, plain 940.',
      ),
    );
  });
});

describe('the time in a plan', () => {
  const told = (changes: Partial<PlanView>): string =>
    planDocument(view({ plan: plan({ calls: 1200 }), ...changes }), new Map(), []);

  it('is of the quota that the API gave, else of 250 requests a minute', () => {
    assert.match(told({}), /1,200 requests, about 5 min at 250 requests a minute/);
    assert.match(told({ quota: 100 }), /1,200 requests, about 11 min at 100 requests a minute/);
    const now = Date.parse('2026-03-04T11:20:00Z');
    assert.deepEqual(planWarnings(view({ plan: plan({ calls: 1200 }), now })), []);
    assert.match(
      planWarnings(view({ plan: plan({ calls: 1200 }), quota: 100, now })).join(),
      /less than 30 minutes before the computation at 12:00 UTC/,
    );
  });
});

describe('the page of a plan', () => {
  it('shows rows, problems with masked examples and lines, and how the file is read', () => {
    const text = planDocument(
      view(),
      new Map([['email-no-at', [{ file: 0, line: 16, masked: 'n••••y' }]]]),
      [],
    );
    assert.match(text, /\| To send \| 940 \|/);
    assert.match(text, /`email-no-at` \| 15 \| line 17: n••••y/);
    assert.match(text, /semicolon/);
    assert.match(text, /UTF&#45;8 with a byte order mark/);
    assert.equal(text.includes('`duplicate`'), false);
  });

  it('never takes a name for markup', () => {
    const text = planDocument(
      view({
        names: {
          account: OutsideText.name('A'),
          segment: OutsideText.name('<img src=x onerror=alert(1)> [x](command:y) |'),
        },
      }),
      new Map(),
      [],
    );
    assert.equal(/<img|\[x\]\(command/.test(text), false);
  });

  it('says at which line, and in which file, a duplicate came first', () => {
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
      planDocument(view({ plan: of }), new Map([['duplicate', [{ file: 0, line: 3, first }]]]), []);
    assert.match(page(one, { file: 0, line: 1 }), /- line 4: same as line 2\n- 4 more/);
    assert.match(page(one), /- line 4\n/);
    assert.match(
      page({ ...one, files: [...one.files, ...one.files] }, { file: 1, line: 6 }),
      /- file 1, line 4: same as file 2, line 7/,
    );
  });

  it('shows no name of a column that may be the first customer', () => {
    const named = (name: string): string =>
      planDocument(
        view({ plan: plan({ files: [{ ...plan().files[0], columns: ['x', name] }] }) }),
        new Map(),
        [],
      );
    for (const value of ['10023', 'C-10023', 'ann@example.com', '+491701234567', 'a'.repeat(32)])
      assert.match(named(value), /\| Column \| &#35;2 \|/, value);
    for (const name of ['E-Mail', 'crm_email_sha256', 'customer id'])
      assert.doesNotMatch(named(name), /\| Column \| &#35;2 \|/, name);
  });
});
