import assert from 'node:assert/strict';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import { type PlanFacts } from '../../../../../src/app/uploads/plan/planFacts';
import {
  confirmationReasons,
  lossOf,
  planWarnings,
  reviewLines,
} from '../../../../../src/app/uploads/plan/planReview';
import { sentFromHere } from '../../../../../src/app/uploads/plan/sentFromHere';
import { fileName } from '../../../../../src/common/fileName';
import { configureFormat } from '../../../../../src/common/format';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import type { Plan, UploadOptions } from '../../../../../src/upload/uploadTypes';
import { job } from '../page/jobs';
import { COUNTS, FIRST_RUN, smallUpdatePlan } from '../update/smallUpdates';
import { NOW, plan, view } from './plans';

const LIMITS = limitsOf({});

describe('the safety checks of a plan', () => {
  before(() => configureFormat('en', 'UTC'));

  it('require a yes for more than a tenth of invalid rows', () => {
    assert.deepEqual(confirmationReasons(view(), LIMITS), []);
    assert.match(
      confirmationReasons(view({ plan: plan({ invalid: 101 }) }), LIMITS).join(),
      /10\.2% of the rows that aren’t blank \(101\)/,
    );
    assert.deepEqual(confirmationReasons(view({ plan: plan({ invalid: 99 }) }), LIMITS), []);
  });

  it('count invalid rows among those that aren’t blank', () => {
    assert.match(
      confirmationReasons(
        view({ plan: plan({ rows: 1000, blank: 900, invalid: 20, good: 50 }) }),
        LIMITS,
      ).join(),
      /20% of the rows that aren’t blank \(20\)/,
    );
    assert.deepEqual(
      confirmationReasons(view({ plan: plan({ rows: 5, blank: 5, invalid: 0, good: 0 }) }), LIMITS),
      [],
    );
  });

  it('require one for the invalid rows of one of several files, however clean the others are', () => {
    const [file] = plan().files;
    const bad = { ...file, uri: 'file:///work/bad.csv', rows: 10, blank: 2, invalid: 1 };
    const told = (...files: Plan['files']) =>
      confirmationReasons(view({ plan: plan({ files }) }), LIMITS);
    assert.deepEqual(told(file, bad), [
      'bad.csv: 12.5% of the rows that aren’t blank (1) are invalid and left out.',
    ]);
    assert.deepEqual(told(file, { ...bad, rows: 12 }), []);
    const empty = { ...file, uri: 'file:///work/empty.csv', rows: 3, blank: 3 };
    assert.deepEqual(told(file, empty), ['Nothing in empty.csv can be sent.']);
    assert.deepEqual(told(file, file), [], 'a job of before they were counted');
    assert.deepEqual(told(bad), [], 'the figures of the plan are those of its only file');
  });

  it('are about fields where several columns are read, and tell a column with nothing to send', () => {
    const [file] = plan().files;
    const two = {
      ...{ ...file, rows: 500, fields: 1000, blank: 500, invalid: 60 },
      columns: ['home', 'work'],
      byColumn: [
        { column: 0, blank: 10, invalid: 50 },
        { column: 1, blank: 490, invalid: 10 },
      ],
    };
    const told = plan({ rows: 500, fields: 1000, blank: 500, invalid: 60, files: [two] });
    assert.deepEqual(confirmationReasons(view({ plan: told }), LIMITS), [
      '12% of the fields that aren’t blank (60) are invalid and left out.',
      `No field of “work” (column 1) in ${fileName(file.uri).raw()} can be sent.`,
    ]);
  });

  it('require one for each risk of an update, unless it is allowed', () => {
    const counts = { ...COUNTS, still: 585, removed: 400 };
    const risky = {
      plan: smallUpdatePlan({ counts, isKnown: false }),
      reading: undefined,
      now: NOW,
    };
    const open = { ...LIMITS, minKept: 0 };
    assert.deepEqual(confirmationReasons(view(risky), open), [
      '400 people would be removed, 40.2% of those in last.csv, more than the allowed 30%.',
      'As far as is known here, this segment doesn’t have last.csv, or it was sent in another way. So it isn’t known who left.',
      '2% of a b.csv are invalid, but only 0.2% of last.csv: people whose row is broken would be removed.',
    ]);
    assert.equal(lossOf(risky, open), 'max-removed');
    const allowed = { maxRemoved: 0.5, allowed: ['previous-unknown', 'invalid-grew'] } as const;
    assert.deepEqual(confirmationReasons(view(risky), { ...open, ...allowed }), []);
    assert.equal(lossOf(risky, { ...open, ...allowed }), undefined);
    const first = { plan: smallUpdatePlan(FIRST_RUN), reading: undefined, now: NOW };
    assert.deepEqual(confirmationReasons(view(first), open), []);
    assert.equal(lossOf(first, open), undefined);
  });

  it('require one for a removal that may leave too little, or no one knows how much', () => {
    const removal = plan({ listReading: { at: NOW, identifiers: 3_000 } }, { operation: 'remove' });
    assert.deepEqual(confirmationReasons(view({ plan: removal }), LIMITS), [
      'The segment may lose too much: it had 3,000 identifiers, and 940 would be removed.',
    ]);
    const large = { ...removal, listReading: { at: NOW, identifiers: 4_000 } };
    assert.deepEqual(confirmationReasons(view({ plan: large }), LIMITS), []);
    const unread = { ...removal, listReading: { at: NOW } };
    assert.deepEqual(confirmationReasons(view({ plan: unread }), LIMITS), [
      'Couldn’t read how many identifiers the segment has. It isn’t known how many will be left.',
    ]);
    assert.deepEqual(confirmationReasons(view({ plan: unread }), { ...LIMITS, minKept: 0 }), []);
  });

  it('require one for an add that removes too many suppressed people, whatever it adds', () => {
    const suppression = {
      removed: 400,
      identifiers: 400,
      lists: [],
    } as unknown as Plan['suppression'];
    const add = plan({ distinct: 50, listReading: { at: NOW, identifiers: 1_000 }, suppression });
    assert.deepEqual(confirmationReasons(view({ plan: add }), LIMITS), [
      'The segment may lose too much: it had 1,000 identifiers, and 400 would be removed.',
    ]);
    assert.deepEqual(confirmationReasons(view({ plan: add }), { ...LIMITS, minKept: 0 }), []);
  });

  it('require one for a replace that shrinks the segment, by its readings and last upload', () => {
    const reading = { identifiers: 5000, at: NOW - 1000 };
    assert.match(
      confirmationReasons(
        view({ plan: plan({}, { operation: 'replace' }), reading }),
        LIMITS,
      ).join(),
      /had 5,000 identifiers, this file has 940/,
    );
    assert.deepEqual(
      confirmationReasons(view({ reading }), LIMITS),
      [],
      'an add takes nothing away',
    );
    const previous = {
      jobId: 'p',
      finishedAt: new Date(NOW).toISOString(),
      operation: 'replace' as const,
      distinct: 950,
      accepted: 950,
      fingerprint: 'g',
      byForm: {},
      complete: true,
    };
    const told = (
      last: Partial<typeof previous> | { operation: 'add' },
      identifiers: number,
    ): string =>
      confirmationReasons(
        view({
          plan: plan(
            { previous: { ...previous, ...last }, distinct: 100 },
            { operation: 'replace' },
          ),
          reading: { identifiers, at: NOW - 1 },
        }),
        LIMITS,
      ).join();
    assert.match(told({}, 5000), /had 950/, 'a replace is known at once, its reading later');
    assert.match(told({}, 0), /had 950/, 'before the computation the API says 0');
    assert.match(told({ operation: 'add' }, 5000), /had 5,000/);
    assert.match(told({ operation: 'add' }, 0), /had 950/, 'what was added is in it');
  });

  it('require one if nothing changed', () => {
    assert.match(
      confirmationReasons(
        view({ plan: plan({ unchangedSince: '2026-03-04T08:00:00Z' }) }),
        LIMITS,
      ).join(),
      /were uploaded to this segment.*sending them again changes nothing/,
    );
    const removal = plan({ unchangedSince: '2026-03-04T08:00:00Z' }, { operation: 'remove' });
    assert.match(confirmationReasons(view({ plan: removal }), LIMITS).join(), /were removed from/);
  });
});

