import assert from 'node:assert/strict';
import { jobView, type JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { jobSizeSection, jobSizeText } from '../../../../../src/app/uploads/page/jobSize';
import { configureFormat } from '../../../../../src/common/format';
import type { ValueFormat } from '../../../../../src/identifiers/identifierTypes';
import type { Report } from '../../../../../src/upload/jobTypes';
import { OPERATIONS, type LastUpload, type Operation } from '../../../../../src/upload/uploadTypes';
import { plan } from '../plan/plans';
import { REMOVED, smallUpdatePlan } from '../update/smallUpdates';
import { at, job, NAMES } from './jobs';

/** 940 rows, of which 40 are new where it is an update, and 85 people leave. */
const ALL: Partial<Report> = { rows: 1000, sent: 940, accepted: 940, unsent: 0 };
const PART: Partial<Report> = { ...ALL, sent: 600, accepted: 500, unknown: 100, unsent: 340 };
const FORMS: Report['forms'] = [{ form: 'md5', sent: 600, accepted: 590, refused: 4, unknown: 6 }];

/** What it says while it sends, `before→after` in the end, and once it was read again. */
function sizes(
  operation: Operation,
  report: Partial<Report>,
  changes: Partial<JobPageInput> = {},
  jobChanges: Parameters<typeof job>[0] = {},
): string {
  const update = operation === 'update' && { unchanged: 900, removed: REMOVED };
  const of = (state: 'running' | 'finished', more: Partial<JobPageInput> = {}) =>
    jobView({
      job: job({
        state,
        operation,
        ...(operation === 'replace' && { cleared: '2026-11-25T09:52:01Z' }),
        ...jobChanges,
        report: {
          ...{ finishedAt: '2026-11-25T09:53:00Z', ...report, ...update },
          ...(state === 'finished' && { state }),
        },
      }),
      requests: [],
      names: NAMES,
      readings: [],
      unnamed: 0,
      now: at('09:53:00'),
      ...changes,
      ...more,
    });
  const { before, qualifier = '', after } = jobSizeSection(of('finished')) ?? {};
  const later = jobSizeSection(
    of('finished', { readings: [{ at: at('12:30:00'), identifiers: 1234 }], now: at('13:00:00') }),
  );
  return [
    jobSizeText(of('running')),
    `${before}→${qualifier}${after}`,
    `${later?.before}→${later?.after}, ${later?.texts.join()}`,
  ]
    .join('; ')
    .replaceAll('unknown', '–')
    .replaceAll('at least', '≥')
    .replaceAll('at most', '≤')
    .replaceAll(' → ', '→');
}

const EXPECTED: Record<string, string> = {
  'add, all':
    '48,210→≤ 49,150; 48,210→≤49,150; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'add, part':
    '48,210→≤ 49,150; 48,210→≤48,810; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'add, formats':
    '48,210→≤ 49,150; 48,210→≤49,150; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'add, its plan':
    '48,210→≤ 49,150; 48,210→≤49,150; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'add, not read': '; –→≥940; –→1,234, Read at 12:30.',
  'add, read for the plan':
    '7,000→≤ 7,940; 7,000→≤7,940; 7,000→1,234, −5,766 since the upload, read at 12:30.',
  'remove, all':
    '48,210→≥ 47,270; 48,210→≥47,270; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'remove, part':
    '48,210→≥ 47,270; 48,210→≥47,610; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'remove, formats':
    '48,210→≥ 47,270; 48,210→≥46,674; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'remove, its plan':
    '48,210→≥ 47,270; 48,210→≥47,270; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'remove, not read': '; undefined→undefined; –→1,234, Read at 12:30.',
  'remove, read for the plan':
    '7,000→≥ 6,060; 7,000→≥6,060; 7,000→1,234, −5,766 since the upload, read at 12:30.',
  'update, all':
    '48,210→48,125 to 48,165; 48,210→48,040 to 48,165; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'update, part':
    '48,210→48,125 to 48,165; 48,210→48,040 to 48,165; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'update, formats':
    '48,210→48,125 to 48,165; 48,210→48,040 to 48,165; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'update, its plan':
    '48,210→48,040 to 48,165; 48,210→48,040 to 48,165; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'update, not read': '; –→≥940; –→1,234, Read at 12:30.',
  'update, read for the plan':
    '7,000→≤ 7,940; 7,000→6,830 to 6,955; 7,000→1,234, −5,766 since the upload, read at 12:30.',
  'replace, all':
    '48,210→940 (−98%); 48,210→940; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'replace, part':
    '48,210→940 (−98%); 48,210→500 to 600; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'replace, formats':
    '48,210→940 (−98%); 48,210→940; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'replace, its plan':
    '48,210→940 (−98%); 48,210→940; 48,210→1,234, −46,976 since the upload, read at 12:30.',
  'replace, not read': 'size –→940; –→940; –→1,234, Read at 12:30.',
  'replace, read for the plan':
    '7,000→940 (−87%); 7,000→940; 7,000→1,234, −5,766 since the upload, read at 12:30.',
};

describe('the size of a segment that an upload changes', () => {
  before(() => configureFormat('en', 'UTC'));

  const NONE = { readings: [] };
  const cases = (operation: Operation): Record<string, string> => ({
    all: sizes(operation, ALL),
    part: sizes(operation, PART),
    formats: sizes(operation, { ...ALL, forms: FORMS }),
    'its plan': sizes(operation, ALL, {
      plan: operation === 'update' ? smallUpdatePlan() : plan({}, { operation }),
    }),
    'not read': sizes(operation, ALL, {}, NONE),
    'read for the plan': sizes(
      operation,
      ALL,
      { plan: plan({ listReading: { at: 1, identifiers: 7000 } }, { operation }) },
      NONE,
    ),
  });

  for (const operation of OPERATIONS)
    it(`is what it had and what was sent: ${operation}`, () => {
      for (const [name, text] of Object.entries(cases(operation)))
        assert.equal(text, EXPECTED[`${operation}, ${name}`], name);
    });

  it('says how many a Replace or a removal lost where that needed to be confirmed', () => {
    const change = (
      operation: Operation,
      sent: number,
      read?: number,
      others: readonly ValueFormat[] = [],
    ): string => {
      const section = jobSizeSection(
        jobView({
          job: job({
            state: 'finished',
            operation,
            cleared: '2026-11-25T09:52:01Z',
            report: {
              ...{ sent, accepted: sent, unsent: 0, state: 'finished' },
              forms: others.map((form) => ({ form, sent, accepted: sent, refused: 0, unknown: 0 })),
            },
          }),
          requests: [],
          names: NAMES,
          readings: read === undefined ? [] : [{ at: at('12:30:00'), identifiers: read }],
          unnamed: 0,
          now: at('13:00:00'),
        }),
      );
      return `${section?.change} ${section?.tone}`;
    };
    const none = 'undefined undefined';
    // 48,210 before; 70% is 33,747.
    assert.equal(change('replace', 5_800), '(−88%) loss');
    assert.equal(change('replace', 33_748), none);
    assert.equal(change('replace', 60_000), none);
    assert.equal(change('remove', 42_000), '(−87%) loss');
    assert.equal(change('remove', 1_000), none);
    assert.equal(change('remove', 1_000, 5_800), '(−88%) loss');
    // The size counts all formats of a person, the safety check each person once.
    assert.equal(change('remove', 14_000, undefined, ['md5', 'sha256']), none);
    assert.equal(change('remove', 15_000, undefined, ['md5', 'sha256']), '(−31%) loss');
    assert.equal(change('add', 1_000, 5_800), none);
    assert.equal(change('update', 1_000, 5_800), none);
  });
});

describe('the size before an upload, after another one', () => {
  /** `before → after` once it was read again. `lastAt`: when the other one ended, by UTC. */
  function sizeOf(operation: Operation, last: Partial<LastUpload>, read: number, later: number) {
    const before = { jobId: 'x', distinct: 500, accepted: 500, fingerprint: 'f', ...last };
    const { before: shown, texts } =
      jobSizeSection(
        jobView({
          job: job({
            state: 'finished',
            operation,
            startedAt: '2026-11-25T13:00:00Z',
            readings: [{ when: 'before', at: at('13:00:00'), numberOfIdentifiers: read }],
            report: { ...ALL, state: 'finished', finishedAt: '2026-11-25T13:00:00Z' },
          }),
          plan: { ...plan({}, { operation }), before: before as LastUpload },
          requests: [],
          names: NAMES,
          unnamed: 0,
          readings: [{ at: at('13:00:00') + 86_400_000, identifiers: later }],
          now: at('14:00:00') + 86_400_000,
        }),
      ) ?? {};
    return `${shown}: ${texts?.join().replace(/ since.*/, '')}`;
  }

  it('is what was read where that has the other one, so that the difference is true', () => {
    const finishedAt = '2026-11-24T23:30:00Z';
    assert.equal(sizeOf('remove', { operation: 'remove', finishedAt }, 4500, 4400), '4,500: −100');
    const update = { operation: 'update', distinct: 4000, removed: 300, finishedAt } as const;
    assert.equal(sizeOf('update', update, 4700, 4650), '4,700: −50');
    const long = { operation: 'add', distinct: 600, finishedAt: '2026-05-01T11:30:00Z' } as const;
    assert.equal(sizeOf('add', long, 500, 600), '500: +100');
  });

  it('is no difference where the reading lacks the other one, or may', () => {
    for (const finishedAt of ['2026-11-25T12:40:00Z', '2026-11-25T11:40:00Z']) {
      const last = { operation: 'add', distinct: 6000, finishedAt } as const;
      assert.equal(sizeOf('add', last, 5000, 6100), '5,000: Read at 13:00.');
    }
  });
});
