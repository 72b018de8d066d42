import assert from 'node:assert/strict';
import { Arguments } from '../../../../src/app/arguments';
import {
  fixedText,
  fixFile,
  readFixes,
  requireOtherFile,
} from '../../../../src/app/repair/fixFile';
import type { Dialect } from '../../../../src/csv/csvTypes';
import { detect } from '../../../../src/csv/detect';
import type { FixKind } from '../../../../src/identifiers/identifierTypes';
import { onLine, readAs, source, target } from './files';

const ALL: readonly FixKind[] = ['clean', 'split', 'unwrap', 'pad', 'remove'];

describe('a file that is fixed into a new one', () => {
  const fixed = async (
    content: Buffer,
    {
      dialect,
      fixes = ALL,
      byApi = [],
    }: {
      dialect?: Partial<Dialect>;
      fixes?: readonly FixKind[];
      byApi?: readonly ReturnType<typeof onLine>[] | undefined;
    } = {},
  ) => {
    const { to, content: written } = target();
    const result = await fixFile(source(content), readAs(dialect), fixes, byApi, to);
    return { ...result, content: written() };
  };

  it('changes what is wrong, and nothing else: quotes and line ends stay', async () => {
    const { content, rows, changed } = await fixed(
      Buffer.from(
        'name,mail\r\n"Ann, A",ann@x.example\r\n"Bob",<bob@x.example>\r\n"C ""c""","mailto:cy@x.example"\r\nDee,nobody\r\nEve,e@x.example',
      ),
    );
    assert.equal(
      content.toString(),
      'name,mail\r\n"Ann, A",ann@x.example\r\n"Bob",bob@x.example\r\n"C ""c""","cy@x.example"\r\nEve,e@x.example',
    );
    assert.deepEqual([rows, changed], [5, 3]);
  });

  it('uses the header’s line end if the only row has none', async () => {
    const { content } = await fixed(Buffer.from('name,mail\r\nA,a@x.example; b@x.example'));
    assert.equal(content.toString(), 'name,mail\r\nA,a@x.example\r\nA,b@x.example');
  });

  it('leaves alone what no chosen fix is for, and counts what is still invalid', async () => {
    const text = 'name,mail\nBob,<bob@x.example>\nDee,nobody\n\nEve\nPat, pat@x.example \n';
    const unwrapped = await fixed(Buffer.from(text), { fixes: ['unwrap'] });
    assert.equal(unwrapped.content.toString(), text.replace('<bob@x.example>', 'bob@x.example'));
    assert.deepEqual([unwrapped.changed, unwrapped.stillInvalid], [1, 2]);
    assert.equal((await fixed(Buffer.from(text), { fixes: ['clean'] })).stillInvalid, 3);
    assert.equal((await fixed(Buffer.from(text))).stillInvalid, 0);
    // As many as a check of the new file finds, in however many pieces it is read.
    const many = `name,mail\n${'Dee,nobody\nBob,<bob@x.example>\n'.repeat(20_000)}`;
    assert.equal((await fixed(Buffer.from(many), { fixes: ['unwrap'] })).stillInvalid, 20_000);
  });

  it('applies several fixes to one row, and removes what they didn’t make valid', async () => {
    const text = 'name,mail\nÄ,\u200bBob <bob@x.example>\nDee, nobody \nE,<e@x.example>';
    const { content, changed } = await fixed(Buffer.from(text));
    assert.equal(content.toString(), 'name,mail\nÄ,bob@x.example\nE,e@x.example');
    assert.equal(changed, 3);
  });

  it('keeps UTF-16 and its byte order mark', async () => {
    const as = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
    const { content } = await fixed(as('Größe;Mail\nÄ; ä@x.example \nB;b@x.example\n'), {
      dialect: { encoding: 'utf-16le', bomLength: 2, delimiter: ';' },
      fixes: ['remove'],
    });
    assert.ok(content.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])));
    assert.match(content.subarray(2).toString('utf16le'), /^Größe;Mail\n.*B;b@x\.example\n$/s);
  });

  it('keeps windows-1252 in the columns beside', async () => {
    const { content } = await fixed(Buffer.from('Name,Mail\nJos\xe9,<j@x.example>\n', 'latin1'), {
      dialect: { encoding: 'windows-1252' },
    });
    assert.equal(content.toString('latin1'), 'Name,Mail\nJos\xe9,j@x.example\n');
  });

  it('keeps malformed UTF-8 bytes in rows that it doesn’t change', async () => {
    const broken = Buffer.from([0x41, 0xc3, 0x28, 0x2c]);
    const { content } = await fixed(
      Buffer.concat([
        Buffer.from('name,mail\n'),
        broken,
        Buffer.from('a@x.example\nB,<b@x.example>\n'),
      ]),
    );
    assert.ok(content.includes(Buffer.concat([broken, Buffer.from('a@x.example\nB,b@x')])));
  });

  /** Encoded as other programs do it, without the product's code. */
  const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
  const windows1252 = (text: string): Buffer =>
    Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');
  for (const [name, bytes, delimiter, eol, top] of [
    ['UTF-8', (text: string) => Buffer.from(text), ',', '\n', ''],
    [
      'UTF-8 with a byte order mark',
      (text: string) => Buffer.from(`\ufeff${text}`),
      ';',
      '\r\n',
      '',
    ],
    ['UTF-16 LE', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), '\t', '\r\n', ''],
    ['UTF-16 BE', (text: string) => utf16be(`\ufeff${text}`), '|', '\n', ''],
    [
      'UTF-16 LE without a byte order mark',
      (text: string) => Buffer.from(text, 'utf16le'),
      ',',
      '\r\n',
      '',
    ],
    ['Windows-1252', windows1252, ';', '\r\n', 'sep=;\r\n'],
    ['Windows-1252 with CR', windows1252, ';', '\r', ''],
  ] as const) {
    it(`is otherwise unchanged, as it is detected: ${name}`, async () => {
      const lines = (rows: string[][], ended = true): Buffer =>
        bytes(top + rows.map((row) => row.join(delimiter)).join(eol) + (ended ? eol : ''));
      const before = [
        ['"Näme"', 'e-mail', '"note ""€"""'],
        ['Zoë', 'zoe@example.com', '5 €'],
        ['"Ann"', '"Ännchen <ANN@Example.com>"', ''],
        ['Bob', 'mailto:bob@example.com', `"a${delimiter}b${eol}c"`],
        ['Nöbody', 'nobody', ''],
        ['Two', '"c@example.com; d@example.com"', 'ü'],
      ];
      const after = [
        before[0],
        before[1],
        ['"Ann"', '"ann@example.com"', ''],
        ['Bob', 'bob@example.com', before[3][2]],
        ['Two', '"c@example.com"', 'ü'],
        ['Two', '"d@example.com"', 'ü'],
      ];
      const content = lines(before, false);
      const { dialect } = await detect({ bytes: content });
      const reading = readAs(dialect);
      const { to, content: written } = target();
      await fixFile(
        source(content),
        { ...reading, layout: { ...reading.layout, width: 3 } },
        ['unwrap', 'split', 'remove'],
        [],
        to,
      );
      assert.deepEqual(written(), lines(after, false));
    });
  }

  it('removes rows that only Criteo rejected, and says if they can’t be located', async () => {
    const text = 'name,mail\nA,a@x.example\nB,b@x.example\n';
    const known = await fixed(Buffer.from(text), { byApi: [onLine(2)] });
    assert.equal(known.content.toString(), 'name,mail\nA,a@x.example\n');
    assert.equal(known.refusedUnknown, undefined);
    const { to } = target();
    const unknown = await fixFile(source(Buffer.from(text)), readAs(), ['remove'], undefined, to);
    assert.deepEqual(unknown, {
      ...{ rows: 2, changed: 0, stillInvalid: 0 },
      ...{ to: to.uri, refusedUnknown: true },
    });
  });

  it('applies the fixes of an argument, all of which it knows', () => {
    const read = (fixes: unknown): string[] => readFixes(new Arguments({ fixes }, 'fixFile'));
    assert.deepEqual(read(['remove', 'clean']), ['remove', 'clean']);
    for (const fixes of [[], ['clean', 'magic'], 'clean', undefined])
      assert.throws(() => read(fixes), {
        code: 'bad-argument',
        operation: 'fixFile',
        message: /^“fixes” must be a list of these values: clean, /,
      });
  });

  it('says what it changed, and what it couldn’t', () => {
    const result = { rows: 2, changed: 1, stillInvalid: 0, to: 'file:///b.csv' };
    const said = 'Changed 1 of 2 rows. The new file is b.csv.';
    assert.equal(fixedText(result, 'b.csv'), said);
    const saidOf = (stillInvalid: number): string =>
      fixedText({ ...result, stillInvalid }, 'b.csv').slice(said.length);
    assert.deepEqual(
      [saidOf(1), saidOf(1200)],
      [' 1 row is still invalid.', ' 1,200 rows are still invalid.'],
    );
    const unknown = fixedText({ ...result, refusedUnknown: true }, 'b.csv');
    assert.ok(unknown.startsWith(`${said} Rows rejected by Criteo aren’t included: `), unknown);
  });

  it('never goes over itself', () => {
    requireOtherFile('file:///a.csv', 'file:///b.csv', 'fixFile');
    assert.throws(() => requireOtherFile('file:///a.csv', 'file:///a.csv', 'fixFile'), {
      code: 'bad-argument',
    });
  });
});
