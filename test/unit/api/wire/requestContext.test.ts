import assert from 'node:assert/strict';
import { failureMessage } from '../../../../src/api/wire/requestContext';

describe('failureMessage', () => {
  it('mentions an unknown outcome between the fact and the advice', () => {
    const text = { fact: 'It failed.', advice: 'Try again.' };
    assert.equal(failureMessage(text, 'notDone'), 'It failed. Try again.');
    assert.equal(
      failureMessage(text, 'unknown'),
      'It failed. It may or may not have taken effect. Try again.',
    );
    assert.equal(
      failureMessage({ fact: 'It failed.' }, 'unknown'),
      'It failed. It may or may not have taken effect.',
    );
  });
});
