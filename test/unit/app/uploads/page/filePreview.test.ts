import assert from 'node:assert/strict';
import {
  columnsAfterPress,
  fileSection,
  previewedColumns,
  readFilePreview,
  type FilePreview,
  type FileSectionOptions,
} from '../../../../../src/app/uploads/page/filePreview';
import { configureFormat } from '../../../../../src/common/format';
import { OutsideText } from '../../../../../src/common/outsideText';
import { findColumnOfType } from '../../../../../src/csv/findColumn';
import { preview } from '../../../../../src/csv/preview';
import { IDENTIFIER_TYPES } from '../../../../../src/identifiers/identifierTypes';
import type { SourceFile } from '../../../../../src/upload/uploadTypes';

const source = (text: string): SourceFile => ({
  uri: 'file:///work/crm.csv',
  bytes: Buffer.from(text),
});
const read = (text: string): Promise<FilePreview> => readFilePreview(source(text));

const OPTIONS: FileSectionOptions = {
  name: OutsideText.name('crm.csv'),
  index: 0,
  files: 1,
  chosen: [],
};
const details = (file: FilePreview, options: Partial<FileSectionOptions> = {}): string[] =>
  fileSection(file, { ...OPTIONS, ...options }).columns.map(({ detail }) => detail);

describe('the start of a file on the upload page', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has the first 20 records, each with the line on which it starts', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `"a\r\n${index}",p${index}@example.com`);
    const { rows: shown, lineLabel } = fileSection(
      await read(['sep=,', 'note,email', ...rows].join('\n')),
      OPTIONS,
    );
    assert.equal(shown.length, 20);
    assert.deepEqual(
      shown.slice(0, 3).map(({ line }) => line),
      ['3', '5', '7'],
    );
    assert.equal(lineLabel, 'Line');
    assert.deepEqual(
      shown[1].cells.map(({ text }) => text),
      ['a⏎1', 'p1@example.com'],
    );
  });

  it('says how a file is read, and its rows once they are counted', async () => {
    const file = await read('\ufeffid;email\n1;a@example.com\n');
    assert.equal(
      fileSection(file, OPTIONS).summary,
      'UTF-8 with BOM · semicolon · header · 28 bytes',
    );
    assert.equal(
      fileSection(file, { ...OPTIONS, rows: 120_001, index: 1, files: 3 }).summary,
      'crm.csv, 2 of 3 files · UTF-8 with BOM · semicolon · header · 120,001 rows',
    );
    assert.match(fileSection(await read('a@example.com\n'), OPTIONS).summary, / · no header · /);
    assert.match(
      fileSection(await read('sep=;\r\nname;e-mail\r\nAnn;ann@example.com\r\n'), OPTIONS).summary,
      / · semicolon · header · sep= · /,
    );
  });

  it('says what a column holds, how much of it is filled, and how many of those fit', async () => {
    const rows = Array.from({ length: 100 }, (_, index) =>
      [
        `c-${index}`,
        index < 98 ? `p${index}@example.com` : 'nobody',
        index < 41 ? `w${index}@example.com` : '',
        `x-${index}`,
      ].join(','),
    );
    const file = await read(['customer_id,email,work_email,code', ...rows].join('\n'));
    assert.deepEqual(details(file), [
      'Customer ID · fits 100%',
      'Email · fits 98%',
      'Email · filled 41%, fits 100%',
      '',
    ]);
  });

  it('never rounds to none or all', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) =>
      index === 0 ? 'nobody,' : `p${index}@example.com,${index === 1 ? 'w@example.com' : ''}`,
    );
    assert.deepEqual(details(await read(['email,mail 2', ...rows].join('\n'))), [
      'Email · fits 99%',
      'Email · filled 1%, fits 100%',
    ]);
  });

  const FILES = [
    'customer_id,x\nc-1,c-1\nc-2,c-2\n',
    'id,email\n1,a@example.com\n2,b@example.com\n',
    'email,work_email\na@example.com,b@example.com\n',
    'maid\n6513270e-269e-4d37-a2a7-4de452e6b438\n',
    'phone,mail\n+33612345678,a@example.com\n',
    'code\nLC884120\nLC884137\n',
  ];
  it('finds the column that a check finds, for each type', async () => {
    for (const text of FILES) {
      const [file, sample] = await Promise.all([read(text), preview(source(text))]);
      for (const type of IDENTIFIER_TYPES) {
        const { match } = findColumnOfType(type, sample);
        assert.deepEqual(
          previewedColumns(file, type, undefined),
          match === undefined ? [] : [match],
          `${type} in ${text}`,
        );
        if (match !== undefined)
          assert.ok(
            file.columns[match].types.some((likely) => likely.type === type),
            `${type} in ${text}`,
          );
      }
    }
  });

  it('takes the column chosen by name or number, and none for a choice that does not fit', async () => {
    const file = await read('id,E-Mail\n1,a@example.com\n');
    assert.deepEqual(previewedColumns(file, 'Email', ['e-mail']), [1]);
    assert.deepEqual(previewedColumns(file, 'Email', [0]), [0]);
    assert.deepEqual(previewedColumns(file, 'Email', ['other']), []);
    assert.deepEqual(previewedColumns(file, undefined, undefined), []);
  });

  it('marks what is invalid or blank in the chosen column, as the check does', async () => {
    const file = await read(
      'id,email\n1,a@example.com\n2,a@@example.com\n3, \n4,b@example.com,too many\n\n5,c@example.com\n',
    );
    const { rows, columns, marks } = fileSection(file, { ...OPTIONS, chosen: [1], type: 'Email' });
    assert.deepEqual(
      rows.map(({ cells }) => cells.map(({ mark }) => mark)),
      [
        [undefined, undefined],
        [undefined, 'invalid'],
        [undefined, 'blank'],
        [undefined, 'invalid'],
        [undefined, 'blank'],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(
      columns.map(({ chosen }) => chosen),
      [false, true],
    );
    assert.deepEqual(marks, { invalid: 'Invalid', blank: 'blank' });
  });

  it('marks each of several chosen columns, and says how to leave one out', async () => {
    const file = await read(
      'id,email,work\n1,a@example.com,\n2,nobody,b@example.com\n3,c@example.com,no one\n',
    );
    const { rows, columns, hint } = fileSection(file, {
      ...OPTIONS,
      chosen: [1, 2],
      type: 'Email',
    });
    assert.deepEqual(
      rows.map(({ cells }) => cells.map(({ mark }) => mark)),
      [
        [undefined, undefined, 'blank'],
        [undefined, 'invalid', undefined],
        [undefined, undefined, 'invalid'],
      ],
    );
    assert.deepEqual(
      columns.map(({ chosen }) => chosen),
      [false, true, true],
    );
    assert.equal(hint, '2 columns are sent: email, work. Select a header again to leave it out.');
    const checked = fileSection(file, { ...OPTIONS, chosen: [1, 2], type: 'Email', checks: true });
    assert.match(checked.hint ?? '', /^2 columns are checked: email, work\./);
  });

  it('adds or takes out a column of the type, and chooses one of another type alone', async () => {
    const rows = Array.from({ length: 9 }, (_, n) => `${n},a${n}@x.example,b${n}@x.example,text`);
    const file = await read(`customer id,email,work email,note\n${rows.join('\n')}\n`);
    const press = (chosen: number[], pressed: number): readonly number[] =>
      columnsAfterPress(file, 'Email', chosen, pressed);
    assert.deepEqual(press([1], 2), [1, 2]);
    assert.deepEqual(press([2], 1), [1, 2]);
    assert.deepEqual(press([1, 2], 1), [2]);
    // The last one stays.
    assert.deepEqual(press([2], 2), [2]);
    assert.deepEqual(press([1, 2], 0), [0]);
    assert.deepEqual(press([1, 2], 3), [3]);
    // From a column of another type, it is a correction.
    assert.deepEqual(press([3], 1), [1]);
    assert.deepEqual(press([], 1), [1]);
    assert.deepEqual(columnsAfterPress(file, 'CustomerId', [1, 2], 0), [0]);
    const hint = (chosen: number[]): string =>
      fileSection(file, { ...OPTIONS, chosen, type: 'Email' }).hint ?? '';
    assert.match(hint([1]), /Another one of the same type is added\.$/);
    assert.equal(hint([3]), 'Select a header to use that column.');
  });

  it('shows cells as plain text of at most 200 characters, with their spaces', async () => {
    const file = await read(
      `email,note\n"  A@EXAMPLE.COM ",\u001b[31mred\u202e\na@example.com,${'x'.repeat(5000)}\n`,
    );
    const [[email, note], [, long]] = fileSection(file, OPTIONS).rows.map(({ cells }) => cells);
    assert.equal(email.text, '  A@EXAMPLE.COM ');
    assert.equal(note.text, 'red');
    assert.equal(long.text, `${'x'.repeat(199)}…`);
  });

  it('shows at most 50 columns, the chosen one among them', async () => {
    const names = Array.from({ length: 80 }, (_, index) => `c${index}`).join(',');
    const file = await read(`${names}\n${names.replace(/c/g, 'v')}\n`);
    const shown = fileSection(file, { ...OPTIONS, chosen: [70], type: 'Email' });
    assert.equal(shown.columns.length, 50);
    assert.equal(shown.rows[0].cells.length, 50);
    assert.deepEqual(shown.columns.at(-1)?.press?.value, '70');
    assert.equal(shown.columns.at(-1)?.chosen, true);
  });

  it('shows no name of a column that may be the first customer', async () => {
    const named = async (name: string): Promise<string> => {
      const given = { ...source(`x,${name}\n1,2\n`), dialect: { header: true } };
      return fileSection(await readFilePreview(given), OPTIONS).columns[1].name;
    };
    for (const value of ['10023', 'C-10023', 'ann@example.com', '+491701234567', 'a'.repeat(32)])
      assert.equal(await named(value), '#2', value);
    for (const name of ['E-Mail', 'crm_email_sha256', 'customer id'])
      assert.equal(await named(name), name);
  });

  it('can be changed unless it is locked', async () => {
    const file = await read('id,email\n1,a@example.com\n');
    const open = fileSection(file, { ...OPTIONS, index: 2 });
    assert.deepEqual(open.change, {
      label: 'Change',
      action: 'changeReading',
      value: '2',
      description: 'Change How the File Is Read…',
    });
    assert.deepEqual(open.columns[1].press, { label: 'email', action: 'chooseColumn', value: '1' });
    assert.equal(open.hint, 'Select a header to use that column.');
    const locked = fileSection(file, { ...OPTIONS, locked: true });
    assert.deepEqual(
      [locked.change, locked.hint, ...locked.columns.map(({ press }) => press)],
      [undefined, undefined, undefined, undefined],
    );
  });
});
