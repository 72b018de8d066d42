import assert from 'node:assert/strict';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import {
  isPreviousChosen,
  previousSources,
} from '../../../../../src/app/uploads/draft/previousSources';
import { Failure } from '../../../../../src/common/failure';
import type { SourceFile } from '../../../../../src/upload/uploadTypes';

describe('the previous files of an update', () => {
  const onDisk = (...there: string[]) => ({
    sourceOf: (uri: string) => Promise.resolve({ uri, path: uri.slice('file://'.length) }),
    stampOf: (uri: string) => Promise.resolve(there.includes(uri) ? { size: 1 } : undefined),
  });
  const read = (
    choices: Pick<Choices, 'previous' | 'keep'>,
    there: string[],
  ): Promise<SourceFile[] | undefined> => previousSources(choices, onDisk(...there), 'uploadCsv');
  const names = (files: SourceFile[] | undefined) => files?.map(({ path }) => path);
  const isRejected = (work: Promise<unknown>, message: RegExp) =>
    assert.rejects(
      work,
      (error) =>
        error instanceof Failure && error.code === 'bad-argument' && message.test(error.message),
    );
  const [last, older, keep] = ['last', 'older', 'kept'].map((name) => `file:///work/${name}.csv`);

  it('are needed, unless one is kept or there is none', () => {
    assert.equal(isPreviousChosen({}), false);
    for (const choices of [{ previous: [] }, { previous: [{ uri: last }] }, { keep }])
      assert.equal(isPreviousChosen(choices), true);
  });

  it('are all that were chosen, of which none may be missing', async () => {
    const update = { previous: [{ uri: last }, { uri: older }] };
    assert.deepEqual(names(await read(update, [last, older])), [
      '/work/last.csv',
      '/work/older.csv',
    ]);
    await isRejected(
      read(update, [last]),
      /^The previous file older\.csv doesn’t exist.*“keep”.*“add”/,
    );
    assert.deepEqual(await read({ previous: [] }, []), []);
  });

  it('are the kept file where none was chosen, also where it isn’t there yet', async () => {
    assert.equal(await read({ keep }, [keep]), undefined);
    assert.equal(await read({ keep }, []), undefined);
    assert.deepEqual(await read({ keep, previous: [{ uri: keep, columns: ['mail'] }] }, [keep]), [
      { uri: keep, path: '/work/kept.csv', columns: ['mail'] },
    ]);
    assert.deepEqual(await read({ keep, previous: [{ uri: keep, columns: ['mail'] }] }, []), []);
    const both = { keep, previous: [{ uri: last }, { uri: 'file:///work/x/../kept.csv' }] };
    assert.deepEqual(names(await read(both, [last])), ['/work/last.csv']);
    await isRejected(read({ keep, previous: [{ uri: last }] }, [keep]), /last\.csv/);
  });

  it('have only what was chosen about them: how they were sent is known to the engine', async () => {
    const dialect = { delimiter: ';' } as const;
    const found = await read({ previous: [{ uri: last }, { uri: older, columns: [2], dialect }] }, [
      last,
      older,
    ]);
    assert.deepEqual(
      found?.map((file) => [file.columns, file.dialect]),
      [
        [undefined, undefined],
        [[2], dialect],
      ],
    );
  });
});
