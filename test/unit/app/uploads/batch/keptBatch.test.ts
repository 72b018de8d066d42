import assert from 'node:assert/strict';
import { keptBatchOf, linesOfKept } from '../../../../../src/app/uploads/batch/keptBatch';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
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

const kept = (): unknown =>
  JSON.parse(
    JSON.stringify(
      keptBatchOf({
        lines: CHOICES.map((one, id) => ({ id: String(id), choices: one, isLeftOut: false })),
        ticked: TICKED,
        options: PERSON,
      }),
    ),
  );

describe('what a page keeps of several uploads', () => {
  it('is each file with its choices, and whether the user ticked it', () => {
    assert.deepEqual(linesOfKept(kept(), byKey), { choices: CHOICES, ticked: TICKED });
  });

  it('is nothing of an account but its key', () => {
    assert.deepEqual((kept() as { lines: unknown[] }).lines[0], {
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
        ticked: [],
        options: PERSON,
      }),
    );
    assert.doesNotMatch(text, /confirm|"77"|minKept/);
  });

  it('is nothing unless each of its files can be restored', () => {
    const [line] = (kept() as { lines: object[] }).lines;
    const two = { files: [{ uri: 'file:///a.csv' }, { uri: 'file:///b.csv' }] };
    for (const lines of [
      undefined,
      'x',
      {},
      [],
      [null],
      [line, {}],
      [line, { files: [] }],
      [line, two],
    ])
      assert.equal(linesOfKept({ lines }, byKey), undefined, JSON.stringify(lines));
    for (const other of [undefined, null, 'x', 5, []])
      assert.equal(linesOfKept(other, byKey), undefined, JSON.stringify(other));
  });

  it('takes a tick only for a tick, and asks again for a segment that is gone', () => {
    const [line] = (kept() as { lines: object[] }).lines;
    const restored = linesOfKept({ lines: [{ ...line, ticked: 'yes' }] }, () => undefined);
    assert.deepEqual(restored?.ticked, [undefined]);
    assert.equal(restored.choices[0].into, undefined);
  });
});
