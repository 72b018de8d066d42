import assert from 'node:assert/strict';
import { fitsEditor } from '../../../../src/app/repair/fitsEditor';

describe('a file that the editor can open', () => {
  it('has at most 50 MB and isn’t compressed', () => {
    assert.equal(fitsEditor('crm.csv', 52_428_800), true);
    assert.equal(fitsEditor('crm.csv', 52_428_801), false);
    assert.equal(fitsEditor('crm.csv.GZ', 1000), false);
  });
});
