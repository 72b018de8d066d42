import assert from 'node:assert/strict';
import {
  chooseUpdates,
  isNamedAlike,
  lineOf,
  type BatchLine,
  type LineState,
} from '../../../../../src/app/uploads/batch/batchLine';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { Draft } from '../../../../../src/app/uploads/draft/draft';
import type { DraftStep } from '../../../../../src/app/uploads/draftStep';
import type { Operation } from '../../../../../src/upload/uploadTypes';
import { ACCOUNT, blocked, checking, needs, planOf, ready, type Rows } from '../batchPage/batches';

const choices = (changes: Partial<Choices> = {}): Choices => ({
  files: [{ uri: 'file:///work/week-38.csv' }],
  into: { account: ACCOUNT, segmentId: '5' },
  operation: 'add',
  ...changes,
});

function line(step: DraftStep | undefined, operation: Operation, ticked?: boolean) {
  const one = choices({ operation });
  const files = [{ ...one.files[0], columns: ['email'] }];
  const check = step && ({ step, choices: { ...one, files } } as unknown as Draft);
  return lineOf({ id: '0', choices: one, ticked, ...(check && { check }) });
}

const checked = (rows: Rows, operation: Operation = 'add'): DraftStep =>
  ready(planOf({ 'week-38.csv': rows }, { operation }));

describe('a line of several uploads', () => {
  it('is named like files whose names differ only in digits', () => {
    const named = (name: string): Choices => choices({ files: [{ uri: `file:///else/${name}` }] });
    const alike = ['week-39.csv', 'week-2026-11-05.csv', 'week.csv', 'vip-38.csv'];
    assert.deepEqual(
      alike.map((name) => isNamedAlike(choices(), named(name))),
      [true, true, false, false],
    );
  });

  it('updates a segment alone: the newest does, or the one that is ticked', () => {
    const chosen = (...ticked: (boolean | undefined)[]): (string | undefined)[] => {
      const lines = ticked.map((one, index): LineState => {
        const files = [{ uri: `file:///work/crm-${9 + index}.csv` }];
        const own = choices({ operation: 'update', files });
        const check = { step: checked([10]), choices: own } as unknown as Draft;
        return { id: String(index), choices: own, ticked: one, check };
      });
      chooseUpdates(lines);
      return lines
        .map(lineOf)
        .map(({ isLeftOut, replacedBy }) =>
          isLeftOut ? replacedBy?.replace('file:///work/', '') : 'sent',
        );
    };
    assert.deepEqual(chosen(undefined, undefined), ['crm-10.csv', 'sent']);
    assert.deepEqual(chosen(true, undefined, undefined), ['sent', 'crm-9.csv', 'crm-9.csv']);
    // An older file isn't sent because the newest is left out.
    assert.deepEqual(chosen(undefined, false), ['crm-10.csv', undefined]);
    assert.deepEqual(chosen(true, true), ['crm-10.csv', 'sent']);
  });

  it('is one of the parts of an export, none of which is left out but by hand', () => {
    const part = (step: DraftStep, ticked?: boolean): BatchLine => {
      const own = choices({ operation: 'update' });
      const check = { step, choices: own } as unknown as Draft;
      return lineOf({ id: '0', choices: own, ticked, isPart: true, check });
    };
    assert.equal(part(blocked('Gone.')).isLeftOut, false);
    assert.equal(part(checked([1, 99])).isLeftOut, false);
    assert.equal(part(checked([10]), false).isLeftOut, true);
  });

  it('is read as its check found', () => {
    assert.deepEqual(line(checked([10]), 'add').choices.files, [
      { uri: 'file:///work/week-38.csv', columns: ['email'] },
    ]);
    assert.deepEqual(line(undefined, 'remove').choices.files, choices().files);
  });

  it('is sent unless it is left out by hand, before it is checked too', () => {
    for (const step of [undefined, checking(), checked([10, 1])]) {
      assert.equal(line(step, 'add').isLeftOut, false);
      assert.equal(line(step, 'add', false).isLeftOut, true);
      assert.equal(line(step, 'add').stop, undefined);
    }
  });

  it('is left out above 10 % of invalid rows until it is ticked', () => {
    for (const operation of ['add', 'remove'] as const) {
      assert.equal(line(checked([90, 10], operation), operation).isLeftOut, false);
      assert.equal(line(checked([89, 11], operation), operation).isLeftOut, true);
      assert.equal(line(checked([89, 11], operation), operation, true).isLeftOut, false);
    }
    assert.equal(line(checked([89, 11], 'replace'), 'replace').isLeftOut, false);
  });

  it('isn’t in doubt only because its check knows no segment', () => {
    const step = checked([100], 'remove');
    assert.ok(step.kind === 'ready' && step.planned.reasons.length > 0, 'of an unknown size');
    assert.equal(line(step, 'remove').isLeftOut, false);
  });

  it('is left out where it can’t be sent, however it is ticked; of a Replace, only by hand', () => {
    for (const step of [needs('save'), needs('column'), blocked('Gone.'), checked([0, 3])])
      for (const ticked of [undefined, true, false]) {
        assert.deepEqual(
          [line(step, 'add', ticked).isLeftOut, line(step, 'add', ticked).stop],
          [true, step],
        );
        assert.deepEqual(
          [line(step, 'replace', ticked).isLeftOut, line(step, 'replace', ticked).stop],
          [ticked === false, step],
        );
      }
  });
});
