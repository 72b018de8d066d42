import assert from 'node:assert/strict';
import { verifyModel, type VerifyInput } from '../../../../../src/app/verify/verifyPage/verifyPage';
import { VERIFY_STATES, type VerifiedSegment } from '../../../../../src/app/verify/verifyTypes';
import type { Line, LinesSection, UploadModel } from '../../../../../src/webview/uploadModel';
import { chance, share } from '../../../../support/tenth';
import { account } from '../../segments/segments';
import { APP, VERIFIED, verified } from '../verifyReports';

const modelOf = (
  segments: readonly VerifiedSegment[] = VERIFIED.segments,
  changes: Partial<VerifyInput> = {},
): UploadModel =>
  verifyModel({
    report: { ...VERIFIED, segments },
    ...{ account: account({}), jobs: new Set(['lapsed', 'app']), open: new Set() },
    ...changes,
  });
const tables = ({ main }: UploadModel): LinesSection[] =>
  main.flatMap((section) => (section.type === 'lines' ? section : []));
const bad = (model: UploadModel): Line[] =>
  tables(model)
    .filter(({ title }) => title === 'Not as expected')
    .flatMap(({ groups }) => groups.flatMap(({ lines }) => lines));
const others = (model: UploadModel): Line[] =>
  tables(model)
    .filter(({ title }) => title !== 'Not as expected')
    .flatMap(({ groups }) => groups.flatMap(({ lines }) => lines));
const labels = ({ notes }: Line): string[] => notes.flatMap(({ press }) => press?.label ?? []);

describe('the page of verified uploads', () => {
  it('says which segments aren’t as expected, and by which figures', () => {
    const model = modelOf();
    assert.deepEqual(model.heading, {
      text: '3 of 60 segments aren’t as expected',
      icon: 'warning',
    });
    assert.deepEqual(
      bad(model).map(({ name, text, by, numbers }) => [name, text, by, ...numbers]),
      [
        [
          'Lapsed Customers',
          'Matches almost nobody: 4 of 9,016 (0.04%)',
          'Wrong column, type or hash? Last sent: lapsed.csv, column email_md5, as SHA-256.',
          '9,016',
        ],
        [
          'CRM Users 2025',
          'Unexplained fall: 48,210 → 31,400 (−35%)',
          'Expected 48,210 to 49,310. Nothing that was removed or cleared from here explains it. 2 other segments of this retailer fell, too.',
          '31,400',
        ],
        [
          'App Users',
          'Did not grow: 12,480 after 2 computations',
          '2,104 were sent on Nov 26, 2026, 20:44 UTC and accepted. Expected 12,480 to 14,584.',
          '12,480',
        ],
      ],
    );
    assert.deepEqual(
      others(model).map(({ name, numbers }) => [name, ...numbers]),
      [
        ['As expected', '44'],
        ['Not computed yet', '12'],
        ['No figure', '1'],
      ],
    );
  });

  it('has the ways on that are possible here', () => {
    assert.deepEqual(bad(modelOf()).map(labels), [
      ['Open Upload', 'Show Segment', 'This Is Explained'],
      ['Show in Chart', 'This Is Explained'],
      ['Open Upload', 'Show Segment', 'This Is Explained'],
    ]);
    const file = modelOf(undefined, { name: 'verify.json', jobs: new Set(), account: undefined });
    assert.deepEqual(bad(file).map(labels), [[], [], []]);
    assert.deepEqual(file.bar?.buttons, []);
    assert.equal(file.context.items[0]?.text, 'Report verify.json');
  });

  it('puts what a person has explained to the others', () => {
    const model = modelOf([{ ...APP, isExplained: true }]);
    assert.equal(bad(model).length, 0);
    assert.deepEqual(
      others(model).map(({ name }) => name),
      ['Explained'],
    );
    assert.equal(model.heading.icon, undefined);
    assert.deepEqual(modelOf([verified()]).heading, {
      text: 'As expected: 1 segment',
      icon: 'pass',
    });
  });

  it('says when there is something to verify, as long as nothing is computed', () => {
    const sent = (at: string): VerifiedSegment =>
      verified({ state: 'not-computed', upload: { operation: 'add', at } });
    const heading = (at: string, segments: VerifiedSegment[]): string =>
      modelOf(undefined, { report: { ...VERIFIED, at, segments } }).heading.text;
    const one = sent('2026-11-28T11:00:00.000Z');
    const none = verified({ state: 'no-figure' });
    const early = '2026-11-28T11:05:00.000Z';
    assert.equal(heading(early, [one, none]), 'Nothing to verify before 12:00 UTC');
    // It is computed, and may not be readable yet.
    assert.equal(heading('2026-11-28T12:05:00.000Z', [one]), 'Nothing to verify before 17:00 UTC');
    // Criteo is late.
    assert.equal(heading('2026-11-28T18:00:00.000Z', [one]), 'Nothing to verify before 00:00 UTC');
    assert.equal(heading(early, [{ ...one, upload: undefined }]).slice(-9), '12:00 UTC');
    assert.equal(
      heading('2026-11-28T12:05:00.000Z', [sent('2026-11-28T12:01:00.000Z'), one]).slice(-9),
      '17:00 UTC',
      'the first of them',
    );
    assert.equal(heading(early, [one, verified()]), 'As expected: 1 of 2 segments');
    assert.equal(heading(early, [none]), 'As expected: 0 of 1 segment');
  });

  it('counts each segment once', () => {
    const random = chance();
    const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    for (let left = share(300); left > 0; left--) {
      const segments = Array.from({ length: 1 + Math.floor(random() * 40) }, (__, index) =>
        verified({
          segmentId: String(index),
          state: one(VERIFY_STATES),
          ...(random() < 0.2 && { isExplained: true as const }),
        }),
      );
      const folded = modelOf(segments);
      const counted = others(folded).reduce((sum, { numbers }) => sum + Number(numbers[0]), 0);
      assert.equal(bad(folded).length + counted, segments.length);
      const open = new Set(others(folded).map(({ id }) => id));
      const ids = others(modelOf(segments, { open })).map(({ id }) => id);
      assert.equal(ids.length + bad(folded).length, segments.length + open.size);
    }
  });
});
