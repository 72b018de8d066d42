import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import {
  changedList,
  clearedList,
  epochByOthers,
  finishedList,
  otherFiles,
  type ListedFile,
  type ListState,
} from '../../../../src/upload/journal/listState';
import type { StoredJob } from '../../../../src/upload/journal/store';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { options } from '../support/bench';
import { fileOf, refreshOf, storedJob } from '../support/plans';

/** A plan of the named files. */
function jobOf(
  jobId: string,
  files: readonly string[],
  given: Partial<UploadOptions> = {},
  more: Partial<StoredJob> = {},
): StoredJob {
  return storedJob(1, {
    jobId,
    options: options(given),
    files: files.map((name) => fileAt(`/in/${name}`)),
    fingerprint: `of ${jobId}`,
    ...more,
  });
}

const fileAt = (path: string): ReturnType<typeof fileOf> =>
  fileOf(1, { uri: pathToFileURL(path).href, path, modifiedAt: 5 });
const names = ({ contents }: ListState): string[] | undefined =>
  contents?.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1));

describe('what a list contains', () => {
  it('is every file that was sent to it, with how it was read, and nothing personal', () => {
    const job = jobOf('a', ['crm.csv'], {}, { byForm: { plain: 1, md5: 2 } });
    job.files[0].columns = ['email', 'phone'];
    job.files[0].byColumn = [
      { column: 0, blank: 0, invalid: 0 },
      { column: 2, blank: 0, invalid: 0 },
    ];
    const list = changedList(undefined, job);
    const { uri, path, size, dialect } = job.files[0];
    assert.deepEqual(list, {
      changedBy: 'a',
      formats: ['plain', 'md5'],
      contents: [
        {
          uri,
          path,
          size,
          modifiedAt: 5,
          columns: [0, 2],
          dialect,
          jobId: 'a',
          fingerprint: 'of a',
        },
      ],
    });
    assert.deepEqual(changedList(list, job), list, 'the same again when it is resumed');
  });

  it('grows by the files of adds, replaces and refreshes, the newest of one name last', () => {
    let list = changedList(undefined, jobOf('a', ['1.csv', '2.csv']));
    list = changedList(list, jobOf('b', ['3.csv'], { operation: 'replace' }));
    list = changedList(list, jobOf('c', ['1.csv'], { operation: 'refresh' }));
    assert.deepEqual(names(list), ['2.csv', '3.csv', '1.csv']);
    assert.deepEqual(
      list.contents?.map(({ jobId }) => jobId),
      ['a', 'b', 'c'],
    );
    // One URI can be written in several ways.
    const again = jobOf('d', ['2.csv']);
    again.files[0].uri = 'file:///%69n/2.csv';
    assert.deepEqual(names(changedList(list, again)), ['3.csv', '1.csv', '2.csv']);
  });

  it('does not change by a removal', () => {
    const list = changedList(undefined, jobOf('a', ['1.csv']));
    const removal = jobOf('b', ['1.csv'], { operation: 'remove', hash: 'md5' });
    assert.deepEqual(changedList(list, removal), { ...list, changedBy: 'b' });
    assert.deepEqual(changedList(undefined, removal), {
      changedBy: 'b',
      formats: [],
      contents: [],
    });
  });

  it('has every format in which identifiers were sent, also what a given hash may be', () => {
    const formats = (hash: UploadOptions['hash'], byForm: StoredJob['byForm'], type = 'Email') => {
      const job = jobOf('b', ['2.csv'], { hash }, { byForm });
      job.target = { ...job.target, identifierType: type };
      return changedList(undefined, job).formats;
    };
    assert.deepEqual(formats('none', { plain: 1 }), ['plain']);
    assert.deepEqual(formats('sha256', { plain: 1 }), ['sha256']);
    assert.deepEqual(formats('md5', { plain: 1, sha256: 1 }), ['md5', 'sha256', 'sha256ofMd5']);
    assert.deepEqual(formats('sha256ofMd5', { plain: 1, md5: 0 }), ['sha256ofMd5']);
    assert.deepEqual(formats('none', { mobileId: 1, cookieId: 2 }, 'UserIdentifier'), [
      'mobileId',
      'cookieId',
    ]);
    const monday = changedList(undefined, jobOf('a', ['1.csv']));
    const tuesday = changedList(monday, jobOf('b', ['1.csv'], { hash: 'sha256' }));
    assert.deepEqual(tuesday.formats, ['plain', 'sha256']);
  });

  it('is nothing once it is cleared, and unknown until then if an earlier version sent to it', () => {
    const old: ListState = { changedBy: 'old', epoch: 2, emptied: { by: 'old', at: 1 } };
    const job = jobOf('a', ['1.csv']);
    assert.deepEqual(changedList(old, job), { ...old, changedBy: 'a' });
    const refresh = jobOf('a', ['1.csv'], { operation: 'refresh' }, { refresh: refreshOf() });
    assert.equal(finishedList(old, refresh).contents, undefined);
    for (const before of [old, changedList(undefined, job), undefined]) {
      const { formats, contents } = clearedList(before, 'b', 7);
      assert.deepEqual([formats, contents], [[], []]);
    }
    const cleared = clearedList(old, 'b', 7);
    assert.deepEqual(names(changedList(cleared, job)), ['1.csv']);
  });
});

