import assert from 'node:assert/strict';
import { requireUsable, withStateFolder } from '../../../../src/cli/session/stateFolderPath';
import { Failure } from '../../../../src/common/failure';

describe('the folder of upload records', () => {
  it('is named with the reason why it can’t be used', () => {
    requireUsable('/records', undefined);
    assert.throws(() => requireUsable('/records', 'EROFS'), {
      code: 'state-folder',
      message: /: \/records \(EROFS\)\. .*--state-dir/,
    });
  });

  it('is named where its disk is full', () => {
    const full = withStateFolder(new Failure('journal-full', 'The disk is full.'), '/records');
    assert.equal(full.message, 'The disk is full. Upload records are in /records.');
    const other = new Failure('network', 'No connection.');
    assert.equal(withStateFolder(other, '/records'), other);
  });
});
