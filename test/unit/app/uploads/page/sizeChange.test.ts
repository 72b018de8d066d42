import assert from 'node:assert/strict';
import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import { draftSizeSection } from '../../../../../src/app/uploads/page/sizeChange';
import type { PlanFacts } from '../../../../../src/app/uploads/plan/planFacts';
import { shrinkReason } from '../../../../../src/app/uploads/plan/planReview';
import { configureFormat } from '../../../../../src/common/format';
import {
  OPERATIONS,
  type LastUpload,
  type Operation,
  type Plan,
} from '../../../../../src/upload/uploadTypes';
import { NOW, plan, view } from '../plan/plans';
import { smallUpdatePlan } from '../update/smallUpdates';

const HOUR = 3_600_000;
const LIMITS = limitsOf({});

/** At 09:00, that long after this upload ended. A computation at 00:00 is in campaigns at 05:00. */
const last = (hoursAgo: number, more: Partial<LastUpload>): LastUpload => ({
  jobId: 'l',
  finishedAt: new Date(NOW - hoursAgo * HOUR).toISOString(),
  operation: 'add',
  distinct: 500,
  accepted: more.distinct ?? 500,
  fingerprint: 'l',
  byForm: {},
  complete: false,
  ...more,
});

const PREVIOUS: Record<string, LastUpload | undefined> = {
  'none before': undefined,
  'add 500': last(1, {}),
  'add 2,000': last(1, { distinct: 2000 }),
  'add 2,000, old': last(30, { distinct: 2000 }),
  'add 2,000, changed': last(1, { distinct: 2000, changedSince: true }),
  'remove 300': last(1, { operation: 'remove', distinct: 300 }),
  'remove 300, old': last(30, { operation: 'remove', distinct: 300 }),
  'update 500': last(1, { operation: 'update', removed: 200 }),
  'replace 500, counted as before': last(1, { operation: 'replace', sizeBefore: 900 }),
  'replace 500, counted otherwise': last(1, { operation: 'replace', sizeBefore: 100 }),
  'replace 500, old': last(30, { operation: 'replace', sizeBefore: 900 }),
  'replace 500, changed': last(1, {
    operation: 'replace',
    sizeBefore: 900,
    changedSince: true,
  }),
};

const EARLIER = { identifiers: 900, at: NOW - 3 * HOUR };
const READ = { identifiers: 900, at: NOW - 60_000 };
/** Read for the plan; not readable then; read earlier alone; never. */
const READINGS: [Plan['listReading'], PlanFacts['reading']][] = [
  [READ, READ],
  [{ at: NOW }, EARLIER],
  [undefined, EARLIER],
  [{ at: NOW }, undefined],
];

const planOf = (operation: Operation): Plan =>
  operation === 'update'
    ? smallUpdatePlan({}, { good: 920, distinct: 920 })
    : plan({ good: 600, distinct: 600, byForm: { plain: 600 } }, { operation });

const sectionOf = (operation: Operation, facts: PlanFacts): ReturnType<typeof draftSizeSection> =>
  draftSizeSection(
    { step: { kind: 'checking' }, choices: { files: [], operation }, limits: LIMITS, now: NOW },
    facts,
  );

/** The parts of the bar, in percent: kept of the reading, sent since, this file’s, lost. */
function barOf(operation: Operation, previous?: LastUpload): number[] {
  const facts = view({
    plan: { ...planOf(operation), previous, listReading: READ },
    reading: READ,
  });
  const { kept, pending, added, lost } = sectionOf(operation, facts)?.bar ?? assert.fail();
  return [kept, pending, added, lost].map((share) => Math.round(share * 100));
}

/**
 * `before→after` for each of the readings above: `–` unknown, `≤` at most, `≥` at least; then `!` for a
 * loss, `?` for an unknown size.
 */
function sizes(operation: Operation, previous: LastUpload | undefined): string {
  return READINGS.map(([listReading, reading]) => {
    const facts = view({ plan: { ...planOf(operation), previous, listReading }, reading });
    const size = sectionOf(operation, facts);
    const reason = shrinkReason(facts, LIMITS);
    assert.equal(reason === undefined, size?.tone === undefined);
    const { before, qualifier = '', after, tone } = size ?? {};
    const end = tone === undefined ? '' : tone === 'loss' ? '!' : '?';
    return `${before}→${qualifier}${after}${end}`
      .replaceAll('unknown', '–')
      .replaceAll('at least', '≥ ')
      .replaceAll('at most', '≤ ')
      .replaceAll(/ {2,}/g, ' ');
  }).join(' ');
}

