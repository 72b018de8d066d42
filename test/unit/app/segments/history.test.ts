import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHistory, type History } from '../../../../src/app/segments/history';
import { Failure } from '../../../../src/common/failure';
import { configureOtherVersions } from '../../../../src/common/recordVersion';
import { account } from './segments';

const handle = account({});
const other = account({}, { key: 'other' });

describe('the history of segments', () => {
  let folder: string;
  let log: string[];
  let history: History;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
    log = [];
    history = createHistory(folder, (line) => log.push(line));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const filesIn = (): string[] =>
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .flatMap((entry) => (entry.isFile() ? path.join(entry.parentPath, entry.name) : []));

  it('has the entries of a segment in order of time, and reports each', async () => {
    const events: unknown[] = [];
    history.onDidChange((event) => events.push(event));
    await history.add(handle, '7', {
      kind: 'upload',
      at: 30,
      operation: 'add',
      accepted: 2,
      unknown: 3,
    });
    await history.add(handle, '7', { kind: 'reading', at: 10, numberOfIdentifiers: 1 });
    await history.add(handle, '7', { kind: 'reading', at: 20, numberOfIdentifiers: 5 });
    await history.add(other, '7', { kind: 'clear', at: 40 });
    assert.deepEqual(
      (await history.of(handle, '7')).map(({ at, unknown }) => [at, unknown]),
      [
        [10, undefined],
        [20, undefined],
        [30, 3],
      ],
    );
    assert.deepEqual(await history.of(handle, '8'), []);
    assert.equal(events.length, 4);
    assert.deepEqual(events[0], { accountKey: handle.key, segmentId: '7', kind: 'upload' });
  });

  it('skips torn and unknown lines, and appends after them', async () => {
    await history.add(handle, '7', { kind: 'clear', at: 1 });
    const [file] = filesIn();
    fs.appendFileSync(file, '{"at":2,"kind":"rea');
    await history.add(handle, '7', { kind: 'clear', at: 3 });
    fs.appendFileSync(file, '\n{"at":"4","kind":"clear"}\n{"at":5,"kind":"moved"}\n[]\nnull\n');
    assert.deepEqual(
      (await history.of(handle, '7')).map(({ at }) => at),
      [1, 3],
    );
  });

  it('leaves alone what another version wrote, and says in which file', async () => {
    const told: string[] = [];
    configureOtherVersions((file) => told.push(file));
    await history.add(handle, '7', { kind: 'clear', at: 1 });
    const [file] = filesIn();
    const other = '{"version":1,"at":2,"kind":"clear"}\n{"at":3,"kind":"clear"}\n';
    fs.appendFileSync(file, other);
    await history.add(handle, '7', { kind: 'clear', at: 4 });
    const times = (await history.of(handle, '7')).map(({ at }) => at);
    assert.deepEqual([times, told], [[1, 4], [file]]);
    assert.ok(fs.readFileSync(file, 'utf8').includes(other));
    configureOtherVersions(() => undefined);
  });

  it('accepts entries from several windows at once', async () => {
    const second = createHistory(folder, () => undefined);
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        (at % 2 === 0 ? history : second).add(handle, '7', {
          kind: 'reading',
          at,
          numberOfIdentifiers: at,
        }),
      ),
    );
    assert.deepEqual(
      (await history.of(handle, '7')).map(({ at }) => at),
      Array.from({ length: 200 }, (_, at) => at),
    );
  });

  it('writes nothing where the folder can’t be used, and says so in the log', async () => {
    const refused = createHistory(
      folder,
      (line) => log.push(line),
      () => Promise.reject(new Failure('state-folder', 'It contains other files.')),
    );
    await refused.add(handle, '7', { kind: 'clear', at: 1 });
    assert.deepEqual(fs.readdirSync(folder), []);
    assert.deepEqual(log, ['history: clear not written (state-folder)']);
  });

  it('never lets an ID name a file outside its folder', async () => {
    const id = '../../../escaped';
    await history.add(handle, id, { kind: 'clear', at: 1 });
    assert.equal((await history.of(handle, id)).length, 1);
    assert.equal(filesIn().length, 1);
    assert.deepEqual(await history.segments(handle.key), [], 'not an ID of the API');
  });

  it('forgets one account at a time', async () => {
    await history.add(handle, '7', { kind: 'clear', at: 1 });
    await history.add(other, '8', { kind: 'clear', at: 1 });
    assert.deepEqual(await history.segments(handle.key), ['7']);
    await history.forget(handle.key);
    assert.deepEqual(await history.segments(handle.key), []);
    assert.deepEqual(await history.of(handle, '7'), []);
    assert.deepEqual(await history.segments('other'), ['8']);
  });

  it('logs an entry that can’t be written, and doesn’t reject', async () => {
    fs.writeFileSync(path.join(folder, 'history'), 'a file where the folder should be');
    history.onDidChange(() => assert.fail('nothing was added'));
    await history.add(handle, '7', { kind: 'clear', at: 1 });
    assert.match(log.join(), /^history: clear not written \(E\w+\)$/);
  });

  it('writes the next entry after one that can’t be written', async () => {
    await history.add(handle, '7', { kind: 'clear', at: 1 });
    const [file] = filesIn();
    fs.renameSync(file, `${file}.moved`);
    // Can't be written, and reads as empty.
    fs.symlinkSync(path.join(folder, 'no such folder', 'file'), file);
    await history.add(handle, '7', { kind: 'clear', at: 2 });
    assert.deepEqual(log, ['history: clear not written (ENOENT)']);
    fs.rmSync(file);
    fs.renameSync(`${file}.moved`, file);
    await history.add(handle, '7', { kind: 'clear', at: 3 });
    assert.deepEqual(
      (await history.of(handle, '7')).map(({ at }) => at),
      [1, 3],
    );
  });
});
