import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportLeftOut } from '../../../../src/app/repair/exportLeftOut';
import { writeParts } from '../../../../src/app/repair/writeParts';
import { onLine, readAs, source, target } from './files';

describe('the export of refused rows', () => {
  it('tells row number, value and rule of those of the checks and of the API', async () => {
    const { to, content } = target();
    const file = source(Buffer.from('name,mail\nA,a@x.example\nB,nobody\n"C","c@x.example"\n'));
    const { rows } = await exportLeftOut(file, readAs(), [onLine(3)], to);
    assert.equal(rows, 2);
    const lines = content().toString().split('\r\n');
    assert.equal(lines[0], 'row,value,code,what');
    assert.match(lines[1], /^2,nobody,email-no-at,/);
    assert.match(lines[2], /^3,c@x\.example,refused-by-api,/);
    assert.equal(lines[3], '');
  });

  it('says where the rows that the API refused are not known any more', async () => {
    const { to } = target();
    const file = source(Buffer.from('name,mail\nA,a@x.example\n'));
    assert.deepEqual(await exportLeftOut(file, readAs(), undefined, to), {
      rows: 0,
      to: to.uri,
      refusedUnknown: true,
    });
  });
});

describe('a file that is written in parts', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(tmpdir(), 'write-file-'))));
  after(() => fs.rmSync(folder, { recursive: true }));
  const fileIn = (name: string) => ({
    uri: `file://${folder}/${name}`,
    path: path.join(folder, name),
  });

  it('stands there whole', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,');
      yield await Promise.resolve(Buffer.alloc(0));
      yield Buffer.from('b\n');
    }
    const to = fileIn('whole.csv');
    await writeParts(to, parts());
    assert.equal(fs.readFileSync(to.path, 'utf8'), 'a,b\n');
  });

  it('is not there at all where its parts end in an error', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a,');
      await Promise.reject(new Error('the source is gone'));
    }
    await assert.rejects(writeParts(fileIn('half.csv'), parts()), /the source is gone/);
    assert.deepEqual(fs.readdirSync(folder), ['whole.csv']);
  });

  it('says that it could not be written, by name', async () => {
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('a'));
    }
    await assert.rejects(writeParts(fileIn('no/such/folder.csv'), parts()), {
      code: 'not-written',
      message: /^"folder\.csv" could not be written \(ENOENT\)/,
    });
  });
});