describe('a refresh that finished', () => {
  const refresh = (
    jobId: string,
    file: string,
    previous: readonly string[],
    keep?: { path: string; sending: string; cutOff: string[] },
  ): StoredJob =>
    jobOf(
      jobId,
      [file],
      { operation: 'refresh' },
      { refresh: refreshOf({ files: previous.map(fileAt), ...(keep && { keep }) }) },
    );

  it('leaves its own files and those of others, and not its previous ones', () => {
    let list = changedList(undefined, jobOf('a', ['crm-11.csv', 'shop.csv']));
    const job = refresh('b', 'crm-12.csv', ['/in/crm-11.csv']);
    list = changedList(list, job);
    assert.deepEqual(names(list), ['crm-11.csv', 'shop.csv', 'crm-12.csv'], 'until it has');
    list = finishedList(list, job);
    assert.deepEqual(names(list), ['shop.csv', 'crm-12.csv']);
    assert.deepEqual([list.changedBy, list.epoch], ['b', 1]);
    // Its process ended before the end was written.
    assert.deepEqual(names(finishedList(list, job)), ['shop.csv', 'crm-12.csv']);
  });

  it('knows its kept file as what was sent, and never as a file of others', () => {
    const keep = (night: number) => ({
      path: '/kept/crm.csv',
      sending: `/kept/crm.csv.sending-${night}`,
      cutOff: [],
    });
    const kept = { size: 9, modifiedAt: 8 };
    const others = (list: ListState, ...previous: string[]): string[] =>
      otherFiles(list.contents ?? [], previous.map(fileAt)).map(({ path = '' }) => path);

    const first = refresh('a', '1.csv', [], keep(1));
    let list = finishedList(changedList(undefined, first), first, kept);
    assert.deepEqual(names(list), ['1.csv', 'crm.csv']);
    assertCopy(list.contents?.[1], { jobId: 'a', ...kept });
    assert.deepEqual(others(list, '/kept/crm.csv'), [], 'the file of the night is the same');
    assert.deepEqual(others(list, '/in/1.csv'), []);

    // Cut off, with its copy beside the kept file.
    list = changedList(list, refresh('b', '2.csv', ['/kept/crm.csv'], keep(2)));
    assert.deepEqual(names(list), ['1.csv', 'crm.csv', '2.csv', 'crm.csv.sending-2']);
    assert.deepEqual(others(list, '/kept/crm.csv', '/kept/crm.csv.sending-2'), []);
    assert.deepEqual(others(list, '/kept/crm.csv'), ['/in/2.csv', '/kept/crm.csv.sending-2']);

    const third = refresh('c', '3.csv', ['/kept/crm.csv', '/kept/crm.csv.sending-2'], keep(3));
    list = changedList(changedList(list, jobOf('s', ['shop.csv'])), third);
    list = finishedList(list, third, kept);
    assert.deepEqual(names(list), ['shop.csv', '3.csv', 'crm.csv']);
    assert.deepEqual(others(list, '/kept/crm.csv'), ['/in/shop.csv']);
  });

  it('has no entry for a kept file that is not there', () => {
    const job = refresh('a', '1.csv', [], { path: '/k', sending: '/k.sending', cutOff: [] });
    assert.deepEqual(names(finishedList(changedList(undefined, job), job)), ['1.csv']);
  });

  const assertCopy = (file: ListedFile | undefined, expected: Partial<ListedFile>): void => {
    assert.deepEqual({ ...file, ...expected }, file);
    assert.equal(file?.copyOf, pathToFileURL('/in/1.csv').href);
    assert.equal(file.fingerprint, 'of a');
  };
});

describe('the epoch of a list', () => {
  const removal = jobOf('r', ['1.csv'], { operation: 'remove' });

  it('rises by a clear, and by the end of a removal or a refresh only', () => {
    assert.equal(clearedList({ changedBy: '', epoch: 1 }, 'a', 7).epoch, 2);
    assert.equal(finishedList({ changedBy: 'r', epoch: 1 }, removal).epoch, 2);
    assert.equal(finishedList(undefined, removal).epoch, 1);
    for (const operation of ['add', 'replace'] as const) {
      const list: ListState = { changedBy: 'a', epoch: 1 };
      assert.equal(finishedList(list, jobOf('a', ['1.csv'], { operation })), list);
    }
    for (const job of [removal, jobOf('a', ['1.csv'])])
      assert.equal(changedList({ changedBy: '', epoch: 1 }, job).epoch, 1);
  });

  it('is that of others for the one that raised it last, however often in a row', () => {
    let list = clearedList({ changedBy: '', epoch: 3 }, 'a', 7);
    assert.deepEqual([epochByOthers(list, 'a'), epochByOthers(list, 'b')], [3, 4]);
    list = finishedList(clearedList(list, 'a', 8), removal);
    assert.deepEqual([epochByOthers(list, 'a'), epochByOthers(list, 'r')], [6, 5]);
    // What isn't an upload is always something else.
    list = clearedList(clearedList(undefined, '', 7), '', 8);
    assert.deepEqual([list.raised, epochByOthers(list, 'a')], [{ by: '', before: 1 }, 2]);
    assert.equal(epochByOthers(undefined, 'a'), 0);
  });
});
