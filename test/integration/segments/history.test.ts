import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { AccountHandle } from '../../../src/app/accounts/account';
import { createHistory } from '../../../src/app/segments/history';

const account = { key: 'https://api.example|app|77', accountId: '77' } as AccountHandle;
const other = { key: 'https://api.example|app|78', accountId: '78' } as AccountHandle;

describe('history of readings', () => {
  let folder: string;
  let history: ReturnType<typeof createHistory>;
  let logged: string[];

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'criteo-audiences-history-'));
    logged = [];
    history = createHistory(folder, (line) => logged.push(line));
  });
  afterEach(async () => {
    history.dispose();
    await fs.rm(folder, { recursive: true, force: true });
  });

  const files = async (): Promise<string[]> =>
    (await fs.readdir(folder, { recursive: true })).filter((file) => file.endsWith('.jsonl'));

  it('stores readings, uploads and clears per account and segment, oldest first', async () => {
    const changed: string[] = [];
    history.onDidChange(({ segmentId }) => changed.push(segmentId));
    await history.add(account, '9007199254740993', {
      at: 2,
      kind: 'upload',
      operation: 'add',
      accepted: 10,
      jobId: 'j',
    });
    await history.add(account, '9007199254740993', {
      at: 1,
      kind: 'reading',
      numberOfIdentifiers: 5,
      matchRate: 0.25,
    });
    await history.add(account, '9007199254740992', { at: 3, kind: 'clear' });
    assert.deepEqual(
      (await history.of(account, '9007199254740993')).map(({ at, kind }) => [at, kind]),
      [
        [1, 'reading'],
        [2, 'upload'],
      ],
    );
    assert.equal((await history.last(account, '9007199254740993', 'reading'))?.matchRate, 0.25);
    assert.equal(await history.last(account, '9007199254740992', 'reading'), undefined);
    assert.deepEqual(await history.of(other, '9007199254740993'), []);
    assert.deepEqual(changed, ['9007199254740993', '9007199254740993', '9007199254740992']);
  });

  it('loses only the line that a crash truncated', async () => {
    await history.add(account, '1', { at: 1, kind: 'clear' });
    const [file] = await files();
    await fs.appendFile(path.join(folder, file), '\n{"at":2,"kind":"rea');
    await history.add(account, '1', { at: 3, kind: 'clear' });
    await fs.appendFile(
      path.join(folder, file),
      '\nnull\n[1]\n{"at":"x","kind":"clear"}\n{"at":4,"kind":"other"}\n',
    );
    assert.deepEqual(
      (await history.of(account, '1')).map(({ at }) => at),
      [1, 3],
    );
  });

  it('accepts entries from several windows at once', async () => {
    const second = createHistory(folder, () => undefined);
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        (at % 2 === 0 ? history : second).add(account, '1', {
          at,
          kind: 'reading',
          numberOfIdentifiers: at,
        }),
      ),
    );
    assert.deepEqual(
      (await history.of(account, '1')).map(({ at }) => at),
      Array.from({ length: 200 }, (_, at) => at),
    );
    second.dispose();
  });

  it('only logs an entry that can’t be written, and writes the next one', async () => {
    await history.add(account, '1', { at: 1, kind: 'clear' });
    const [file] = await files();
    const [original, moved] = [path.join(folder, file), path.join(folder, 'moved')];
    await fs.rename(original, moved);
    // Can't be written, and reads as empty.
    await fs.symlink(path.join(folder, 'no such folder', 'file'), original);
    await history.add(account, '1', { at: 2, kind: 'clear' });
    assert.deepEqual(logged, ['history: clear not written (ENOENT)']);
    await fs.rm(original);
    await fs.rename(moved, original);
    await history.add(account, '1', { at: 3, kind: 'clear' });
    assert.deepEqual(
      (await history.of(account, '1')).map(({ at }) => at),
      [1, 3],
    );
  });

  it('writes only in its folder, whatever the ID', async () => {
    await history.add(account, '../../../escaped', { at: 1, kind: 'clear' });
    assert.equal((await history.of(account, '../../../escaped')).length, 1);
    assert.equal((await files()).length, 1);
  });

  it('deletes all entries of an account', async () => {
    await history.add(account, '1', { at: 1, kind: 'clear' });
    await history.add(other, '1', { at: 1, kind: 'clear' });
    await history.forget(account.key);
    assert.deepEqual(
      [
        (await history.of(account, '1')).length,
        (await history.of(other, '1')).length,
        (await files()).length,
      ],
      [0, 1, 1],
    );
  });
});
