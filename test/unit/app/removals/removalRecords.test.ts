import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalRecords } from '../../../../src/app/removals/removalRecords';
import type { RemovalRecord } from '../../../../src/app/removals/removalTypes';

describe('records of removals', () => {
  const id = 'R-20261201-060000-0001';
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(join(tmpdir(), 'removals-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('of another version are named and left alone, and stop what would continue them', async () => {
    const records = new RemovalRecords(folder);
    const own = { id: 'R-20261202-060000-0001', segments: [], parts: [] };
    await records.write(own as unknown as RemovalRecord);
    const path = join(folder, `${id}.json`);
    const text = JSON.stringify({ version: 1, ...own, id });
    fs.writeFileSync(path, text);
    assert.deepEqual(
      (await records.all()).map((record) => record.id),
      [own.id],
    );
    await assert.rejects(records.find(id), (error: Error) => error.message.includes(path));
    assert.equal(await records.isKeptOut(id), false);
    assert.equal(fs.readFileSync(path, 'utf8'), text);
  });

  it('say that people are kept out only where that is so of all of them', async () => {
    const records = new RemovalRecords(folder);
    const write = (
      of: string,
      keptOut: object | undefined,
      readings: string[][],
    ): Promise<void> => {
      const parts = readings.map((each) => ({
        readings: each.map((fingerprint) => ({ fingerprint })),
      }));
      const record = { id: of, segments: [], parts, keptOut };
      return records.write(record as unknown as RemovalRecord);
    };
    const isKeptOut = async (keptOut: object | undefined, ...readings: string[][]) => {
      await write(id, keptOut, readings);
      return records.isKeptOut(id);
    };
    assert.equal(await records.isKeptOut(id), false);
    assert.equal(await isKeptOut({}, ['a']), true);
    assert.equal(await isKeptOut(undefined, ['a']), false);
    // Others were removed by it, or rows were fixed.
    assert.equal(await isKeptOut({}, ['a'], ['b']), false);
    assert.equal(await isKeptOut({}, ['a', 'b']), false);
    // Another removal of the same people may keep them out.
    await write('R-20261202-060000-0001', {}, [['a']]);
    assert.equal(await isKeptOut(undefined, ['a']), true);
    assert.equal(await isKeptOut(undefined, ['b']), false);
  });
});
