import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { exportLeftOut } from '../../../../src/app/repair/exportLeftOut';
import type { ReadingOptions } from '../../../../src/app/repair/fixRows';
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

  it('has no value that a spreadsheet would run as a formula, of one column or several', async () => {
    const rows = ['+1,=cmd|calc@x', '"=HYPERLINK(""https://x.example"")",@SUM(1)', 'x,plain'];
    const file = source(Buffer.from(`name,mail\n${rows.join('\n')}\n`));
    const exported = async (options: ReadingOptions): Promise<string[]> => {
      const { to, content } = target();
      await exportLeftOut(file, options, [], to);
      const [, ...records] = parse(content()) as string[][];
      return records.map(([, value]) => value);
    };
    assert.deepEqual(await exported(readAs()), ["'=cmd|calc@x", "'@SUM(1)", 'plain']);
    assert.deepEqual(await exported({ ...readAs(), more: [{ column: 0, header: 'name' }] }), [
      "'=cmd|calc@x; '+1",
      `'@SUM(1); '=HYPERLINK("https://x.example")`,
      'plain; x',
    ]);
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
