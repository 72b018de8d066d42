import assert from 'node:assert/strict';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { writeParts } from '../../../../src/app/writeParts';
import { outFile } from '../../../../src/cli/commands/outOption';
import { Terminal } from '../../../../src/cli/terminal';

describe('the file of --out', () => {
  const { link } = promises;
  let folder: string;
  let terminal: Terminal;
  const pathOf = (name: string): string => path.join(folder, name);
  const read = (name: string): string => fs.readFileSync(pathOf(name), 'utf8');
  const write = async (out: string, force?: true): Promise<void> =>
    writeParts(await outFile({ out, force }, terminal, 'export'), [Buffer.from('new')]);
  const exists = { code: 'bad-argument', message: /^old\.csv already exists\. .*--force/ };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'out-'));
    const streams = {
      stdin: new PassThrough(),
      stdout: new PassThrough(),
      stderr: new PassThrough(),
    };
    terminal = new Terminal({}, folder, streams);
  });
  afterEach(() => {
    promises.link = link;
    fs.rmSync(folder, { recursive: true });
  });

  it('is replaced only with --force', async () => {
    await write('new.csv');
    assert.equal(read('new.csv'), 'new');
    fs.writeFileSync(pathOf('old.csv'), 'old');
    await assert.rejects(write('old.csv'), exists);
    assert.equal(read('old.csv'), 'old');
    await write('old.csv', true);
    assert.equal(read('old.csv'), 'new');
    assert.deepEqual(fs.readdirSync(folder).sort(), ['new.csv', 'old.csv']);
  });

  it('is never written through a link', async () => {
    fs.writeFileSync(pathOf('mine.csv'), 'mine');
    for (const to of ['mine.csv', 'nowhere.csv']) {
      fs.symlinkSync(pathOf(to), pathOf('old.csv'));
      await assert.rejects(write('old.csv'), exists);
      await write('old.csv', true);
      assert.equal(fs.lstatSync(pathOf('old.csv')).isFile(), true);
      fs.rmSync(pathOf('old.csv'));
    }
    assert.equal(read('mine.csv'), 'mine');
    assert.deepEqual(fs.readdirSync(folder), ['mine.csv']);
  });

  it('can’t be a folder or a device, nor a link to one, even with --force', async () => {
    fs.mkdirSync(pathOf('folder'));
    fs.symlinkSync(pathOf('folder'), pathOf('link'));
    for (const out of ['folder', 'link', ...(process.platform === 'win32' ? [] : ['/dev/null'])])
      await assert.rejects(write(out, true), {
        code: 'bad-argument',
        message: /isn’t a regular file/,
      });
    assert.deepEqual(fs.readdirSync(folder).sort(), ['folder', 'link']);
  });

  for (const hasLinks of [true, false])
    it(`isn’t replaced if it appears meanwhile, ${hasLinks ? 'with' : 'without'} hard links`, async () => {
      if (!hasLinks)
        promises.link = () => Promise.reject(Object.assign(new Error(), { code: 'EPERM' }));
      const to = await outFile({ out: 'old.csv' }, terminal, 'export');
      const parts = function* (): Generator<Uint8Array> {
        yield Buffer.from('new');
        fs.writeFileSync(to.path, 'of another program');
      };
      await assert.rejects(writeParts(to, parts()), exists);
      assert.equal(read('old.csv'), 'of another program');
      await write('free.csv');
      assert.equal(read('free.csv'), 'new');
      assert.deepEqual(fs.readdirSync(folder).sort(), ['free.csv', 'old.csv']);
    });
});
