import assert from 'node:assert/strict';
import {
  accountsOf,
  commonOperation,
  foldersToTell,
  isChecking,
  isFixed,
  isOff,
  isPreparing,
  lineFigures,
  linesSent,
  sortedLines,
  type GroupView,
} from '../../../../../src/app/uploads/batchPage/batchView';
import { Failure } from '../../../../../src/common/failure';
import { configureFormat } from '../../../../../src/common/format';
import { ACCOUNT, blocked, checking, group, OTHER, planOf, ready, segmentOf } from './batches';

const failure = new Failure('segment-read-only', 'Read-only.', 'uploadMany');
const each = <T>(of: GroupView, get: (line: GroupView['lines'][number], of: GroupView) => T): T[] =>
  of.lines.map((line) => get(line, of));

describe('what several uploads show', () => {
  before(() => configureFormat('en', 'UTC'));

  it('is sent unless something keeps it from being sent', () => {
    const two = { 'a.csv': {}, 'b.csv': { ticked: false } };
    assert.deepEqual(each(group('CRM', two), isOff), [false, true]);
    for (const of of [
      group(undefined, two),
      group('CRM', two, { more: { failure } }),
      group('CRM', two, { step: blocked('Changed.') }),
    ])
      assert.deepEqual(each(of, isOff), [true, true]);
    assert.deepEqual(
      linesSent([group('CRM', two), group('VIP', { 'c.csv': {} })]).map(({ id }) => id),
      ['a.csv', 'c.csv'],
    );
  });

  it('can be ticked unless that changes nothing', () => {
    const stopped = { 'a.csv': {}, 'b.csv': { step: blocked('Gone.') } };
    assert.deepEqual(each(group('CRM', stopped), isFixed), [false, true]);
    assert.deepEqual(each(group('CRM', stopped, { operation: 'replace' }), isFixed), [
      false,
      false,
    ]);
    assert.deepEqual(each(group(undefined, stopped), isFixed), [false, true]);
    assert.deepEqual(each(group('CRM', { 'a.csv': {} }, { more: { failure } }), isFixed), [true]);
    const step = blocked('Changed.');
    assert.deepEqual(each(group('CRM', { 'a.csv': {} }, { step }), isFixed), [true]);
    assert.deepEqual(each(group('CRM', { 'a.csv': {}, 'b.csv': {} }, { step }), isFixed), [
      false,
      false,
    ]);
  });

  it('waits for the check of each file, then for that of all files of a segment', () => {
    const files = {
      'a.csv': { step: checking() },
      'b.csv': {},
      'c.csv': { step: blocked('Gone.') },
    };
    const busy = group('CRM', files, { step: 'none' });
    assert.deepEqual(each(busy, isChecking), [true, false, false]);
    assert.equal(isPreparing([busy]), false);
    const together = group('CRM', { 'a.csv': {} }, { step: checking() });
    assert.deepEqual(each(together, isChecking), [false]);
    assert.equal(isPreparing([together]), true);
    assert.equal(isPreparing([{ ...together, failure }]), false);
    const segment = segmentOf('CRM', [1], { step: checking() });
    assert.deepEqual(each(segment, isChecking), [true], 'which has no check of its own');
    assert.equal(isPreparing([segment]), false);
  });

  it('has the rows of a file as they are sent: without those of other files', () => {
    const step = ready(planOf({ 'a.csv': [10], 'b.csv': [4, 0, 6] }));
    const of = group(
      'CRM',
      { 'a.csv': { rows: [10] }, 'b.csv': { rows: [10] }, 'c.csv': { rows: [7], ticked: false } },
      { step },
    );
    assert.deepEqual(
      each(of, (line) => lineFigures(line, of)?.good),
      [10, 4, 7],
    );
    const busy = { ...of, draft: of.draft && { ...of.draft, step: checking() } };
    assert.deepEqual(
      each(busy, (line) => lineFigures(line, busy)?.good),
      [10, 10, 7],
      'its own until then',
    );
    const unread = group('CRM', { 'a.csv': { step: checking() } }, { step: 'none' });
    assert.deepEqual(
      each(unread, (line) => lineFigures(line, unread)),
      [undefined],
    );
  });

  it('is sorted by figures, the largest first and those without any last, or by name', () => {
    const of = group(
      'CRM',
      {
        'b.csv': { rows: [1, 5] },
        'x.csv': { step: checking() },
        'a2.csv': { rows: [9, 5] },
        'a10.csv': { rows: [3, 8] },
      },
      { step: 'none' },
    );
    const order = (sort: Parameters<typeof sortedLines>[1]): string =>
      sortedLines(of, sort)
        .map(({ id }) => id)
        .join(' ');
    assert.equal(order('leftOut'), 'a10.csv b.csv a2.csv x.csv');
    assert.equal(order('toSend'), 'a2.csv a10.csv b.csv x.csv');
    assert.equal(order('name'), 'a2.csv a10.csv b.csv x.csv');
    assert.equal(order(undefined), 'b.csv x.csv a2.csv a10.csv');
  });

  it('has in common what all of its segments have', () => {
    const add = group('CRM', { 'a.csv': {} });
    const remove = group('VIP', { 'b.csv': {} }, { operation: 'remove', account: OTHER });
    assert.equal(commonOperation([add, add]), 'add');
    assert.equal(commonOperation([add, remove]), undefined);
    assert.deepEqual(accountsOf([add, add, group(undefined, { 'c.csv': {} })]), [ACCOUNT]);
    assert.deepEqual(accountsOf([add, remove]), [ACCOUNT, OTHER]);
  });

  it('tells files of the same name apart by their folders', () => {
    const groups = [group('CRM', { 'a/crm.csv': {}, 'b/crm.csv': {}, 'b/vip.csv': {} })];
    const folders = [...foldersToTell(groups)].map(([id, folder]) => [
      groups[0].lines.findIndex((line) => line.id === id),
      folder,
    ]);
    assert.deepEqual(folders, [
      [0, 'a'],
      [1, 'b'],
    ]);
  });
});
