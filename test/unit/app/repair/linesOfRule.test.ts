import assert from 'node:assert/strict';
import { linesOfRule } from '../../../../src/app/repair/linesOfRule';
import { readAs, source } from './files';

describe('the lines of the rows with a problem', () => {
  const linesOf = (text: string, rule: string, limit = 100): Promise<number[]> =>
    linesOfRule(source(Buffer.from(text)), readAs(), rule, limit);

  it('are counted from 1 as in an editor, with line breaks inside quotes', async () => {
    const text =
      'name,mail\r\n"Ann\nB.",nobody\r\n\r\nC\r\n"D\n",d@x.example\r\nE,no one\r\nF,nobody';
    assert.deepEqual(await linesOf(text, 'email-no-at'), [3, 9]);
    assert.deepEqual(await linesOf(text, 'field-missing'), [5]);
    assert.deepEqual(await linesOf(text, 'email-two-at'), []);
  });

  it('are the first ones, over the whole of a large file', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, n) => `n,${n % 20_000 === 9 ? 'nobody' : 'a@x.example'}`,
    );
    const text = `name,mail\n${rows.join('\n')}\n`;
    assert.deepEqual(await linesOf(text, 'email-no-at'), [11, 20_011, 40_011]);
    assert.deepEqual(await linesOf(text, 'email-no-at', 2), [11, 20_011]);
  });
});
