import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPrivateFileSync,
  hashedFileName,
  makePrivateFolder,
  replacePrivateFile,
  restrictToOwner,
} from '../../../src/common/privateFiles';

const modeOf = (path: string): string => (fs.statSync(path).mode & 0o777).toString(8);

describe('files that are kept for this user alone', () => {
  let folder: string;
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'private-files-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('are written whole, in folders of their own kind, whatever stood there', async () => {
    const inner = join(folder, 'storage', 'jobs');
    await makePrivateFolder(inner);
    const file = join(inner, 'job.json');
    fs.writeFileSync(file, 'old', { mode: 0o644 });
    await replacePrivateFile(file, 'new');
    assert.deepEqual([join(folder, 'storage'), inner, file].map(modeOf), ['700', '700', '600']);
    assert.deepEqual([fs.readFileSync(file, 'utf8'), fs.readdirSync(inner)], ['new', ['job.json']]);
  });

  it('are made once, whoever comes second', () => {
    const file = join(folder, 'lock.1');
    assert.equal(createPrivateFileSync(file, 'first'), true);
    assert.equal(createPrivateFileSync(file, 'second'), false);
    assert.deepEqual([fs.readFileSync(file, 'utf8'), modeOf(file)], ['first', '600']);
    assert.deepEqual(fs.readdirSync(folder), ['lock.1']);
    assert.throws(() => createPrivateFileSync(join(folder, 'not there', 'a'), ''), /ENOENT/);
  });

  it('are found by names that stay the same', () => {
    assert.equal(hashedFileName('https://api.criteo.com', '1'), '4636cdf4990dbbb614eb32d1');
    assert.equal(hashedFileName('https://api.criteo.com\n1'), '4636cdf4990dbbb614eb32d1');
  });

  it('are in a folder that is closed to others, and otherwise stay as they are', async () => {
    const storage = join(folder, 'storage');
    fs.mkdirSync(join(storage, 'jobs', 'a'), { recursive: true, mode: 0o755 });
    fs.writeFileSync(join(storage, 'jobs', 'a', 'run.sh'), 'x', { mode: 0o755 });
    await restrictToOwner(storage);
    const paths = ['storage', 'storage/jobs', 'storage/jobs/a', 'storage/jobs/a/run.sh'];
    assert.deepEqual(
      paths.map((path) => modeOf(join(folder, path))),
      ['700', '755', '755', '755'],
    );
  });

  it('stay as they are where nothing can be done', async () => {
    await restrictToOwner(join(folder, 'not there'));
    // No modes can be set there.
    await restrictToOwner('/proc/self/fd');
  });
});
