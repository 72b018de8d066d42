import assert from 'node:assert/strict';
import { exportLeftOut } from '../../../../src/app/repair/exportLeftOut';
import { columnsOf, fieldsOfRow, isValidField } from '../../../../src/app/repair/fieldsOfRow';
import { fixFile } from '../../../../src/app/repair/fixFile';
import {
  changesFor,
  changesForAll,
  KEEPING_FIXES,
  validateText,
  type ReadingOptions,
} from '../../../../src/app/repair/fixRows';
import { linesOfRule } from '../../../../src/app/repair/linesOfRule';
import { applyChanges, rowsOf, valueOf } from '../../../../src/csv/textRows';
import { readAs, source, target } from './files';

/** The columns `home` and `work` of four. */
const TWO: ReadingOptions = (() => {
  const one = readAs();
  return {
    ...one,
    layout: { ...one.layout, column: 1, width: 4 },
    header: 'home',
    more: [{ column: 3, header: 'work' }],
  };
})();
const HEADER = 'name,home,note,work\n';
const TEXT = [
  'A,a@x.example,n,a2@x.example',
  'B,nobody,n,b2@x.example',
  'C,no one,"two\nlines",nobody',
  'D,d@x.example,n',
  '',
  'E, <e@x.example> ,n," mailto:e2@x.example"',
  '',
].join('\n');
const text = HEADER + TEXT;

describe('the fields of a row in several columns', () => {
  it('are one a column, each at its place', () => {
    assert.deepEqual(columnsOf(TWO), [1, 3]);
    const values = [...rowsOf(text, TWO.layout)].map((row) =>
      fieldsOfRow(text, row, TWO).map((field) => [
        valueOf(text, field.row),
        isValidField(field, valueOf(text, field.row)),
      ]),
    );
    assert.deepEqual(values[0], [
      ['a@x.example', true],
      ['a2@x.example', true],
    ]);
    assert.deepEqual(values[2], [
      ['no one', false],
      ['nobody', false],
    ]);
    assert.deepEqual(values[3], [
      ['d@x.example', false],
      ['', false],
    ]);
  });

  it('are validated each, with findings at their own cells', () => {
    const { findings, totals } = validateText(text, TWO);
    assert.deepEqual(
      findings.map(({ row, column, rule, place }) => [
        ...[row, column, rule, place.line, place.startColumn, place.endLine],
      ]),
      [
        [1, 1, 'email-no-at', 2, 2, 2],
        [2, 1, 'email-whitespace-inside', 3, 2, 3],
        [2, 3, 'email-no-at', 4, 7, 4],
        [3, 1, 'row-ragged', 5, 0, 5],
        [3, 3, 'field-missing', 5, 0, 5],
        [5, 1, 'email-display-name', 7, 2, 7],
        [5, 3, 'email-mailto', 7, 21, 7],
      ],
    );
    assert.equal(totals['email-no-at'], 2);
  });

  it('are fixed in one change a row', () => {
    const changes = changesForAll(text, TWO, '\n');
    const fixed = applyChanges(text, changes);
    assert.match(fixed, /^E,e@x\.example,n,"e2@x\.example"$/m);
    assert.deepEqual(changesForAll(fixed, TWO, '\n'), []);
  });

  it('are removed one by one: a row stays while it has another valid field', () => {
    const fixed = applyChanges(text, changesFor(text, TWO, 'email-no-at', 'remove', '\n'));
    assert.match(fixed, /^B,,n,b2@x\.example$/m);
    // Neither field of that row is valid.
    assert.doesNotMatch(fixed, /^C/m);
    const rejected = new Set([text.indexOf('a@x.example'), text.indexOf('a2@x.example')]);
    const changes = changesFor(text, TWO, 'refused-by-api', 'remove', '\n', rejected);
    assert.equal(applyChanges(text, changes), text.replace('A,a@x.example,n,a2@x.example\n', ''));
    const one = new Set([text.indexOf('a2@x.example')]);
    assert.equal(
      applyChanges(text, changesFor(text, TWO, 'refused-by-api', 'remove', '\n', one)),
      text.replace('a2@x.example', ''),
    );
  });

  it('are fixed in a new file too, whatever its encoding', async () => {
    const { to, content } = target();
    const content1 = `${HEADER}É, <é@x.example> ,n,É <e@x.example>\n${TEXT}`;
    const place = { line: 2, startColumn: 16, endLine: 2, endColumn: 28 };
    const result = await fixFile(
      source(Buffer.from(content1)),
      TWO,
      [...KEEPING_FIXES, 'remove'],
      [{ column: 3, place }],
      to,
    );
    const fixed = content().toString('utf8');
    assert.match(fixed, /^É,/m);
    assert.match(fixed, /,n,e@x\.example$/m);
    assert.match(fixed, /^A,a@x\.example,n,$/m);
    assert.match(fixed, /^B,,n,b2@x\.example$/m);
    assert.doesNotMatch(fixed, /^C/m);
    assert.equal(result.rows, 7);
  });

  it('are exported once a row, with all that is wrong with them', async () => {
    const { to, content } = target();
    const place = { line: 1, startColumn: 16, endLine: 1, endColumn: 28 };
    const { rows } = await exportLeftOut(
      source(Buffer.from(text)),
      TWO,
      [{ column: 3, place }],
      to,
    );
    const lines = content().toString('utf8').split('\r\n');
    assert.equal(rows, 5);
    assert.deepEqual(
      lines.map((line) => line.split(',').slice(0, 3).join(',')),
      [
        'row,value,code',
        '1,a2@x.example,refused-by-api',
        '2,nobody,email-no-at',
        '3,no one; nobody,email-whitespace-inside; email-no-at',
        '4,d@x.example; ,row-ragged; field-missing',
        '6, <e@x.example> ;  mailto:e2@x.example,email-display-name; email-mailto',
        '',
      ],
    );
  });

  it('are found by a rule, each row once', async () => {
    const lines = (rule: string) => linesOfRule(source(Buffer.from(text)), TWO, rule, 100);
    assert.deepEqual(await lines('email-no-at'), [3, 5]);
    assert.deepEqual(await lines('field-missing'), [6]);
  });
});
