import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHistory, type History } from '../../../../../src/app/segments/history';
import { ReadingFiles } from '../../../../../src/app/segments/readings/readingFiles';
import { recordText } from '../../../../../src/common/recordVersion';
import { share } from '../../../../support/tenth';
import { account } from '../segments';

const handle = account({});
const KEY = handle.key;
const HALF_DAY = 12 * 3600_000;

describe('the last readings on disk', () => {
  let folder: string;
  let history: History;
  let files: ReadingFiles;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reading-files-'));
    history = createHistory(folder, assert.fail);
    files = new ReadingFiles(history);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const fileOf = (segmentId: string): string =>
    path.join(history.folderOf(KEY), `${segmentId}.jsonl`);
  const write = (segmentId: string, text: string): void => {
    fs.mkdirSync(history.folderOf(KEY), { recursive: true });
    fs.writeFileSync(fileOf(segmentId), text);
  };
  const line = (entry: object): string => `\n${recordText(entry)}\n`;
  const reading = (at: number): string => line({ at, kind: 'reading', numberOfIdentifiers: at });
  const uploads = (count: number): string =>
    line({ at: 1, kind: 'upload', operation: 'add', accepted: 5 }).repeat(count);

  it('are the newest by their time, as in the whole history', async () => {
    await history.add(handle, '7', { kind: 'reading', at: 20, numberOfIdentifiers: 5 });
    await history.add(handle, '7', { kind: 'reading', at: 10, numberOfIdentifiers: 1 });
    await history.add(handle, '7', { kind: 'clear', at: 30 });
    const { reading: last } = await files.recent(KEY, '7');
    assert.deepEqual(last, (await history.of(handle, '7'))[1]);
    assert.equal(last?.at, 20);
    assert.deepEqual(await files.recent(KEY, '8'), { changes: [] });
    assert.deepEqual(await new ReadingFiles(history).all('another account'), new Map());
  });

  it('are found in files of any length, at their end or at their beginning', async () => {
    write('1', reading(1) + uploads(2_000));
    write('2', uploads(2_000) + reading(2));
    write('3', Array.from({ length: 3_000 }, (_, at) => reading(at + 1)).join(''));
    write('4', uploads(2_000));
    write('5', '');
    const all = await files.all(KEY);
    assert.deepEqual(
      ['1', '2', '3', '4', '5'].map((id) => all.get(id)?.reading?.numberOfIdentifiers),
      [1, 2, 3_000, undefined, undefined],
    );
  });

  it('come with the uploads and clears that they may lack, however far back those are', async () => {
    const day = 20_000 * 24 * 3600_000;
    const at = day + 14 * 3600_000;
    const upload = (sentAt: number): string =>
      line({ at: sentAt, kind: 'upload', operation: 'add', accepted: 5, jobId: `job${sentAt}` });
    // Computed at noon, but maybe not in the figures of 14:00; the one before midnight is.
    const [old, computed, open] = [day - 1, day + 11 * 3600_000, day + 13 * 3600_000];
    write('1', `${upload(old)}${upload(computed)}${reading(at)}${upload(open)}`);
    const changesOf = async (id: string): Promise<number[]> =>
      (await files.recent(KEY, id)).changes.map((entry) => entry.at);
    assert.deepEqual(await changesOf('1'), [computed, open]);
    write('2', line({ at: open, kind: 'clear' }));
    assert.deepEqual(await changesOf('2'), [open]);
    assert.deepEqual([...(await files.all(KEY)).keys()].sort(), ['1', '2']);
    const many = Array.from({ length: 300 }, (_, index) => open + index);
    write('3', `${reading(at)}${many.map(upload).join('')}`);
    assert.deepEqual(await changesOf('3'), many);
    write('4', many.map(upload).join(''));
    assert.deepEqual(await changesOf('4'), many.slice(-50), 'never read');
  });

  it('skip what a crash tore, and what isn’t a reading', async () => {
    write('1', `${reading(1)}\n{"at":2,"kind":"reading","numberOfIden`);
    write('2', '{"at":2,"kind":"rea');
    write('3', `${reading(3)}${line({ at: 4, kind: 'reading' })}`);
    write('4', `${'x'.repeat(40_000)}\n${reading(4)}`);
    write('5', line({ at: 5, kind: 'reading' }));
    fs.writeFileSync(path.join(history.folderOf(KEY), 'notes.txt'), reading(9));
    fs.mkdirSync(fileOf('6'));
    const all = await files.all(KEY);
    assert.deepEqual(
      [...all]
        .map(([id, { reading, readAt }]) => [id, reading?.numberOfIdentifiers, readAt])
        .sort(),
      [
        ['1', 1, 1],
        ['3', 3, 4],
        ['4', 4, 4],
        ['5', undefined, 5],
      ],
      'a reading without a figure doesn’t hide the one before it, and is one',
    );
  });

  it('of many segments with a year of readings take less than 1 ms of work each', async function () {
    this.timeout(60_000);
    const year = Array.from({ length: 730 }, (_, at) => reading((at + 1) * HALF_DAY)).join('');
    const many = share(2_000);
    for (let id = 1; id <= many; id++) write(String(id), year);
    // Processor time: the machine does other things as well.
    const began = process.cpuUsage();
    const all = await files.all(KEY);
    const { user, system } = process.cpuUsage(began);
    const took = (user + system) / 1_000;
    console.log(`      ${Math.round(took)} ms`);
    assert.equal(all.size, many);
    assert.equal(all.get(String(many))?.reading?.at, 730 * HALF_DAY);
    assert.ok(took < many, `${took} ms`);
  });
});
