import assert from 'node:assert/strict';
import {
  changesFor,
  changesForAll,
  fixesOfRow,
  inEditor,
  KEEPING_FIXES,
  keepingFixOf,
  LineCounter,
  ruleOfRow,
  validateText,
} from '../../../../src/app/repair/fixRows';
import { fixLabel } from '../../../../src/app/repair/ruleTexts';
import { applyChanges, rowsOf, valueOf } from '../../../../src/csv/textRows';
import { readAs } from './files';

const options = readAs();
const TEXT = 'name,mail\nA,a@x.example\nB,nobody\n\nC\nD,d@x.example,more\nE, <e@x.example> \n';
const rows = () =>
  [...rowsOf(TEXT, options.layout)].map((row) => ({ row, value: valueOf(TEXT, row) }));

describe('fixing rows', () => {
  it('finds a rule for each row but valid and blank ones', () => {
    assert.deepEqual(
      rows().map(({ row, value }) => ruleOfRow(row, value, options)),
      [undefined, 'email-no-at', undefined, 'field-missing', 'row-ragged', 'email-display-name'],
    );
  });

  it('offers only removal for a row whose field can’t be located for sure', () => {
    const kinds = rows().map(({ row, value }) =>
      fixesOfRow(TEXT, row, value, options).map(({ kind }) => kind),
    );
    assert.deepEqual(kinds[3], ['remove']);
    assert.deepEqual(kinds[4], ['remove']);
    assert.ok(kinds[5].includes('unwrap'));
  });

  it('has findings at the field, or at the whole row if the field is unknown', () => {
    const { findings, totals } = validateText(TEXT, options);
    assert.deepEqual(
      findings.map(({ row, rule, place: { line, startColumn } }) => [row, rule, line, startColumn]),
      [
        [1, 'email-no-at', 2, 2],
        [3, 'field-missing', 4, 0],
        [4, 'row-ragged', 5, 0],
        [5, 'email-display-name', 6, 2],
      ],
    );
    assert.deepEqual(totals, {
      'email-no-at': 1,
      'field-missing': 1,
      'row-ragged': 1,
      'email-display-name': 1,
    });
  });

  it('changes all rows of one rule, and rejected ones by their offset', () => {
    const fixed = applyChanges(TEXT, changesFor(TEXT, options, 'email-no-at', 'remove', '\n'));
    assert.equal(fixed, TEXT.replace('B,nobody\n', ''));
    const rejected = new Set([TEXT.indexOf('a@x.example')]);
    const without = changesFor(TEXT, options, 'refused-by-api', 'remove', '\n', rejected);
    assert.equal(applyChanges(TEXT, without), TEXT.replace('A,a@x.example\n', ''));
    assert.deepEqual(changesFor(TEXT, options, 'refused-by-api', 'remove', '\n'), []);
  });

  it('fixes every row that a fix keeps, each as far as possible, in one change a row', () => {
    const text = [
      'name,mail',
      'A,a@x.example',
      'B, bad address@x.example',
      'C,"Cy <c@x.example>"',
      'D,"<d@x.example>; mailto:d2@x.example"',
      'E,\u200bmailto:e@x.example',
      'F,nobody',
      '',
    ].join('\n');
    const changes = changesForAll(text, options, '\n');
    assert.equal(
      applyChanges(text, changes),
      [
        'name,mail',
        'A,a@x.example',
        'B, bad address@x.example',
        'C,"c@x.example"',
        'D,"d@x.example"',
        'D,"d2@x.example"',
        'E,e@x.example',
        'F,nobody',
        '',
      ].join('\n'),
    );
    assert.equal(changes.length, 3);
    assert.deepEqual(changesForAll(applyChanges(text, changes), options, '\n'), []);
  });

  const HASH = 'e13743a7f1db7f4246badd6fd6ff54ff';
  const UUID = '6d92078a-8246-4a8e-93b5-fd2a3ce8a9b1';
  const [UNWRAP, CLEAN] = ['Extract the value from the surrounding text', 'Trim and clean up'];
  for (const [rule, type, kind, label, invalid, valid] of [
    [
      'hash-upper-case',
      'Email',
      'lowerCase',
      'Change the hash to lowercase',
      HASH.toUpperCase(),
      HASH,
    ],
    ['hash-prefix', 'Email', 'dropPrefix', 'Remove the hash prefix', `0x${HASH}`, HASH],
    ['email-display-name', 'Email', 'unwrap', UNWRAP, '"Ann ""A"" <a@x.example>"', '"a@x.example"'],
    ['email-mailto', 'Email', 'unwrap', UNWRAP, 'mailto:a@x.example', 'a@x.example'],
    ['invisible-characters', 'Email', 'clean', CLEAN, '\u00a0a\u200b@x.example', 'a@x.example'],
    [
      'uuid-without-hyphens',
      'UserIdentifier',
      'hyphenate',
      'Add the hyphens to the UUID',
      UUID.replaceAll('-', ''),
      UUID,
    ],
    ['uuid-wrapped', 'UserIdentifier', 'unwrap', UNWRAP, `{${UUID}}`, UUID],
    ['phone-punctuation', 'PhoneNumber', 'clean', CLEAN, '+44 20 7946 0958', '+442079460958'],
  ] as const) {
    it(`fixes the value alone, in one row and in all: ${rule}`, () => {
      const text = `name,id,n\r\nx,${invalid},1\r\n`;
      const reading = { ...options, type, layout: { ...options.layout, width: 3 } };
      const [row] = rowsOf(text, reading.layout);
      const value = valueOf(text, row);
      assert.equal(ruleOfRow(row, value, reading), rule);
      const fix = fixesOfRow(text, row, value, reading).find((one) => one.kind === kind);
      assert.equal(fix && fixLabel(fix.kind), label);
      for (const changes of [
        changesFor(text, reading, rule, kind, '\r\n'),
        changesForAll(text, reading, '\r\n'),
      ]) {
        const fixed = applyChanges(text, changes);
        assert.equal(
          fixed,
          text.replace(invalid, () => valid),
        );
        assert.deepEqual(validateText(fixed, reading).totals, {});
      }
    });
  }

  it('goes on with a row whose first fix shows another problem', () => {
    const layout = { ...options.layout, width: 3 };
    const text = 'name,mail,city\nA,a@x.example\u200b\nB,<b@x.example>,Ulm';
    const changes = changesForAll(text, { ...options, layout }, '\n');
    assert.equal(applyChanges(text, changes), 'name,mail,city\nA,a@x.example,\nB,b@x.example,Ulm');
    assert.equal(changes.length, 2);
  });

  it('knows the fix of each rule that keeps the row', () => {
    assert.equal(keepingFixOf('email-two-addresses'), 'split');
    assert.equal(keepingFixOf('row-ragged'), 'pad');
    assert.equal(keepingFixOf('email-no-at'), undefined);
    assert.equal(keepingFixOf('soon-gone'), undefined);
    assert.ok(!KEEPING_FIXES.includes('remove'));
  });

  it('reads lone CRs in an editor as the line endings that it turned them into', () => {
    const { layout } = inEditor(readAs({ recordEnd: 'cr' }));
    assert.equal(layout.recordEnd, 'lf');
  });

  it('counts CR, LF and CRLF as one line ending each', () => {
    const counter = new LineCounter('a\r\nb\rc\nd', 10);
    assert.deepEqual(
      [0, 3, 5, 7, 8].map((offset) => counter.at(offset)),
      [
        { line: 10, column: 0 },
        { line: 11, column: 0 },
        { line: 12, column: 0 },
        { line: 13, column: 0 },
        { line: 13, column: 1 },
      ],
    );
  });
});
