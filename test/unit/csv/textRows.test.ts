import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { changesFor, validateText } from '../../../src/app/repair/fixRows';
import type { Place } from '../../../src/csv/csvTypes';
import {
  applyChanges,
  changeOf,
  firstRecords,
  rowsOf,
  shiftBy,
  valueOf,
  type Layout,
} from '../../../src/csv/textRows';
import { followEdits, type Edit } from '../../../src/ui/problems/followEdits';

const layout = (changes: Partial<Layout> = {}): Layout => ({
  delimiter: ',',
  recordEnd: 'lf',
  header: false,
  sepLine: false,
  column: 0,
  ...changes,
});

/** The editor's text between two places: CR, LF and CRLF end a line. */
function cut(text: string, { line, startColumn, endLine, endColumn }: Place): string {
  const starts = [
    0,
    ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length),
  ];
  return text.slice(starts[line] + startColumn, starts[endLine] + endColumn);
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'é', '😀', ' ', ',', '"', '\n', '\r\n', 'b', '@'),
});
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 });
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;

describe('The rows of a text', () => {
  it('are those that csv-parse reads', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        (cells, eol, column, ended) => {
          const text =
            cells
              .map((row) =>
                row
                  .map((value) =>
                    /[",\r\n]/.test(value) || row.length === 1 ? quoted(value) : value,
                  )
                  .join(','),
              )
              .join(eol) + (ended && cells.length ? eol : '');
          const expected = parse(text, {
            relax_column_count: true,
            record_delimiter: ['\r\n', '\n'],
          }) as string[][];
          const found = [...rowsOf(text, layout({ column }))];
          assert.deepEqual(
            found.map((row) => (row.missing ? undefined : valueOf(text, row))),
            expected.map((row) => row[column]),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('skip a sep= line, blank lines above the header, and the header', () => {
    const text = 'sep=;\n\n\na;b\n1;2\n\n3;4';
    assert.deepEqual(
      [...rowsOf(text, layout({ delimiter: ';', header: true, sepLine: true, column: 1 }))].map(
        (row) => valueOf(text, row),
      ),
      ['2', '', '4'],
    );
  });

  it('end at a lone CR only where the file has no LF', () => {
    assert.equal([...rowsOf('a\rb\rc', layout({ recordEnd: 'cr' }))].length, 3);
    assert.equal([...rowsOf('a\rb\nc', layout())].length, 2);
  });

  it('keep every other byte when a value is replaced', () => {
    fc.assert(
      fc.property(table, cell, (cells, value) => {
        const text = cells.map((row) => row.map(quoted).join(',')).join('\r\n');
        const fixed = applyChanges(
          text,
          [...rowsOf(text, layout())]
            .filter((row) => !row.missing)
            .map((row) => changeOf(text, row, [value], layout(), '\n')),
        );
        assert.deepEqual(
          parse(fixed, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] }),
          (
            parse(text, {
              relax_column_count: true,
              record_delimiter: ['\r\n', '\n'],
            }) as string[][]
          ).map((row) => [value, ...row.slice(1)]),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('are split or removed with their line endings', () => {
    const text = 'x,a b\r\ny,c';
    const [first, last] = rowsOf(text, layout({ column: 1 }));
    assert.equal(
      applyChanges(text, [changeOf(text, first, ['a', 'b'], layout({ column: 1 }), '\n')]),
      'x,a\r\nx,b\r\ny,c',
    );
    assert.equal(
      applyChanges(text, [changeOf(text, last, ['c', 'd'], layout({ column: 1 }), '\r\n')]),
      'x,a b\r\ny,c\r\ny,d',
    );
    assert.equal(applyChanges(text, [changeOf(text, first, [], layout(), '\n')]), 'y,c');
    assert.equal(
      applyChanges(text, [changeOf(text, first, ['a,b'], layout({ column: 1 }), '\n')]),
      'x,"a,b"\r\ny,c',
    );
  });
});

describe('A text validated again', () => {
  const context = { type: 'Email' as const, layout: layout({ header: true }), header: 'email' };

  it('has its findings where the fields are', () => {
    const text = 'email\r\n"line\nbreak"\r\n\r\na@example.com\r\n😀@\r\n  Name <b@example.com>\r\n';
    const { findings, totals } = validateText(text, context);
    assert.deepEqual(
      findings.map(({ row, rule, place }) => [row, rule, cut(text, place)]),
      [
        [0, 'control-character', 'line\nbreak'],
        [3, 'email-domain-missing', '😀@'],
        [4, 'email-display-name', '  Name <b@example.com>'],
      ],
    );
    assert.deepEqual(totals, {
      'control-character': 1,
      'email-domain-missing': 1,
      'email-display-name': 1,
    });
  });

  it('rejects a row with too many or too few fields as the check does, and offers only to remove it', () => {
    const text = 'name,email\r\nx,Ann <ann@example.com>,more\r\ny\r\n\r\nz,bob@example.com\r\n';
    const wide = { ...context, layout: layout({ header: true, column: 1, width: 2 }) };
    const { findings } = validateText(text, wide);
    assert.deepEqual(
      findings.map(({ row, rule, place }) => [row, rule, cut(text, place)]),
      [
        [0, 'row-ragged', 'x,Ann <ann@example.com>,more'],
        [1, 'field-missing', 'y'],
      ],
    );
    assert.deepEqual(changesFor(text, wide, 'row-ragged', 'unwrap', '\n'), []);
    assert.equal(
      applyChanges(text, changesFor(text, wide, 'row-ragged', 'remove', '\n')),
      'name,email\r\ny\r\n\r\nz,bob@example.com\r\n',
    );
  });

  it('gets the empty fields that a spreadsheet left out at the end of a row, if the identifier is there', () => {
    const text =
      'name;email;city;note\r\nx;ann@example.com\r\ny;nobody\r\nz;bob@example.com;a;b;c\r\nq;"c@example.com";"a\nb"\r\nr\r\ns;dee@example.com;Ulm';
    const short = {
      ...context,
      layout: layout({ header: true, column: 1, width: 4, delimiter: ';' }),
    };
    const fixed = applyChanges(text, changesFor(text, short, 'row-ragged', 'pad', '\n'));
    assert.equal(
      fixed,
      text.replace('ann@example.com', 'ann@example.com;;').replace(/Ulm$/, 'Ulm;'),
    );
    assert.deepEqual(validateText(fixed, short).totals, { 'row-ragged': 3, 'field-missing': 1 });
  });

  it('moves the ranges that changes did not touch', () => {
    const text = 'abcdefghij';
    const parts = [
      { start: 8, end: 9 },
      { start: 0, end: 2 },
      { start: 4, end: 6 },
      { start: 6, end: 7 },
    ];
    const changes = [
      { start: 2, end: 4, text: 'XYZ' },
      { start: 5, end: 6, text: '' },
      { start: 7, end: 8, text: '' },
    ];
    const after = applyChanges(text, changes);
    assert.deepEqual(
      shiftBy(parts, changes).map(({ start, end }) => after.slice(start, end)),
      ['ab', 'g', 'i'],
    );
  });

  it('needs no fix of a kind a second time', () => {
    const text = `email\n${Array.from({ length: 50 }, (_, n) => (n % 3 ? `N <p${n}@example.com>` : `p${n}@example.com`)).join('\n')}\n`;
    const changes = changesFor(text, context, 'email-display-name', 'unwrap', '\n');
    assert.equal(changes.length, 33);
    assert.deepEqual(validateText(applyChanges(text, changes), context).findings, []);
  });
});

describe('Places', () => {
  it('move with edits before them, and stay before edits after them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', '😀') });
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (before, inserted, after, removes) => {
        // The mark is found again by what it holds: no other text has it.
        const document = `${before}\n<mark>${after}`;
        const at = (offset: number): [number, number] => {
          const lines = document.slice(0, offset).split(/\r\n|\r|\n/);
          return [lines.length - 1, lines[lines.length - 1].length];
        };
        const [line, startColumn] = at(before.length + 1);
        const place: Place = { line, startColumn, endLine: line, endColumn: startColumn + 6 };
        const end = removes ? before.length : 0;
        if (
          document[end - 1] === '\r' ||
          document.slice(end - 1, end + 1) === '\r\n' ||
          inserted.endsWith('\r')
        )
          return;
        const [endLine, endColumn] = at(end);
        const edit: Edit = { startLine: 0, startColumn: 0, endLine, endColumn, text: inserted };
        const moved = followEdits(place, edit);
        assert.ok(moved);
        assert.equal(cut(inserted + document.slice(end), moved), '<mark>');
      }),
      { numRuns: 1000 },
    );
  });

  it('are dropped when their text was edited', () => {
    const place: Place = { line: 3, startColumn: 5, endLine: 3, endColumn: 9 };
    const edit = (startColumn: number, endColumn: number, text: string): Edit => ({
      startLine: 3,
      startColumn,
      endLine: 3,
      endColumn,
      text,
    });
    assert.equal(followEdits(place, edit(6, 7, 'x')), undefined);
    assert.equal(followEdits(place, edit(9, 9, 'x')), undefined, 'typed at its end');
    assert.equal(followEdits(place, edit(5, 5, 'x')), undefined, 'typed at its start');
    assert.equal(
      followEdits(place, { startLine: 0, startColumn: 0, endLine: 9, endColumn: 0, text: '' }),
      undefined,
    );
    assert.deepEqual(followEdits(place, edit(10, 12, '')), place);
    assert.deepEqual(followEdits(place, edit(0, 2, '')), {
      line: 3,
      startColumn: 3,
      endLine: 3,
      endColumn: 7,
    });
    assert.deepEqual(
      followEdits(place, { startLine: 1, startColumn: 0, endLine: 2, endColumn: 0, text: '' }),
      { ...place, line: 2, endLine: 2 },
    );
  });
});

const comma = { delimiter: ',', recordEnd: 'lf' } as const;

describe('The first records of a text', () => {
  it('have all fields, without quotes', () => {
    assert.deepEqual(firstRecords('\n\na,"b\r\n""c"""\r\n\r\nd\ne,f,g', comma, 10, true), [
      ['a', 'b\r\n"c"'],
      [''],
      ['d'],
      ['e', 'f', 'g'],
    ]);
    assert.deepEqual(firstRecords('a;b\rc', { delimiter: ';', recordEnd: 'cr' }, 10, true), [
      ['a', 'b'],
      ['c'],
    ]);
  });

  it('stop at the limit, leave out an incomplete record, and tolerate malformed quotes', () => {
    assert.deepEqual(firstRecords('a\nb\nc"d\n', comma, 2, true), [['a'], ['b']]);
    assert.deepEqual(firstRecords('a\n', comma, 0, true), []);
    assert.deepEqual(firstRecords('first\nsecond\nthi', comma, 10, false), [['first'], ['second']]);
    assert.deepEqual(firstRecords('the only', comma, 10, false), [['the only']]);
    assert.deepEqual(firstRecords('a"b,"c"d,"e\nf', comma, 10, true), [['a"b', 'c', 'e\nf']]);
  });
});
