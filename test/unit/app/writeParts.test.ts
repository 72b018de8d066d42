import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeParts } from '../../../src/app/writeParts';

describe('a file that is written in parts', () => {
  let folder: string;
  let umask: number;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'write-file-'));
    umask = process.umask(0o022);
  });
  afterEach(() => {
    process.umask(umask);
    fs.rmSync(folder, { recursive: true });
  });
  const fileIn = (name: string) => ({
    uri: `file://${folder}/${name}`,
    path: path.join(folder, name),
  });

  it('has all its parts', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,');
      yield await Promise.resolve(Buffer.alloc(0));
      yield Buffer.from('b\n');
    }
    const to = fileIn('whole.csv');
    await writeParts(to, parts());
    assert.equal(fs.readFileSync(to.path, 'utf8'), 'a,b\n');
  });

  it('doesn’t exist if its parts end in an error', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,');
      await Promise.reject(new Error('the source is gone'));
    }
    await assert.rejects(writeParts(fileIn('half.csv'), parts()), /the source is gone/);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('replaces a file whole or not at all, and a link but not what it leads to', async () => {
    const [to, link] = [fileIn('all.csv'), fileIn('link.csv')];
    fs.writeFileSync(to.path, 'old');
    fs.symlinkSync(to.path, link.path);
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('new');
      await Promise.reject(new Error('the source is gone'));
    }
    await assert.rejects(writeParts(to, parts()));
    assert.equal(fs.readFileSync(to.path, 'utf8'), 'old');
    await writeParts(link, [Buffer.from('new')]);
    assert.deepEqual(
      [to, link].map((file) => fs.readFileSync(file.path, 'utf8')),
      ['old', 'new'],
    );
    assert.equal(fs.lstatSync(link.path).isFile(), true);
    await writeParts(to, [Buffer.from('new')]);
    assert.equal(fs.readFileSync(to.path, 'utf8'), 'new');
    assert.deepEqual(fs.readdirSync(folder).sort(), ['all.csv', 'link.csv']);
  });

  describe('can be read', () => {
    before(function () {
      if (process.platform === 'win32') this.skip();
    });
    const madeWith = async (
      ...[parts, copied]: [string[], { path?: string }?]
    ): Promise<string> => {
      const to = fileIn('copy.csv');
      await writeParts(
        to,
        parts.map((part) => Buffer.from(part)),
        copied,
      );
      return (fs.statSync(to.path).mode & 0o777).toString(8);
    };
    const source = (mode: number): { path: string } => {
      const file = fileIn(`source-${mode}.csv`);
      fs.writeFileSync(file.path, 'x');
      fs.chmodSync(file.path, mode);
      return file;
    };

    it('by those alone who can read the file that it is a copy of', async () => {
      for (const [mode, copy] of [
        [0o600, '600'],
        [0o640, '640'],
        [0o755, '644'],
        [0o666, '644'],
      ] as const) {
        fs.rmSync(fileIn('copy.csv').path, { force: true });
        assert.equal(await madeWith(['a'], source(mode)), copy);
      }
    });

    it('by this user alone, if that file isn’t on this disk', async () => {
      assert.equal(await madeWith(['a'], {}), '600');
      fs.rmSync(fileIn('copy.csv').path);
      assert.equal(await madeWith(['a'], { path: path.join(folder, 'gone.csv') }), '600');
    });

    it('by everybody, if it is no copy, but not if what it replaces couldn’t be', async () => {
      assert.equal(await madeWith(['a']), '644');
      fs.chmodSync(fileIn('copy.csv').path, 0o600);
      assert.equal(await madeWith(['a']), '600');
      assert.equal(await madeWith(['a'], source(0o644)), '600');
    });

    it('by no other group than that of the source', async function () {
      if (process.getuid?.() !== 0) {
        console.log('      (skipped: only root can give a file another group)');
        this.skip();
      }
      const file = source(0o664);
      fs.chownSync(file.path, 0, 12_345);
      assert.equal(await madeWith(['a'], file), '644');
      fs.chmodSync(file.path, 0o640);
      assert.equal(await madeWith(['a'], file), '600');
    });
  });

  it('says by name that it couldn’t be written', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('a'));
    }
    await assert.rejects(writeParts(fileIn('no/such/folder.csv'), parts()), {
      code: 'not-written',
      message: /^Couldn’t write "folder\.csv" \(ENOENT\)/,
    });
  });
});
