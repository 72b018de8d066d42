import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  copiesCutOff,
  deleteCopies,
  hasBytes,
  keepFinished,
  keptFileAt,
  putCopy,
} from '../../../../src/upload/update/keptFile';
import type { KeptFile } from '../../../../src/upload/uploadTypes';

describe('a kept file', () => {
  let folder = '';
  beforeEach(() => (folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'kept-test-')))));
  afterEach(() => {
    fs.chmodSync(folder, 0o700);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string): string => join(folder, name);
  const write = (name: string, text = name): string => {
    fs.writeFileSync(at(name), text);
    return at(name);
  };
  const names = (): string[] => fs.readdirSync(folder).sort();
  const source = (path = at('export.csv')) => [{ uri: 'file:///export.csv', path }];
  const keptAt = (path = at('crm.csv'), files = source(), isKeptElsewhere = false) =>
    keptFileAt(path, files, () => Promise.resolve(isKeptElsewhere));
  const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
  const put = (kept: KeptFile, text = 'export.csv'): Promise<void> =>
    putCopy(at('export.csv'), kept, hashOf(text));

  it('is a copy beside it until the job has finished, readable by its user only', async () => {
    write('export.csv');
    const kept = await keptAt();
    assert.deepEqual(kept, { path: at('crm.csv'), sending: at('crm.csv.sending'), cutOff: [] });
    await put(kept);
    assert.deepEqual(names(), ['crm.csv.sending', 'export.csv']);
    if (process.platform !== 'win32') assert.equal(fs.statSync(kept.sending).mode & 0o777, 0o600);
    await put(kept);
    assert.deepEqual(names(), ['crm.csv.sending', 'export.csv'], 'once, however often it begins');
    await keepFinished(kept);
    assert.deepEqual(names(), ['crm.csv', 'export.csv']);
    assert.equal(fs.readFileSync(kept.path, 'utf8'), 'export.csv');
  });

  it('leaves copies that were cut off, and takes another name for its own', async () => {
    write('export.csv');
    write('crm.csv');
    for (const name of ['crm.csv.sending-10', 'crm.csv.sending', 'crm.csv.sending-2']) write(name);
    write('crm.csv.sending.bak');
    write('other.csv.sending');
    const cutOff = await copiesCutOff(at('crm.csv'));
    assert.deepEqual(
      cutOff,
      ['crm.csv.sending', 'crm.csv.sending-2', 'crm.csv.sending-10'].map(at),
    );
    const kept = await keptAt();
    assert.equal(kept.sending, at('crm.csv.sending-3'));
    await put(kept);
    assert.equal(names().length, 8);
    await keepFinished(kept);
    await deleteCopies(kept.cutOff);
    assert.deepEqual(names(), [
      'crm.csv',
      'crm.csv.sending.bak',
      'export.csv',
      'other.csv.sending',
    ]);
    assert.equal(fs.readFileSync(at('crm.csv'), 'utf8'), 'export.csv');
  });

  it('is left as such a copy where someone of it may still be in the list, however often', async () => {
    write('export.csv');
    write('crm.csv', 'last night');
    const kept = await keptAt();
    await put(kept);
    for (let n = 0; n < 2; n++) await keepFinished(kept, true);
    assert.deepEqual(names(), ['crm.csv', 'crm.csv.sending-2', 'export.csv']);
    assert.equal(fs.readFileSync(at('crm.csv.sending-2'), 'utf8'), 'last night');
    assert.equal(fs.readFileSync(kept.path, 'utf8'), 'export.csv');
  });

  it('is not touched where another job has put a copy there since', async () => {
    write('export.csv');
    const kept = await keptAt();
    write('crm.csv.sending', 'of another job');
    await assert.rejects(put(kept), { code: 'superseded' });
    assert.equal(fs.readFileSync(at('crm.csv.sending'), 'utf8'), 'of another job');
  });

  it('never has a content that isn’t the one that was checked', async () => {
    write('export.csv');
    const kept = await keptAt();
    await assert.rejects(put(kept, 'as it was checked'), { code: 'file-changed' });
    assert.deepEqual(names(), ['export.csv']);
    fs.rmSync(at('export.csv'));
    await assert.rejects(put(kept), { code: 'file-changed' });
    assert.deepEqual(names(), []);
  });

  it('is not what a process left that was killed while it copied', async () => {
    write('export.csv');
    write('crm.csv.copying', 'half a co');
    fs.chmodSync(at('crm.csv.copying'), 0o644);
    assert.deepEqual(await copiesCutOff(at('crm.csv')), []);
    const kept = await keptAt();
    await put(kept);
    assert.deepEqual(names(), ['crm.csv.sending', 'export.csv']);
    assert.ok(await hasBytes(kept.sending, hashOf('export.csv')));
    if (process.platform !== 'win32') assert.equal(fs.statSync(kept.sending).mode & 0o777, 0o600);
  });

  it('must be the one file of an upload, another one, and a regular file', async () => {
    write('export.csv');
    const isRefused = (path: string, message: RegExp, files = source()): Promise<void> =>
      assert.rejects(keptAt(path, files), { code: 'bad-argument', message });
    await isRefused(at('crm.csv'), /one file on this machine/, [...source(), ...source()]);
    const virtual = [{ uri: 'vscode-vfs://x/crm.csv', path: undefined }];
    await assert.rejects(
      keptFileAt(at('crm.csv'), virtual, () => Promise.resolve(false)),
      { code: 'bad-argument' },
    );
    await isRefused(folder, /isn’t a regular file/);
    await isRefused(at('export.csv'), /another file than the one to upload/);
    fs.symlinkSync(folder, at('link'));
    await isRefused(at('link/export.csv'), /another file than the one to upload/);
    // Through a link to its folder, it is the same file.
    assert.equal((await keptAt(at('link/crm.csv'))).path, at('crm.csv'));
    await assert.rejects(keptAt(at('crm.csv'), source(), true), {
      code: 'bad-argument',
      message: /another segment/,
    });
  });

  it('needs a folder that is there, and can be read and written to', async () => {
    write('export.csv');
    await assert.rejects(keptAt(at('gone/crm.csv')), { code: 'not-kept', message: /ENOENT/ });
    // A superuser may do anything.
    if (process.platform === 'win32' || process.getuid?.() === 0) return;
    for (const mode of [0o500, 0o300]) {
      fs.chmodSync(folder, mode);
      await assert.rejects(keptAt(), { code: 'not-kept', message: /EACCES/ });
    }
  });

  it('was renamed already where a run was cut off right after that', async () => {
    write('crm.csv');
    const kept = { path: at('crm.csv'), sending: at('crm.csv.sending'), cutOff: [] };
    await keepFinished(kept);
    assert.deepEqual(names(), ['crm.csv']);
  });

  it('is an error where it can’t take its place', async () => {
    write('export.csv');
    const kept = await keptAt();
    await put(kept);
    fs.mkdirSync(at('crm.csv'));
    await assert.rejects(keepFinished(kept), { code: 'not-kept', message: /crm\.csv\.sending/ });
    assert.deepEqual(names(), ['crm.csv', 'crm.csv.sending', 'export.csv']);
  });
});
