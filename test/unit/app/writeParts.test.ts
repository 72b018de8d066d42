import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeParts } from '../../../src/app/writeParts';

describe('a file that is written in parts', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(tmpdir(), 'write-file-'))));
  after(() => fs.rmSync(folder, { recursive: true }));
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
    assert.deepEqual(fs.readdirSync(folder), ['whole.csv']);
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
