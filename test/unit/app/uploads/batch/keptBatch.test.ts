import assert from 'node:assert/strict';
import {
  keptBatchOf,
  keptLines,
  restoredLines,
} from '../../../../../src/app/uploads/batch/keptBatch';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { KeptDraft } from '../../../../../src/webview/protocol';
import { account } from '../../segments/segments';
import { PERSON } from '../draftBench';

const ACCOUNT = account({});
const byKey = (key: string) => (key === ACCOUNT.key ? ACCOUNT : undefined);
const choices = (name: string, more: Partial<Choices> = {}): Choices => ({
  files: [{ uri: `file:///work/${name}`, columns: ['email'] }],
  into: { account: ACCOUNT, segmentId: '5' },
  operation: 'replace',
  ...more,
});
const { into, ...withoutSegment } = choices('b.csv');
const CHOICES = [choices('a.csv'), withoutSegment, choices('c.csv')];
const TICKED = [true, undefined, false];
const IS_PART = [false, false, true];

const kept = (): { lines: KeptDraft[] } =>
  JSON.parse(
    JSON.stringify(
      keptBatchOf({
        lines: CHOICES.map((one, id) => ({ id: String(id), choices: one, isLeftOut: false })),
        before: { ticked: TICKED, isPart: IS_PART },
        options: PERSON,
      }),
    ),
  ) as { lines: KeptDraft[] };

describe('what a page keeps of several uploads', () => {
  it('is each file with its choices, whether the user ticked it, and whether it is a part', () => {
    assert.deepEqual(restoredLines(kept().lines, byKey), {
      choices: CHOICES,
      before: { ticked: TICKED, isPart: IS_PART },
      checks: false,
    });
  });

  it('is found in the state of every version', () => {
    const [line] = kept().lines;
    assert.deepEqual(keptLines({ id: 'a', batch: { lines: [line, line] } }), [line, line]);
    for (const other of [undefined, null, 'x', [], { id: 'a', jobId: '1' }, { batch: {} }])
      assert.deepEqual(keptLines(other), [], JSON.stringify(other));
  });

  it('is one upload with several files, and several uploads with one each', () => {
    const two = { ...kept().lines[0], files: [{ uri: 'file:///a.csv' }, { uri: 'file:///b.csv' }] };
    assert.equal(restoredLines([two], byKey)?.choices[0].files.length, 2);
    assert.equal(restoredLines([two, kept().lines[0]], byKey), undefined);
  });

  it('is nothing of an account but its key', () => {
    assert.deepEqual(kept().lines[0], {
      files: [{ uri: 'file:///work/a.csv', columns: ['email'] }],
      accountKey: into?.account.key,
      segmentId: '5',
      operation: 'replace',
      ticked: true,
    });
  });

  it('has nothing of what was confirmed', () => {
    const confirmed = choices('a.csv', { confirm: '77', minKept: 0 });
    const text = JSON.stringify(
      keptBatchOf({
        lines: [{ id: '0', choices: confirmed, isLeftOut: false }],
        before: { ticked: [], isPart: [] },
        options: PERSON,
      }),
    );
    assert.doesNotMatch(text, /confirm|"77"|minKept/);
  });

  it('is nothing unless each of its files can be restored', () => {
    const [line] = kept().lines;
    for (const lines of [[], [null], [line, {}], [line, { files: [] }]])
      assert.equal(restoredLines(lines, byKey), undefined, JSON.stringify(lines));
  });

  it('takes a tick only for a tick, and asks again for a segment that is gone', () => {
    const [line] = kept().lines;
    const restored = restoredLines([{ ...line, ticked: 'yes', isPart: 'yes' }], () => undefined);
    assert.deepEqual(restored?.before, { ticked: [undefined], isPart: [false] });
    assert.equal(restored.choices[0].into, undefined);
  });
});
