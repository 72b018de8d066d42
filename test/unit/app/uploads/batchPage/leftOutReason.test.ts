import assert from 'node:assert/strict';
import {
  leftOutOfBatch,
  reasonLeftOut,
} from '../../../../../src/app/uploads/batchPage/leftOutReason';
import type { DraftStep } from '../../../../../src/app/uploads/draftStep';
import { configureFormat } from '../../../../../src/common/format';
import { blocked, group, needs, planOf, ready, type Rows } from './batches';

type Files = Parameters<typeof group>[1];

const reason = (
  file: Files[string],
  changes: Parameters<typeof group>[2] = {},
  segment: string | undefined = 'CRM',
): string => {
  const made = group(segment, { 'a.csv': file }, changes);
  return reasonLeftOut(made.lines[0], made, () => true);
};
const checked = (rows: Rows): DraftStep => ready(planOf({ 'a.csv': rows }));

describe('why a line of several uploads isn’t sent', () => {
  before(() => configureFormat('en', 'UTC'));

  it('is what is wrong with its file', () => {
    assert.equal(reason({ step: blocked('The file is empty.') }), 'The file is empty.');
    assert.equal(reason({ step: needs('column') }), 'No column chosen.');
    assert.equal(reason({ step: checked([0, 3]) }), 'No row can be sent.');
  });

  it('is that no segment was chosen, unless the file is what stops it', () => {
    const without = (step: DraftStep): string => {
      const made = group(undefined, { 'a.csv': { step } });
      return reasonLeftOut(made.lines[0], made, () => true);
    };
    assert.equal(without(checked([10])), 'No segment chosen.');
    assert.equal(without(needs('type')), 'No segment chosen.');
    assert.equal(without(blocked('Gone.')), 'Gone.');
  });

  it('is what is wrong with its segment', () => {
    const failure = { code: 'not-found', message: 'There is no such segment.' };
    assert.equal(reason({}, { more: { failure: failure as never } }), 'There is no such segment.');
    assert.equal(
      reason({ more: { held: 'keepOut', isLeftOut: true } }),
      'Keeps people out: people who are removed from it may be targeted again.',
    );
    assert.equal(
      reason({ more: { held: 'unknown', isLeftOut: true } }),
      'It isn’t known whether this segment keeps people out of audiences.',
    );
  });

  it('is that a newer file updates the segment', () => {
    const more = { replacedBy: 'file:///work/week%2045.csv', isLeftOut: true };
    assert.equal(reason({ more }), 'week 45.csv updates this segment instead.');
  });

  it('is its doubt, also where the user took it out', () => {
    assert.equal(reason({ step: checked([67, 33]) }), '33% invalid: left out.');
    assert.equal(reason({ step: checked([67, 33]), ticked: false }), '33% invalid: left out.');
    assert.equal(reason({ step: checked([99, 1]), ticked: false }), 'Not selected.');
  });

  it('is beside how it can be sent after all: never as a removal where people are kept out', () => {
    const left = (
      file: Files[string],
      changes: Parameters<typeof group>[2] = {},
    ): ReturnType<typeof leftOutOfBatch>[0] => {
      const removal = group('CRM', { 'a.csv': file }, changes);
      const lines = removal.lines.map((line) => ({
        ...line,
        choices: { ...line.choices, operation: 'remove' as const },
      }));
      const options = { by: 'person', command: 'upload' } as const;
      const batch = { groups: [{ ...removal, lines }], options, isOneFile: true };
      return leftOutOfBatch(batch as never, () => 'Named')[0];
    };
    const operationOf = ({ draft }: ReturnType<typeof left>): unknown =>
      draft && 'operation' in draft ? draft.operation : undefined;
    const kept = left({ more: { held: 'keepOut', isLeftOut: true } });
    assert.equal(operationOf(kept), 'add');
    assert.equal(kept.segment?.name, 'Named');
    assert.equal(operationOf(left({ ticked: false })), 'remove');
    const closed = { code: 'segment-read-only', message: 'It is read-only.' };
    const failed = left({}, { step: 'none', more: { failure: closed as never } });
    assert.deepEqual([failed.reason, failed.draft], ['It is read-only.', undefined]);
  });

  it('is what stops its group, if it was to be sent with that', () => {
    const step = blocked('The segment is of another type.');
    assert.equal(reason({}, { step }), 'The segment is of another type.');
    const made = group('CRM', { 'a.csv': { ticked: false }, 'b.csv': {} }, { step });
    assert.deepEqual(
      made.lines.map((line) => reasonLeftOut(line, made, () => true)),
      ['Not selected.', 'The segment is of another type.'],
    );
  });
});
