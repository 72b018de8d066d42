import assert from 'node:assert/strict';
import { outcomeOfFailure } from '../../../../../src/app/uploads/outcome';
import { guardFailure } from '../../../../../src/app/uploads/update/guardFailure';
import { Failure } from '../../../../../src/common/failure';
import { UploadError } from '../../../../../src/upload/uploadError';

describe('a file of an update that can’t be planned', () => {
  const guarded = (error: unknown): Failure => {
    const failure = guardFailure(error, 1);
    assert.ok(failure instanceof Failure);
    return failure;
  };

  it('is stopped by a safety check where it may be half an export', () => {
    for (const [code, guard] of [
      ['empty', 'nothing-to-send'],
      ['quote-not-closed', 'cut-off'],
      ['file-changed', 'changed'],
    ] as const) {
      const failure = guarded(new Failure(code, 'It says why.', 'upload'));
      assert.deepEqual([failure.code, failure.message], [guard, 'It says why.']);
      assert.equal(outcomeOfFailure(failure), 'blocked');
    }
  });

  it('is invalid otherwise, as a previous file is', () => {
    assert.equal(guarded(new Failure('not-found', 'Gone.')).code, 'not-found');
    const previous = new UploadError('file-changed', 'It changed.', { file: 1 });
    assert.equal(guarded(previous), previous);
    const unexpected = new TypeError();
    assert.equal(guardFailure(unexpected, 1), unexpected);
  });
});