const EXPECTED: Record<string, string> = {
  'add after none before': '900→≤ 1,500 900→≤ 1,500 900→≤ 1,500 –→≥ 600',
  'add after add 500': '900→≤ 2,000 900→≤ 2,000 900→≤ 2,000 ≥ 500→≥ 600',
  'add after add 2,000': '900→2,000 to 3,500 900→2,000 to 3,500 900→2,000 to 3,500 ≥ 2,000→≥ 2,000',
  'add after add 2,000, old': '900→≤ 1,500 900→≤ 1,500 900→≤ 1,500 ≥ 2,000→≥ 2,000',
  'add after add 2,000, changed': '900→≤ 1,500 900→≤ 1,500 900→≤ 1,500 –→≥ 600',
  'add after remove 300': '900→600 to 1,500 900→600 to 1,500 900→600 to 1,500 –→≥ 600',
  'add after remove 300, old': '900→≤ 1,500 900→≤ 1,500 900→≤ 1,500 –→≥ 600',
  'add after update 500': '900→700 to 1,800 900→700 to 1,800 900→700 to 1,800 ≥ 500→≥ 600',
  'add after replace 500, counted as before':
    '500→600 to 1,100 500→600 to 1,100 500→600 to 1,100 500→600 to 1,100',
  'add after replace 500, counted otherwise':
    '500→600 to 1,100 500→600 to 1,100 500→600 to 1,100 500→600 to 1,100',
  'add after replace 500, old': '900→≤ 1,500 900→≤ 1,500 900→≤ 1,500 500→600 to 1,100',
  'add after replace 500, changed': '900→≤ 1,500 900→≤ 1,500 900→≤ 1,500 –→≥ 600',
  'remove after none before': '900→≥ 300! 900→≥ 300? 900→≥ 300? –→–?',
  'remove after add 500':
    '900 to 1,400→300 to 1,400! 900 to 1,400→300 to 1,400? 900 to 1,400→300 to 1,400? ≥ 500→–?',
  'remove after add 2,000':
    '900→1,400 to 2,900 2,000 to 2,900→1,400 to 2,900? 2,000 to 2,900→1,400 to 2,900? ≥ 2,000→≥ 1,400?',
  'remove after add 2,000, old': '900→≥ 300! 900→≥ 300? 900→≥ 300? ≥ 2,000→≥ 1,400?',
  'remove after add 2,000, changed': '900→≥ 300! 900→≥ 300? 900→≥ 300? –→–?',
  'remove after remove 300': '600 to 900→≥ 0! 600 to 900→≥ 0? 600 to 900→≥ 0? –→–?',
  'remove after remove 300, old': '900→≥ 300! 900→≥ 300? 900→≥ 300? –→–?',
  'remove after update 500':
    '700 to 1,200→100 to 1,200! 700 to 1,200→100 to 1,200? 700 to 1,200→100 to 1,200? ≥ 500→–?',
  'remove after replace 500, counted as before':
    '500→0 to 500! 500→0 to 500! 500→0 to 500! 500→0 to 500!',
  'remove after replace 500, counted otherwise':
    '500→0 to 500! 500→0 to 500! 500→0 to 500! 500→0 to 500!',
  'remove after replace 500, old': '900→≥ 300! 900→≥ 300? 900→≥ 300? 500→0 to 500?',
  'remove after replace 500, changed': '900→≥ 300! 900→≥ 300? 900→≥ 300? –→–?',
  'update after none before': '900→920 900→920? 900→920? –→≥ 920?',
  'update after add 500':
    '900→920 to 1,335 900 to 1,400→920 to 1,335? 900 to 1,400→920 to 1,335? ≥ 500→≥ 920?',
  'update after add 2,000':
    '900→1,830 to 2,835 2,000 to 2,900→1,830 to 2,835? 2,000 to 2,900→1,830 to 2,835? ≥ 2,000→≥ 1,830?',
  'update after add 2,000, old': '900→920 900→920? 900→920? ≥ 2,000→≥ 1,830?',
  'update after add 2,000, changed': '900→920 900→920? 900→920? –→≥ 920?',
  'update after remove 300':
    '900→920 to 1,135 600 to 900→920 to 1,135? 600 to 900→920 to 1,135? –→≥ 920?',
  'update after remove 300, old': '900→920 to 1,135 900→920 to 1,135? 900→920 to 1,135? –→≥ 920?',
  'update after update 500':
    '900→920 to 1,335 700 to 1,200→920 to 1,335? 700 to 1,200→920 to 1,335? ≥ 500→≥ 920?',
  'update after replace 500, counted as before': '500→920 500→920 500→920 500→920',
  'update after replace 500, counted otherwise': '500→920 500→920 500→920 500→920',
  'update after replace 500, old': '900→920 900→920? 900→920? 500→920?',
  'update after replace 500, changed': '900→920 900→920? 900→920? –→≥ 920?',
  'replace after none before': '900→600! 900→600! 900→600! –→600?',
  'replace after add 500': '900 to 1,400→600! 900 to 1,400→600! 900 to 1,400→600! ≥ 500→600?',
  'replace after add 2,000':
    '2,000 to 2,900→600! 2,000 to 2,900→600! 2,000 to 2,900→600! ≥ 2,000→600!',
  'replace after add 2,000, old': '900→600! 900→600! 900→600! ≥ 2,000→600!',
  'replace after add 2,000, changed': '900→600! 900→600! 900→600! –→600!',
  'replace after remove 300': '600 to 900→600! 600 to 900→600! 600 to 900→600! –→600?',
  'replace after remove 300, old': '900→600! 900→600! 900→600! –→600?',
  'replace after update 500': '700 to 1,200→600! 700 to 1,200→600! 700 to 1,200→600! ≥ 500→600?',
  'replace after replace 500, counted as before': '500→600 500→600 500→600 500→600',
  'replace after replace 500, counted otherwise': '500→600! 500→600 500→600 500→600',
  'replace after replace 500, old': '900→600! 900→600! 900→600! 500→600?',
  'replace after replace 500, changed': '900→600! 900→600! 900→600! –→600?',
};

