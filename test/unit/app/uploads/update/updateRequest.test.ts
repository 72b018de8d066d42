import assert from 'node:assert/strict';
import {
  allowedRisksOf,
  rejectUpdateOptions,
  UPDATE_KEYS,
} from '../../../../../src/app/uploads/update/updateRequest';
import { Failure } from '../../../../../src/common/failure';
import { ALLOWING } from '../../../../../src/upload/update/updateRisks';
import { ALLOWED_RISKS } from '../../../../../src/upload/uploadTypes';

describe('the arguments of an update', () => {
  it('allow each risk by its own', () => {
    assert.deepEqual(allowedRisksOf({}), []);
    for (const risk of ALLOWED_RISKS) {
      assert.ok(UPDATE_KEYS.includes(ALLOWING[risk]));
      assert.deepEqual(allowedRisksOf({ [ALLOWING[risk]]: true }), [risk]);
      assert.deepEqual(allowedRisksOf({ [ALLOWING[risk]]: false }), []);
    }
  });

  it('are for an update, or an operation that isn’t known yet', () => {
    for (const operation of [undefined, 'update'] as const)
      rejectUpdateOptions({ keep: 'file:///a' }, operation, 'upload');
    rejectUpdateOptions({}, 'add', 'upload');
    assert.throws(
      () => rejectUpdateOptions({ cutOff: false }, 'add', 'upload'),
      (error) =>
        error instanceof Failure && error.code === 'bad-argument' && error.operation === 'upload',
    );
  });
});
