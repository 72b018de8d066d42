import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/apiError';
import { endingOf } from '../../../src/cli/exitCodes';
import type { ToolCode } from '../../../src/common/codes/toolCodes';
import { Cancelled, Failure } from '../../../src/common/failure';

describe('how a command ends that fails', () => {
  const ending = (code: ToolCode): string => endingOf(new Failure(code, ''));

  it('is by usage where other arguments would help', () => {
    for (const code of [
      ...['bad-argument', 'bad-setting', 'no-account'],
      ...['ambiguous-segment', 'ambiguous-audience'],
    ] as const)
      assert.equal(ending(code), 'usage');
  });

  it('goes by the code of the failure', () => {
    assert.equal(ending('signed-out'), 'denied');
    assert.equal(ending('protected'), 'blocked');
    assert.equal(ending('network'), 'gave-up');
    assert.equal(ending('segment-not-found'), 'failed');
    assert.equal(endingOf(new Cancelled()), 'cancelled');
  });

  it('isn’t mistaken for another by a code of the API that is a word of ours', () => {
    const rejection = (api: string, status: number): ApiError =>
      new ApiError('', {
        kind: 'api',
        code: { api },
        operation: 'create',
        outcome: 'notDone',
        retryable: false,
        status,
      });
    for (const code of [
      ...['bad-argument', 'conflict', 'protected', 'changed', 'signed-out', 'locked'],
      ...['adds-open', 'cancelled', 'network'],
    ]) {
      assert.equal(endingOf(rejection(code, 400)), 'failed', code);
      assert.equal(endingOf(rejection(code, 503)), 'gave-up', code);
      assert.equal(endingOf(new Failure({ api: code }, '')), 'failed', code);
    }
    assert.equal(endingOf(rejection('proxy', 403)), 'denied');
  });
});
