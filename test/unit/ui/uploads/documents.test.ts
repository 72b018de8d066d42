import assert from 'node:assert/strict';
import { configureFormat } from '../../../../src/ui/base/format';
import { planDocument } from '../../../../src/ui/uploads/planDocument';
import { guards, lastKnown, notes, type PlanView } from '../../../../src/ui/uploads/planNotes';
import { reportDocument } from '../../../../src/ui/uploads/reportDocument';
import type { Plan, Report, UploadOptions } from '../../../../src/upload/types';
import { DEFAULT_OPTIONS } from '../../../../src/upload/types';

const NOW = Date.parse('2026-03-04T09:00:00Z');
const LIMITS = [0.1, 0.7] as const;

function plan(changes: Partial<Plan> = {}, options: Partial<UploadOptions> = {}): Plan {
  return {
    jobId: 'j', rows: 1000, blank: 10, invalid: 20, duplicates: 30, good: 940, distinct: 940, calls: 1,
    target: { origin: 'https://api.criteo.com', clientId: 'c', accountId: '1', segmentId: '2', segmentName: 'S', identifierType: 'Email' },
    options: { ...DEFAULT_OPTIONS, operation: 'add', ...options },
    files: [{
      uri: 'file:///work/a%20b.csv', size: 1200, rows: 1000, column: 1, width: 2, dataStart: 14, headHash: 'h', decodedSize: 1197, columns: ['name', 'email'],
      dialect: { encoding: 'utf-8', bomLength: 3, gzip: false, delimiter: ';', recordEnd: 'lf', header: true, sepLine: false },
    }],
    chunks: [], findings: [], byRule: { 'email-no-at': 15, 'email-dots': 5, duplicate: 30 }, byForm: { plain: 940 }, columnWarnings: [], fingerprint: 'f',
    ...changes,
  };
}

const view = (changes: Partial<PlanView> = {}): PlanView => ({ plan: plan(), names: { account: 'A', retailer: 'R', segment: 'S' }, sandbox: false, now: NOW, ruleText: (rule) => `<${rule}>`, ...changes });

describe('the guards of a plan', () => {
  before(() => configureFormat('en', 'UTC'));

  it('want a yes for more than a tenth of bad rows', () => {
    assert.deepEqual(guards(view(), ...LIMITS), []);
    assert.match(guards(view({ plan: plan({ invalid: 101 }) }), ...LIMITS).join(), /10\.1% of the rows \(101\)/);
    assert.deepEqual(guards(view({ plan: plan({ invalid: 100 }) }), ...LIMITS), []);
  });

  it('want one for a replace that shrinks the list, by the later of reading and replace', () => {
    const reading = { identifiers: 5000, at: NOW - 1000 };
    assert.match(guards(view({ plan: plan({}, { operation: 'replace' }), reading }), ...LIMITS).join(), /had 5,000, this file has 940/);
    assert.deepEqual(guards(view({ reading }), ...LIMITS), [], 'an add takes nothing away');
    const previous = { jobId: 'p', finishedAt: new Date(NOW).toISOString(), operation: 'replace' as const, distinct: 950, accepted: 950, fingerprint: 'g', byForm: {} };
    assert.equal(lastKnown({ plan: plan({ previous }), reading }), 950);
    assert.equal(lastKnown({ plan: plan({ previous: { ...previous, operation: 'add' } }), reading }), 5000);
  });

  it('want one when nothing changed', () => {
    assert.match(guards(view({ plan: plan({ unchangedSince: '2026-03-04T08:00:00Z' }) }), ...LIMITS).join(), /nothing to send/);
  });
});