describe('the warnings of a plan', () => {
  it('mention that the same was added before, unless that has to be confirmed', () => {
    const jobOf = (jobId: string, minute: number, more: Parameters<typeof job>[0] = {}) => {
      const at = (second: number) =>
        new Date(Date.UTC(2026, 1, 18, 13, minute, second)).toISOString();
      const { report = {}, ...rest } = more;
      return job({
        ...{ jobId, state: 'finished', fingerprint: 'same', startedAt: at(0), ...rest },
        report: { rows: 900, sent: 900, accepted: 900, unsent: 0, ...report, finishedAt: at(30) },
      });
    };
    const noted = (jobs: JobSummary[], changes: Partial<Plan> = {}) =>
      planWarnings(
        view({
          plan: plan({ good: 900, distinct: 900, fingerprint: 'same', ...changes }),
          sent: sentFromHere(jobs, [], job().target),
        }),
      ).filter((one) => one.startsWith('Sent before'));
    const added = jobOf('a', 11);
    const [text] = noted([added]);
    assert.equal(
      text,
      'Sent before, Feb 18, 2026, 13:11: still in the segment as far as is known.',
    );
    assert.deepEqual(noted([added], { unchangedSince: '2026-02-18T13:11:30Z' }), []);
    assert.deepEqual(noted([added], { fingerprint: 'other' }), []);
    assert.deepEqual(noted([jobOf('r', 20, { operation: 'remove' }), added]), [
      'Sent before, Feb 18, 2026, 13:11. What was removed since comes back.',
    ]);
    assert.deepEqual(noted([jobOf('b', 20, { fingerprint: 'b' }), added]), [text]);
    const half = { accepted: 450, sent: 450, unsent: 450 };
    const cutOff = jobOf('a', 11, { state: 'failed', report: half });
    assert.deepEqual(noted([cutOff]), [], 'cut off midway');
  });

  it('mention few identifiers only on a replace or an empty segment', () => {
    const few = plan({ distinct: 499 });
    const told = (changes: Partial<PlanFacts>): boolean =>
      planWarnings(view(changes)).some((note) => /more than 500/.test(note));
    assert.equal(told({ plan: few }), false);
    assert.equal(told({ plan: few, reading: { identifiers: 0, at: NOW } }), true);
    assert.equal(told({ plan: plan({ distinct: 499 }, { operation: 'replace' }) }), true);
    assert.equal(told({ plan: plan({ distinct: 500 }, { operation: 'replace' }) }), false);
  });

  it('mention the computation, git, and another hash format', () => {
    const found = planWarnings(
      view({
        plan: plan({ formBefore: 'sha256' }),
        git: 'tracked',
        now: Date.parse('2026-03-04T11:45:00Z'),
      }),
    ).join('\n');
    assert.match(found, /less than 30 minutes before the computation at 12:00 UTC/);
    assert.match(found, /Git tracks a b\.csv, a file of plain addresses\..*git rm --cached/);
    const ignores = planWarnings(view({ git: 'not-ignored' })).join('\n');
    assert.match(ignores, /Git doesn’t ignore a b\.csv, a file of plain addresses\./);
    assert.match(found, /another hash format \(SHA-256\)/);
    const hashed = planWarnings(
      view({ plan: plan({ formBefore: 'plain', columnWarnings: ['hash-unverified'] }) }),
    ).join('\n');
    assert.match(hashed, /^Only the format of the hashes was checked\./m);
    assert.match(hashed, /The last upload to this segment used another hash format \(plain\)/);
  });

  it('mention what another hash format means: people count twice in an add, no one is removed, nothing in a replace', () => {
    const told = (
      options: Partial<UploadOptions>,
      others?: Plan['chunks'][number]['others'],
    ): string =>
      planWarnings(
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
    assert.match(told({ operation: 'remove' }), /may remove no one/);
    assert.equal(
      told({ operation: 'remove', forms: 'all' }, { md5: 940, sha256: 940, sha256ofMd5: 940 }),
      '',
    );
    assert.equal(told({ operation: 'replace' }), '');
  });
});

describe('the size of a segment before a removal', () => {
  const told = (changes: Partial<Plan>, reading?: PlanFacts['reading']): string =>
    reviewLines(view({ plan: plan(changes, { operation: 'remove' }), reading })).join(' ');

  it('is shown with its time', () => {
    const at = NOW - 1000;
    assert.match(
      told({ listReading: { at, identifiers: 5000 } }, { identifiers: 5000, at }),
      /Segment size: 5,000 \(read [^)]*08:59 UTC\) · −940 now → at least 4,060 /,
    );
    assert.match(
      told({ listReading: { at } }, { identifiers: 40, at: 0 }),
      /Segment size: 40 \(read Jan 1, 1970, 00:00 UTC\) · −940 now → at least 0 /,
    );
  });
});
