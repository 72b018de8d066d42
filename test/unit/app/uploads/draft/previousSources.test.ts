import assert from 'node:assert/strict';
import type { Choices } from '../../../../../src/app/uploads/choices';
import {
  isPreviousChosen,
  previousSources,
} from '../../../../../src/app/uploads/draft/previousSources';
import { Failure } from '../../../../../src/common/failure';
import type { SourceFile } from '../../../../../src/upload/uploadTypes';

const NEW = { uri: 'file:///work/crm.csv', path: '/work/crm.csv' };

describe('the previous files of a refresh', () => {
  const onDisk = (...there: string[]) => ({
    sourceOf: (uri: string) => Promise.resolve({ uri, path: uri.slice('file://'.length) }),
    stampOf: (uri: string) => Promise.resolve(there.includes(uri) ? { size: 1 } : undefined),
  });
  const read = (
    refresh: Choices['refresh'],
    there: string[],
    choices: Partial<Choices> = {},
    sources: SourceFile[] = [NEW],
  ): Promise<SourceFile[] | undefined> =>
    previousSources(
      { files: [{ uri: NEW.uri }], refresh, ...choices },
      sources,
      onDisk(...there),
      'uploadCsv',
    );
  const names = (files: SourceFile[] | undefined) => files?.map(({ path }) => path);
  const isRejected = (work: Promise<unknown>, message: RegExp) =>
    assert.rejects(
      work,
      (error) =>
        error instanceof Failure && error.code === 'bad-argument' && message.test(error.message),
    );
  const [last, older, keep] = ['last', 'older', 'kept'].map((name) => `file:///work/${name}.csv`);

  it('are needed, unless one is kept or there is none', () => {
    assert.equal(isPreviousChosen(undefined), false);
    assert.equal(isPreviousChosen({ maxRemoved: 1 }), false);
    for (const refresh of [{ previous: [] }, { previous: [{ uri: last }] }, { keep }])
      assert.equal(isPreviousChosen(refresh), true);
  });

  it('are all that were chosen, of which none may be missing', async () => {
    const refresh = { previous: [{ uri: last }, { uri: older }] };
    assert.deepEqual(names(await read(refresh, [last, older])), [
      '/work/last.csv',
      '/work/older.csv',
    ]);
    await isRejected(
      read(refresh, [last]),
      /^The previous file older\.csv doesn’t exist.*“keep”.*“add”/,
    );
    assert.deepEqual(await read({ previous: [] }, []), []);
  });

  it('are the kept file, also where it isn’t there yet', async () => {
    assert.deepEqual(names(await read({ keep }, [keep])), ['/work/kept.csv']);
    assert.deepEqual(names(await read({ keep }, [])), ['/work/kept.csv']);
    assert.deepEqual(await read({ keep, previous: [{ uri: keep, columns: ['mail'] }] }, []), [
      { uri: keep, path: '/work/kept.csv', columns: ['mail'], dialect: undefined },
    ]);
    const both = { keep, previous: [{ uri: last }, { uri: 'file:///work/x/../kept.csv' }] };
    assert.deepEqual(names(await read(both, [last])), ['/work/last.csv', '/work/kept.csv']);
    await isRejected(read({ keep, previous: [{ uri: last }] }, [keep]), /last\.csv/);
  });

  it('are read as the new files, unless they have columns of their own', async () => {
    const columns = ['mail'];
    const dialect = { delimiter: ';' } as const;
    const files = [{ uri: NEW.uri, columns, dialect }];
    const refresh = { previous: [{ uri: last }, { uri: older, columns: [2] }] };
    const found = await read(refresh, [last, older], { files });
    assert.deepEqual(
      found?.map((file) => [file.columns, file.dialect]),
      [
        [columns, dialect],
        [[2], dialect],
      ],
    );
    const mixed = [...files, { uri: 'file:///work/crm-2.csv', columns: ['other'], dialect }];
    const [detected] = (await read(refresh, [last, older], { files: mixed })) ?? [];
    assert.deepEqual([detected.columns, detected.dialect], [undefined, dialect]);
  });

  it('can be kept for one file on disk, which is another one', async () => {
    const second = { uri: 'file:///work/two.csv', path: '/work/two.csv' };
    await isRejected(read({ keep }, [], {}, [NEW, second]), /“keep” keeps one file/);
    const virtual = { uri: 'vscode-vfs://x/crm.csv', bytes: new Uint8Array() };
    await isRejected(read({ keep }, [], {}, [virtual]), /“keep” needs a file on this machine/);
    await isRejected(read({ keep: NEW.uri }, [NEW.uri]), /“keep” must be another file/);
    await isRejected(read({ keep: 'file:///work/./crm.csv' }, []), /must be another file/);
  });
});
