import assert from 'node:assert/strict';
import { UPDATE_PERMISSIONS, type AllowedRisk } from '../../../../src/upload/permissions';
import { riskText, updateError, updateRisks } from '../../../../src/upload/update/updateRisks';
import {
  DEFAULT_OPTIONS,
  type PlannedFile,
  type PlannedUpdate,
} from '../../../../src/upload/uploadTypes';
import { fileOf, storedJob, updateOf } from '../support/plans';

const planned = (
  counts: Partial<PlannedUpdate['counts']>,
  more: Partial<PlannedUpdate> = {},
): PlannedUpdate =>
  updateOf({
    files: [fileOf(100, { uri: 'file:///before.csv', endsWithLineEnd: true })],
    counts: { ...updateOf().counts, rows: 100, still: 90, removed: 10, ...counts },
    ...more,
  });

const plan = (update: PlannedUpdate | undefined, file: Partial<PlannedFile> = {}, invalid = 0) =>
  storedJob(100 - invalid, { rows: 100, invalid, update, files: [fileOf(100, file)] });

describe('the risks of an update', () => {
  const risks = (...given: Parameters<typeof plan>) => updateRisks(plan(...given), DEFAULT_OPTIONS);

  it('are none without an update, and about who stays where nobody is removed', () => {
    assert.deepEqual(risks(undefined), []);
    assert.deepEqual(risks(planned({ removed: 0 }), {}, 90), []);
    assert.deepEqual(risks(planned({ removed: 0 }, { isKnown: false }), {}, 90), [
      'previous-unknown',
    ]);
  });

  it('are more removals than the limit, of the people in the previous files', () => {
    assert.deepEqual(risks(planned({ still: 70, removed: 30 })), []);
    assert.deepEqual(risks(planned({ still: 69, removed: 31 })), ['max-removed']);
    assert.deepEqual(risks(planned({ still: 60, shared: 10, removed: 30, invalid: 500 })), []);
  });

  it('are a previous file that isn’t known, unless it is allowed', () => {
    const unknown = planned({}, { isKnown: false });
    assert.deepEqual(risks(unknown), ['previous-unknown']);
    const why = (notSentBecause: PlannedUpdate['notSentBecause']) =>
      riskText('previous-unknown', plan({ ...unknown, notSentBecause }), 1);
    assert.match(why(undefined), /doesn’t have before\.csv, or it was sent in another way\. So/);
    assert.match(why('never'), /known here, before\.csv was never sent to this segment\. So/);
    assert.match(why('changed'), /^before\.csv has changed since it was sent to this segment\. So/);
    assert.match(why('replaced'), /^before\.csv was sent .*, but another file has taken its place/);
    assert.match(why('otherwise'), /^before\.csv was sent to this segment in another way: /);
    const allowed = { ...DEFAULT_OPTIONS, allowed: ['previous-unknown'] as const };
    assert.deepEqual(updateRisks(plan(unknown), allowed), []);
  });

  it('are contents that are gone, or that may be of another list, each unless it is allowed', () => {
    const names = [{ uri: 'file:///gone.csv', jobId: 'x', foundAt: 'file:///kept.csv' }];
    const unknown = planned({ removed: 0 }, { unknown: names });
    assert.deepEqual(risks(unknown), ['previous-unknown']);
    assert.match(
      riskText('previous-unknown', plan(unknown), 1),
      /^What an earlier upload .*: gone\.csv\. So it/,
    );
    const asked = planned({ removed: 0 }, { asked: names });
    assert.deepEqual(risks(asked), ['other-list']);
    assert.match(
      riskText('other-list', plan(asked), 1),
      /^This segment already has kept\.csv\. .* of people\.csv/,
    );
    const both = planned({}, { unknown: names, asked: names });
    const left = (...allowed: AllowedRisk[]) =>
      updateRisks(plan(both), { ...DEFAULT_OPTIONS, allowed });
    assert.deepEqual(left(), ['previous-unknown', 'other-list']);
    assert.deepEqual(left('other-list'), ['previous-unknown']);
    // Whoever gives them up needn't say of which list they are.
    assert.deepEqual(left('previous-unknown'), []);
  });

  it('are invalid rows that grew by more than a point', () => {
    assert.deepEqual(risks(planned({}), {}, 1), []);
    assert.deepEqual(risks(planned({}), {}, 2), ['invalid-grew']);
    assert.deepEqual(risks(planned({ rows: 104, invalid: 4 }), {}, 4), []);
  });

  it('are a missing last line end that the previous file had', () => {
    assert.deepEqual(risks(planned({}), { endsWithLineEnd: false }), ['cut-off']);
    assert.deepEqual(risks(planned({}), { endsWithLineEnd: true }), []);
    const alike = planned({}, { files: [fileOf(100, { endsWithLineEnd: false })] });
    assert.deepEqual(risks(alike, { endsWithLineEnd: false }), []);
  });

  it('stop it with an error that names the argument that allows it', () => {
    const asked = [{ uri: 'file:///other.csv', jobId: 'x' }];
    const all = plan(
      planned(
        { still: 10, removed: 90, inOtherFormats: 3 },
        { isKnown: false, asked, otherFormats: ['plain', 'md5'] },
      ),
      { endsWithLineEnd: false },
      50,
    );
    assert.deepEqual(updateRisks(all, DEFAULT_OPTIONS), [
      'max-removed',
      'previous-unknown',
      'other-list',
      'other-formats',
      'invalid-grew',
      'cut-off',
    ]);
    assert.match(
      riskText('other-formats', all, 1),
      /^3 people who left can’t be removed completely: .* as plain addresses, MD5, .*\.csv/,
    );
    assert.match(updateError(all, DEFAULT_OPTIONS)?.message ?? '', /90 people .*maxRemoved/s);
    const risks = UPDATE_PERMISSIONS.filter((one) => one !== 'remove-shared');
    for (const risk of risks) {
      const others = risks.filter(
        (one) => one !== risk && (risk !== 'other-list' || one !== 'previous-unknown'),
      );
      const known = plan(planned({ still: 10, removed: 90 }, { asked }), {}, 0);
      const error = updateError(risk === 'other-list' ? known : all, {
        maxRemoved: 1,
        allowed: others,
      });
      assert.equal(error?.code, risk);
      assert.ok(error?.message.includes(`(allow: ${risk})`));
      assert.ok(error?.message.includes(riskText(risk, all, 1)));
    }
  });
});
