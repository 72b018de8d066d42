import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Arguments } from '../../../../../src/app/arguments';
import {
  joinLists,
  listArguments,
  lists,
  listsOfEngine,
  listsOfJob,
  listsOfSetting,
} from '../../../../../src/app/uploads/choices/suppressionChoice';

const uriOf = (path: string): string => pathToFileURL(join('/lists', path)).href;
const read = (value: unknown) => lists.read(new Arguments({ suppress: value }, ''), 'suppress');
/** As a task or a terminal gives it. */
const typed = (value: unknown) => read(listArguments(value, uriOf));

describe('a suppression list', () => {
  it('is a file, with the columns that are named in any way', () => {
    const file = 'file:///lists/out.csv';
    assert.deepEqual(typed('out.csv'), [{ file }]);
    assert.deepEqual(typed('out.csv#Customer ID'), [{ file, columns: ['Customer ID'] }]);
    assert.deepEqual(typed('out.csv#100%'), [{ file, columns: ['100%'] }]);
    assert.deepEqual(typed('out.csv#2'), [{ file, columns: [2] }]);
    assert.deepEqual(typed({ file: 'out.csv', column: 'id' }), [{ file, columns: ['id'] }]);
    assert.deepEqual(typed([{ file: 'out.csv', columns: ['id', 0], maxAge: '26h' }]), [
      { file, columns: ['id', 0], maxAge: '26h' },
    ]);
    assert.deepEqual(typed('file:///lists/out.csv#id'), [{ file, columns: ['id'] }]);
    for (const wrong of ['', 'out.csv#', 3, [], { column: 'id' }, 'https://a/b.csv', [file, 3]])
      assert.throws(
        () => typed(wrong),
        /“suppress” must be the URI of a file/,
        JSON.stringify(wrong),
      );
    assert.throws(() => typed('out.csv#'), /“out\.csv#”/);
  });

  it('is the file whose name has the sign of a column, if there is one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lists-'));
    try {
      const of = (path: string) =>
        read(listArguments(path, (name) => pathToFileURL(join(folder, name)).href))?.map(
          ({ file, columns }) => [decodeURIComponent(file).split('/').at(-1), columns],
        );
      assert.deepEqual(of('out #1.csv'), [['out ', ['1.csv']]], 'it isn’t there');
      await writeFile(join(folder, 'out #1.csv'), '');
      assert.deepEqual(of('out #1.csv'), [['out #1.csv', undefined]]);
      assert.deepEqual(of('out #1.csv#id'), [['out #1.csv', ['id']]]);
      await writeFile(join(folder, 'out.csv'), '');
      assert.deepEqual(of('out.csv#Customer #'), [['out.csv', ['Customer #']]]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is written as it is read, in options and tasks', () => {
    const given = typed(['a.csv', 'b.csv#id', { file: 'c.csv', columns: ['id', 2], maxAge: '7d' }]);
    assert.ok(given);
    assert.deepEqual(read(lists.plain?.(given)), given);
    assert.deepEqual(lists.plain?.(given.slice(0, 1)), 'file:///lists/a.csv');
    const paths = given.map((list) => ({ ...list, file: list.file.replace('file:///lists/', '') }));
    const words = ['a.csv', 'b.csv#id', 'c.csv#id', 'c.csv#2'];
    assert.deepEqual(lists.words?.(paths), words);
    const limited = given.map(({ file, columns }) => (columns ? { file, columns } : { file }));
    assert.deepEqual(typed(words), limited, 'a limit is an option of its own');
    assert.deepEqual(listsOfJob(listsOfEngine(given)), given);
  });

  it('is stale after its own limit, or after that of all', () => {
    const ages = (limit?: string) =>
      listsOfEngine([{ file: uriOf('a.csv') }, { file: uriOf('b.csv'), maxAge: '90m' }], limit).map(
        ({ maxAge }) => maxAge,
      );
    assert.deepEqual(ages(), [undefined, 5_400_000]);
    assert.deepEqual(ages('2d'), [172_800_000, 5_400_000]);
  });

  it('is one with that of another place: columns add up, and the smaller limit holds', () => {
    const file = uriOf('a.csv');
    const other = { file: uriOf('b.csv') };
    assert.deepEqual(
      joinLists(
        [{ file, columns: ['id'], maxAge: '7d' }, other],
        [{ file, columns: ['id', 2], maxAge: '26h' }, { file }],
      ),
      [{ file, columns: ['id', 2, '*'], maxAge: '26h' }, other],
    );
    assert.deepEqual(joinLists([{ file }, other], [{ file, maxAge: '1d' }]), [
      { file, maxAge: '1d' },
      other,
    ]);
    assert.deepEqual(joinLists([{ file }], [{ file, columns: ['id'] }]), [
      { file, columns: ['*', 'id'] },
    ]);
    assert.deepEqual(
      joinLists([{ file, columns: ['id'] }], [{ file, columns: [2], maxAge: '90m' }]),
      [{ file, columns: ['id', 2], maxAge: '90m' }],
    );
  });
});

describe('the setting of suppression lists', () => {
  const at = (folder: string, written: unknown) => ({
    written,
    uriOf: (path: string) => pathToFileURL(join(folder, path)).href,
  });

  it('adds up from all places, each path as it is meant there', () => {
    assert.deepEqual(
      listsOfSetting([
        { written: ['file:///own.csv'], uriOf: () => undefined },
        at('/team', ['out.csv', { file: 'ids.csv', column: 'id', maxAge: '26h' }]),
        at('/team/folder', ['../out.csv#mail']),
      ]),
      {
        suppress: [
          { file: 'file:///own.csv' },
          { file: 'file:///team/out.csv', columns: ['*', 'mail'] },
          { file: 'file:///team/ids.csv', columns: ['id'], maxAge: '26h' },
        ],
      },
    );
    const none = [undefined, null, []].map((written) => at('/team', written));
    assert.deepEqual(listsOfSetting(none), {});
  });

  it('names an entry that is no list, beside those that are', () => {
    for (const [wrong, named] of [
      [3, '3'],
      [{ file: 'out.csv', limit: 1 }, 'limit'],
      ['', '“”'],
    ] as const) {
      const { suppress, wrongList } = listsOfSetting([at('/team', ['a.csv']), at('/b', [wrong])]);
      assert.deepEqual(suppress, [{ file: 'file:///team/a.csv' }]);
      assert.match(String(wrongList), /criteoAudiences\.suppress isn’t a suppression list/);
      assert.ok(wrongList?.includes(named), wrongList);
    }
    const wrongAge = listsOfSetting([at('/b', [{ file: 'out.csv', maxAge: 'soon' }])]).wrongList;
    assert.match(String(wrongAge), /“maxAge” must be a number of minutes, hours or days/);
    const relative = { written: ['out.csv'], uriOf: () => undefined };
    assert.match(String(listsOfSetting([relative]).wrongList), /out\.csv/);
  });
});
