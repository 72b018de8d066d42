import assert from 'node:assert/strict';
import { rejectionOf } from '../../../../../src/app/segments/changes/saveRejection';
import { Failure } from '../../../../../src/common/failure';

describe('a rejection in the form', () => {
  it('is what the API says of the segment, at its field', () => {
    assert.deepEqual(
      rejectionOf(new Failure({ api: 'name-must-be-unique' }, 'Taken.', 'createSegment'))?.field,
      'name',
    );
    assert.deepEqual(
      rejectionOf(new Failure({ api: 'other' }, 'The retailer is unknown.', 'createSegment')),
      {
        field: 'retailerId',
        message: 'Criteo rejected the request: The retailer is unknown.',
      },
    );
  });

  it('is none for a failure before the request', () => {
    assert.equal(
      rejectionOf(new Failure('signed-out', 'Nobody is signed in.', 'account')),
      undefined,
    );
    assert.equal(
      rejectionOf(new Failure('bad-setting', 'The API version must look like 2026-07.', 'account')),
      undefined,
    );
    assert.equal(rejectionOf(new Failure('no-answer', 'No word.', 'createSegment')), undefined);
  });
});
