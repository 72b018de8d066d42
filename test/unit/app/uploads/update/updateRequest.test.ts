import assert from 'node:assert/strict';
import { requestFrom, TASK_KEYS } from '../../../../../src/app/uploads/request';
import { rejectUpdateOptions } from '../../../../../src/app/uploads/update/updateRequest';
import { Failure } from '../../../../../src/common/failure';
import { PERMISSIONS } from '../../../../../src/upload/uploadTypes';

describe('the arguments of an update', () => {
  it('permit what a list names, and nothing that isn’t known', () => {
    const allow = (value: unknown) => requestFrom({ operation: 'update', allow: value }).allow;
    assert.deepEqual(allow([]), []);
    for (const one of PERMISSIONS) assert.deepEqual(allow([one]), [one]);
    assert.deepEqual(allow(['cut-off', 'previous-unknown']), ['previous-unknown', 'cut-off']);
    assert.deepEqual(allow(['cut-off', 'cut-off']), ['cut-off']);
    for (const value of ['cut-off', true, ['all'], ['cut-off', 'x'], [1], { 0: 'cut-off' }])
      assert.throws(
        () => allow(value),
        /“allow” must be a list of: previous-unknown, other-list, other-formats, invalid-grew, cut-off, remove-shared\./,
      );
  });

  it('permit nothing in a task, which is a file', () => {
    assert.throws(
      () => requestFrom({ operation: 'update', allow: ['cut-off'] }, 'task', [], TASK_KEYS),
      /task has no argument “allow”/,
    );
  });

  it('are no longer those that permitted one thing each', () => {
    for (const name of ['previousUnknown', 'removeShared', 'cutOff'])
      assert.throws(
        () => requestFrom({ operation: 'update', [name]: true }),
        (error) => error instanceof Failure && error.code === 'bad-argument',
      );
  });

  it('are for an update, or an operation that isn’t known yet', () => {
    for (const operation of [undefined, 'update'] as const)
      rejectUpdateOptions({ keep: 'file:///a' }, operation, 'upload');
    rejectUpdateOptions({}, 'add', 'upload');
    assert.throws(
      () => rejectUpdateOptions({ allow: [] }, 'add', 'upload'),
      (error) =>
        error instanceof Failure && error.code === 'bad-argument' && error.operation === 'upload',
    );
  });
});
