import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job } from '../../../../src/upload/journal/job';
import { builderCount, fileChangedError, looksChanged } from '../../../../src/upload/send/openPlan';
import type { PlannedFile } from '../../../../src/upload/uploadTypes';
import { options } from '../support/bench';
import { chunkOf, fileOf, storedJob } from '../support/plans';

function jobOf(files: PlannedFile[], { chunks = 1, concurrency = 4 } = {}): Job {
  return new Job({
    job: storedJob(chunks, { files, options: options({ concurrency }) }),
    chunks: Array.from({ length: chunks }, () => chunkOf(1)),
    entries: [],
  });
}

describe('builderCount', () => {
  const { dialect } = fileOf(1);
  const path = '/people.csv';
  const direct = fileOf(6, { path });

  it('gives a second thread to six chunks or more, unless requests are sent one by one', () => {
    const of = (chunks: number, concurrency: number): number =>
      builderCount(jobOf([direct], { chunks, concurrency }));
    assert.deepEqual([of(5, 4), of(6, 4), of(6, 2), of(60, 16), of(60, 1)], [1, 2, 2, 2, 1]);
  });

  it('gives one thread to files that are decoded from their beginning, and to virtual ones', () => {
    for (const file of [
      fileOf(6),
      fileOf(6, { path, dialect: { ...dialect, gzip: true } }),
      fileOf(6, { path, dialect: { ...dialect, encoding: 'utf-16le' } }),
    ])
      assert.equal(builderCount(jobOf([direct, file], { chunks: 60 })), 1);
  });
});

describe('what a file looks like after it was checked', () => {
  let folder: string;
  let path: string;
  let file: PlannedFile;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'open-plan-'));
    path = join(folder, 'people.csv');
    fs.writeFileSync(path, 'email\na@example.com\n');
    const { size, mtimeMs } = fs.statSync(path);
    file = fileOf(1, { path, size, modifiedAt: mtimeMs });
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const changes = async (...files: PlannedFile[]): Promise<[boolean, string | undefined]> => {
    const job = jobOf(files);
    return [await looksChanged(job), (await fileChangedError(job))?.code];
  };

  it('is the same while nobody wrote it', async () => {
    assert.deepEqual(await changes(file, file), [false, undefined]);
  });

  it('may have changed with its time, and has changed with its size', async () => {
    fs.utimesSync(path, 1, 1);
    assert.deepEqual(await changes(file), [true, undefined]);
    fs.appendFileSync(path, 'b@example.com\n');
    fs.utimesSync(path, new Date(), new Date(file.modifiedAt ?? 0));
    assert.deepEqual(await changes(file), [true, 'file-changed-since']);
  });

  it('has changed where one of the files is gone', async () => {
    const gone = { ...file, path: join(folder, 'gone.csv') };
    assert.deepEqual(await changes(file, gone), [true, 'file-changed-since']);
  });

  it('may always have changed if it is virtual, and nothing warns of that', async () => {
    assert.deepEqual(await changes({ ...file, path: undefined }), [true, undefined]);
  });
});
