import assert from 'node:assert/strict';
import { fileName, fileNames, fileOrCount, nameIn } from '../../../src/common/fileName';

describe('file names', () => {
  it('are decoded in a URI text, but not in a URI object, whose path is decoded already', () => {
    assert.equal(fileName('file:///home/ann/crm%20export.csv').raw(), 'crm export.csv');
    assert.equal(fileName({ path: '/home/ann/100%25.csv' }).raw(), '100%25.csv');
    assert.equal(nameIn('file:///broken%zz.csv'), 'broken%zz.csv');
    assert.equal(nameIn('untitled:crm.csv?version=1#2'), 'crm.csv');
  });

  it('of many files are the first three and a count', () => {
    const files = (count: number): { uri: string }[] =>
      Array.from({ length: count }, (_none, at) => ({ uri: `file:///${at}.csv` }));
    assert.equal(fileNames(files(3)).raw(), '0.csv, 1.csv, 2.csv');
    assert.equal(fileNames(files(5)).raw(), '0.csv, 1.csv, 2.csv, … and 2 more');
    assert.deepEqual(
      [0, 1, 5].map((count) => fileOrCount(files(count)).raw()),
      ['0 files', '0.csv', '5 files'],
    );
  });
});
