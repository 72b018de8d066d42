import assert from 'node:assert/strict';
import { exportLeftOut } from '../../../../src/app/repair/exportLeftOut';
import { onLine, readAs, source, target } from './files';

describe('the export of invalid and rejected rows', () => {
  it('has the row number, value and rule of rows that the check or Criteo rejected', async () => {
    const { to, content } = target();
    const file = source(Buffer.from('name,mail\nA,a@x.example\nB,nobody\n"C","c@x.example"\n'));
    const { rows } = await exportLeftOut(file, readAs(), [onLine(3)], to);
    assert.equal(rows, 2);
    const lines = content().toString().split('\r\n');
    assert.equal(lines[0], 'row,value,code,problem');
    assert.match(lines[1], /^2,nobody,email-no-at,/);
    assert.match(lines[2], /^3,c@x\.example,refused-by-api,/);
    assert.equal(lines[3], '');
  });

  it('says if rows that Criteo rejected can’t be located any more', async () => {
    const { to } = target();
    const file = source(Buffer.from('name,mail\nA,a@x.example\n'));
    assert.deepEqual(await exportLeftOut(file, readAs(), undefined, to), {
      rows: 0,
      to: to.uri,
      refusedUnknown: true,
    });
  });
});
