import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  copiesCutOff,
  isThere,
  keepFinished,
  keptFileAt,
  putCopy,
} from '../../../../src/upload/refresh/keptFile';

describe('a kept file', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(join(tmpdir(), 'kept-test-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => join(folder, name);
  const write = (name: string, text = name): string => {
    fs.writeFileSync(at(name), text);
    return at(name);
  };
  const names = (): string[] => fs.readdirSync(folder).sort();

  it('is a copy beside it until the job has finished, readable by its user only', async () => {
    const source = write('export.csv');
    const kept = keptFileAt(at('crm.csv'), []);
    assert.deepEqual(kept, { path: at('crm.csv'), sending: at('crm.csv.sending'), cutOff: [] });
    await putCopy(source, kept);
    assert.deepEqual(names(), ['crm.csv.sending', 'export.csv']);
    if (process.platform !== 'win32') assert.equal(fs.statSync(kept.sending).mode & 0o777, 0o600);
    await keepFinished(kept);
    assert.deepEqual(names(), ['crm.csv', 'export.csv']);
    assert.equal(fs.readFileSync(kept.path, 'utf8'), 'export.csv');
  });

  it('leaves copies that were cut off until it takes the place of all of them', async () => {
    const source = write('export.csv');
    write('crm.csv');
    for (const name of ['crm.csv.sending-10', 'crm.csv.sending', 'crm.csv.sending-2']) write(name);
    write('crm.csv.sending.bak');
    write('other.csv.sending');
    const cutOff = await copiesCutOff(at('crm.csv'));
    assert.deepEqual(
      cutOff,
      ['crm.csv.sending', 'crm.csv.sending-2', 'crm.csv.sending-10'].map(at),
    );
    const kept = keptFileAt(at('crm.csv'), cutOff);
    assert.equal(kept.sending, at('crm.csv.sending-3'));
    await putCopy(source, kept);
    assert.equal(names().length, 8);
    await keepFinished(kept);
    assert.deepEqual(names(), [
      'crm.csv',
      'crm.csv.sending.bak',
      'export.csv',
      'other.csv.sending',
    ]);
    assert.equal(fs.readFileSync(at('crm.csv'), 'utf8'), 'export.csv');
  });

  it('is not touched where another job has put a copy there since', async () => {
    const source = write('export.csv');
    const kept = keptFileAt(at('crm.csv'), []);
    write('crm.csv.sending', 'of another job');
    await assert.rejects(putCopy(source, kept), { code: 'superseded' });
    assert.equal(fs.readFileSync(at('crm.csv.sending'), 'utf8'), 'of another job');
  });

  it('can’t be kept in a folder that isn’t there', async () => {
    const kept = keptFileAt(join(folder, 'gone', 'crm.csv'), []);
    await assert.rejects(putCopy(write('export.csv'), kept), { code: 'not-kept' });
    await assert.rejects(keepFinished(kept), { code: 'not-kept' });
  });

  it('was renamed already where a run was cut off right after that', async () => {
    write('crm.csv');
    await keepFinished(keptFileAt(at('crm.csv'), []));
    assert.deepEqual(names(), ['crm.csv']);
    assert.equal(await isThere(at('crm.csv')), true);
    assert.equal(await isThere(folder), false);
  });
});
