import assert from 'node:assert/strict';
import {
  proposePrevious,
  type PreviousProposal,
} from '../../../../../src/app/uploads/pairings/previousFiles';
import type { JobSummary } from '../../../../../src/upload/jobTypes';
import type { Operation } from '../../../../../src/upload/uploadTypes';
import { job } from '../page/jobs';

const { origin, segmentId } = job().target;
const uri = (name: string, folder = 'work'): string => `file:///${folder}/${name}`;
const DECEMBER = uri('crm-2026-12.csv');

const sent = (
  name: string | readonly string[],
  day: number,
  changes: { operation?: Operation; segmentId?: string; accepted?: number; origin?: string } = {},
): JobSummary =>
  job({
    jobId: `j${day}`,
    operation: changes.operation ?? 'add',
    startedAt: `2026-11-0${day}T09:00:00Z`,
    files: [name].flat().map((one) => ({ uri: uri(one), size: 1 })),
    report: { accepted: changes.accepted ?? 10 },
    target: {
      ...job().target,
      segmentId: changes.segmentId ?? segmentId,
      origin: changes.origin ?? origin,
    },
  });

const proposed = (
  uris: readonly string[],
  jobs: readonly JobSummary[],
  besides: readonly string[] = [],
  patterns: readonly string[] = [],
): readonly PreviousProposal[] =>
  proposePrevious(uris, { origin, segmentId }, jobs, besides, patterns);
const names = (proposals: readonly PreviousProposal[]): string[] =>
  proposals.map(({ uris }) => uris.map((one) => one.slice(one.lastIndexOf('/') + 1)).join(' + '));

describe('the previous file of an Update', () => {
  it('is the newest of such a name that was sent to the segment before', () => {
    const found = proposed(
      [DECEMBER],
      [
        sent('crm-2026-10.csv', 1),
        sent('crm-2026-11.csv', 5, { operation: 'update' }),
        sent('other-2026-11.csv', 6),
      ],
    );
    assert.deepEqual(names(found), ['crm-2026-11.csv', 'crm-2026-10.csv']);
    assert.deepEqual([found[0].jobId, found[0].sentAt], ['j5', Date.parse('2026-11-05T09:00:00Z')]);
  });

  it('says which one a later update or replace has taken out of the segment', () => {
    const replaced = (...jobs: JobSummary[]): (true | undefined)[] =>
      proposed([DECEMBER], jobs).map(({ isReplaced }) => isReplaced);
    const [october, november] = [sent('crm-2026-10.csv', 1), sent('crm-2026-11.csv', 5)];
    assert.deepEqual(replaced(october, november), [undefined, undefined], 'both were added');
    const update = sent('crm-2026-11.csv', 5, { operation: 'update' });
    assert.deepEqual(replaced(october, update), [undefined, true]);
    for (const operation of ['update', 'replace'] as const) {
      const other = sent('loyalty.csv', 6, { operation });
      assert.deepEqual(
        replaced(october, update, other),
        operation === 'replace' ? [true, true] : [undefined, true],
        `${operation} of another list`,
      );
    }
    // The new file itself may be what was sent last.
    assert.deepEqual(replaced(update, sent('crm-2026-12.csv', 7, { operation: 'update' })), [true]);
  });

  it('is nothing that was removed, rejected, sent elsewhere, or is being sent now', () => {
    assert.deepEqual(
      proposed(
        [DECEMBER],
        [
          sent('crm-2026-09.csv', 1, { operation: 'remove' }),
          sent('crm-2026-10.csv', 2, { accepted: 0 }),
          sent('crm-2026-11.csv', 3, { segmentId: '9' }),
          sent('crm-2026-11.csv', 4, { origin: 'http://127.0.0.1' }),
          sent('crm-2026-12.csv', 5),
        ],
      ),
      [],
    );
  });

  it('is the file before it in the same folder, by numbers and not by letters', () => {
    const beside = ['crm-9.csv', 'crm-10.csv', 'crm-11.csv', 'crm-8.csv', 'x-9.csv'].map((name) =>
      uri(name),
    );
    assert.deepEqual(names(proposed([uri('crm-10.csv')], [], beside)), ['crm-9.csv']);
    assert.deepEqual(names(proposed([uri('crm-11.csv')], [], beside)), ['crm-10.csv']);
    assert.deepEqual(proposed([uri('crm-8.csv')], [], beside), []);
    assert.deepEqual(proposed([uri('crm-10.csv')], [], [uri('crm-9.csv', 'elsewhere')]), []);
    assert.deepEqual(proposed([uri('crm.csv')], [], [uri('crm.csv'), uri('a.csv')]), []);
  });

  it('is proposed once, as it was sent last, and before what was never sent', () => {
    const november = uri('crm-2026-11.csv');
    const jobs = [
      sent('crm-2026-11.csv', 1),
      sent('crm-2026-11.csv', 3),
      sent('crm-2026-02.csv', 2),
    ];
    const found = proposed([DECEMBER], jobs, [november, uri('crm-2026-10.csv')]);
    assert.deepEqual(names(found), ['crm-2026-11.csv', 'crm-2026-02.csv']);
    assert.equal(found[0].jobId, 'j3');
    assert.deepEqual(names(proposed([DECEMBER], [sent('crm-2026-02.csv', 2)], [november])), [
      'crm-2026-02.csv',
      'crm-2026-11.csv',
    ]);
  });

  it('is several files, where several are sent', () => {
    const uris = [uri('de-12.csv'), uri('fr-12.csv')];
    const both = proposed(uris, [sent(['de-11.csv', 'fr-11.csv', 'us-11.csv'], 1)]);
    assert.deepEqual(names(both), ['de-11.csv + fr-11.csv']);
    const beside = ['de-10.csv', 'de-11.csv', 'fr-11.csv'].map((name) => uri(name));
    assert.deepEqual(names(proposed(uris, [], beside)), ['de-11.csv + fr-11.csv']);
  });

  it('follows the pattern of a pairing, too', () => {
    const jobs = [sent('crm-full-2.csv', 1)];
    assert.deepEqual(proposed([uri('crm-new.csv')], jobs), []);
    assert.deepEqual(names(proposed([uri('crm-new.csv')], jobs, [], ['crm-full-*.csv'])), [
      'crm-full-2.csv',
    ]);
  });
});
