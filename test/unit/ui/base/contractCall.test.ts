import assert from 'node:assert/strict';
import { isContractCall } from '../../../../src/ui/base/contractCall';

/** Stands for a `Uri` of the editor, which is of a class. */
class FakeUri {
  readonly scheme = 'file';
  readonly path = '/a.csv';
}

describe('isContractCall', () => {
  it('is true for options, also beside a file', () => {
    for (const args of [
      [{ jobId: 'a' }],
      [new FakeUri(), { segmentId: '1' }],
      [[new FakeUri()], {}],
    ])
      assert.equal(isContractCall(args), true, JSON.stringify(args));
  });

  it('is false for what the editor passes: nothing, files, rows, the place of an editor', () => {
    const uri = new FakeUri();
    const row = { kind: 'job', jobId: 'a' };
    for (const args of [
      [],
      [undefined, null],
      [uri],
      [uri, [uri, uri]],
      [uri, { groupId: 0, editorIndex: 1 }],
      [row, [row]],
      [{ $mid: 1, scheme: 'file', path: '/a.csv' }],
    ])
      assert.equal(isContractCall(args), false, JSON.stringify(args));
  });
});