describe('the notes of a plan', () => {
  it('tell of few identifiers on replace or on an empty list only', () => {
    const few = plan({ distinct: 499 });
    const told = (changes: Partial<PlanView>): boolean => notes(view(changes)).some((note) => /over 500/.test(note));
    assert.equal(told({ plan: few }), false);
    assert.equal(told({ plan: few, reading: { identifiers: 0, at: NOW } }), true);
    assert.equal(told({ plan: plan({ distinct: 499 }, { operation: 'replace' }) }), true);
    assert.equal(told({ plan: plan({ distinct: 500 }, { operation: 'replace' }) }), false);
  });

  it('tell of the computation, of git, and of another form', () => {
    const found = notes(view({ plan: plan({ formBefore: 'sha256' }), git: 'tracked', now: Date.parse('2026-03-04T11:45:00Z') })).join('\n');
    assert.match(found, /less than 30 minutes before the computation at 12:00 UTC/);
    assert.match(found, /git rm --cached/);
    assert.match(found, /another form \(SHA-256\)/);
  });
});

describe('the time in a plan', () => {
  const told = (changes: Partial<PlanView>): string => planDocument(view({ plan: plan({ calls: 1200 }), ...changes }), new Map(), { maxRefused: 0.1, minKept: 0.7 });

  it('is of the quota that the API gave, else of 250 calls a minute', () => {
    assert.match(told({}), /1,200 calls, about 5 min at 250 calls a minute/);
    assert.match(told({ quota: 100 }), /1,200 calls, about 11 min at 100 calls a minute/);
    const now = Date.parse('2026-03-04T11:20:00Z');
    assert.deepEqual(notes(view({ plan: plan({ calls: 1200 }), now })), []);
    assert.match(notes(view({ plan: plan({ calls: 1200 }), quota: 100, now })).join(), /less than 30 minutes before the computation at 12:00 UTC/);
  });
});

describe('the pages', () => {
  it('of a plan tell rows, kinds with masked examples at their line, and how the file is read', () => {
    const text = planDocument(view(), new Map([['email-no-at', [{ file: 0, line: 16, masked: 'n••••y' }]]]), { maxRefused: 0.1, minKept: 0.7 });
    assert.match(text, /\| To send \| 940 \|/);
    assert.match(text, /`email-no-at` \| 15 \| line 17: n••••y/);
    assert.match(text, /semicolon/);
    assert.match(text, /UTF&#45;8 with a byte order mark/);
    assert.equal(text.includes('`duplicate`'), false);
  });

  it('never take a name for markup', () => {
    const text = planDocument(view({ names: { account: 'A', segment: '<img src=x onerror=alert(1)> [x](command:y) |' } }), new Map(), { maxRefused: 0.1, minKept: 0.7 });
    assert.equal(/<img|\[x\]\(command/.test(text), false);
  });

  it('of a report show both equations', () => {
    const report: Report = {
      state: 'failed', jobId: 'j', accountId: '1', segmentId: '2', operation: 'replace', startedAt: '2026-03-04T09:00:00Z', finishedAt: '2026-03-04T09:01:00Z',
      rows: 10, blank: 1, invalid: 1, duplicates: 1, sent: 5, unsent: 2, accepted: 3, refused: 1, unknown: 1, calls: 4, cleared: '2026-03-04T09:00:01Z', warnings: [],
      error: { code: 'network', message: 'The line broke.', traceId: 't' },
    };
    const text = reportDocument(report, undefined, { segment: 'S' }, []);
    for (const line of ['| Sent | 5 |', '| Not sent, though good | 2 |', '| **All rows** | **10** |', '| **Sent** | **5** |']) assert.ok(text.includes(line), line);
    assert.match(text, /The list was emptied at 09:00/);
    assert.equal(/Notes|warnings/.test(text), false);
    const told = reportDocument({ ...report, warnings: [{ code: 'sent-again', title: 'Again' }, { code: 'deprecated-field', title: 'Old' }] }, undefined, { segment: 'S' }, []);
    assert.match(told, /## Notes\s+- sent&#45;again&#58; Again\s+## The API's warnings\s+- deprecated&#45;field&#58; Old/);
  });
});