describe('the size of a segment before and after an upload', () => {
  before(() => configureFormat('en', 'UTC'));

  for (const operation of OPERATIONS)
    it(`is what is known after what was sent from here: ${operation}`, () => {
      for (const [name, previous] of Object.entries(PREVIOUS)) {
        const key = `${operation} after ${name}`;
        assert.equal(sizes(operation, previous), EXPECTED[key], key);
      }
    });

  it('is a bar whose kept part is what was read, whatever the upload does', () => {
    assert.deepEqual(barOf('add'), [60, 0, 40, 0]);
    assert.deepEqual(barOf('remove'), [33, 0, 0, 67]);
    assert.deepEqual(barOf('replace'), [0, 0, 67, 33]);
    assert.deepEqual(barOf('update'), [79, 0, 2, 18]);
  });

  it('is a bar that marks what was sent and isn’t computed, also where nothing else is left', () => {
    const replaced = PREVIOUS['replace 500, counted as before'];
    assert.deepEqual(barOf('add', PREVIOUS['add 500']), [45, 25, 30, 0]);
    assert.deepEqual(barOf('remove', PREVIOUS['add 500']), [37, 20, 0, 43]);
    assert.deepEqual(barOf('add', replaced), [0, 45, 55, 0]);
    assert.deepEqual(barOf('remove', replaced), [0, 0, 0, 100]);
  });

  it('is compared where some may be lost with all that may be in it, not with what was read', () => {
    const facts = view({
      plan: { ...planOf('replace'), previous: PREVIOUS['add 500'], listReading: READ },
      reading: READ,
    });
    const size = sectionOf('replace', facts);
    assert.deepEqual(
      [size?.before, size?.after, size?.change],
      ['900 to 1,400', '600', '(−33% to −57%)'],
    );
    assert.deepEqual(size?.texts, [
      '300 to 800 fewer. The segment keeps 42.8% to 66.6% of its size.',
      'The safety check counts with 900, as read.',
    ]);
    assert.equal(
      shrinkReason(facts, LIMITS),
      'The segment would shrink: it had 900 to 1,400 identifiers, this file has 600.',
    );
  });

  it('has the same ends in its line as below its parts', () => {
    const [added, less] = ['add 2,000', 'add 500'].map((name) => {
      const facts = view({
        plan: { ...planOf('add'), previous: PREVIOUS[name], listReading: READ },
        reading: READ,
      });
      const size = sectionOf('add', facts);
      return [size?.qualifier, size?.after, size?.sum?.value];
    });
    assert.deepEqual(added, [undefined, '2,000 to 3,500', '2,000 to 3,500']);
    assert.deepEqual(less, ['at most', '2,000', '900 to 2,000']);
  });
});
