import assert from 'node:assert/strict';
import {
  allowedRisksOf,
  REFRESH_KEYS,
  rejectRefreshOptions,
} from '../../../../../src/app/uploads/refresh/refreshRequest';
import { Failure } from '../../../../../src/common/failure';
import { ALLOWING } from '../../../../../src/upload/refresh/refreshRisks';
import { ALLOWED_RISKS } from '../../../../../src/upload/uploadTypes';

describe('the arguments of a refresh', () => {
  it('allow each risk by its own', () => {
    assert.deepEqual(allowedRisksOf({}), []);
    for (const risk of ALLOWED_RISKS) {
      assert.ok(REFRESH_KEYS.includes(ALLOWING[risk]));
      assert.deepEqual(allowedRisksOf({ [ALLOWING[risk]]: true }), [risk]);
      assert.deepEqual(allowedRisksOf({ [ALLOWING[risk]]: false }), []);
    }
  });

  it('are for a refresh, or an operation that isn’t known yet', () => {
    for (const operation of [undefined, 'refresh'] as const)
      rejectRefreshOptions({ keep: 'file:///a' }, operation, 'upload');
    rejectRefreshOptions({}, 'add', 'upload');
    assert.throws(
      () => rejectRefreshOptions({ cutOff: false }, 'add', 'upload'),
      (error) =>
        error instanceof Failure && error.code === 'bad-argument' && error.operation === 'upload',
    );
  });
});
