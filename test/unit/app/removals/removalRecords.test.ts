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

  it('say that people are kept out only where that is so of all of them', async () => {
    const records = new RemovalRecords(folder);
    const isKeptOut = async (keptOut: object | undefined, ...readings: 1[][]): Promise<boolean> => {
      const parts = readings.map((each) => ({ readings: each }));
      const record = { version: 1, id, segments: [], parts, keptOut };
      await records.write(record as unknown as RemovalRecord);
      return records.isKeptOut(id);
    };
    assert.equal(await records.isKeptOut(id), false);
    assert.equal(await isKeptOut({}, [1]), true);
    assert.equal(await isKeptOut(undefined, [1]), false);
    // Others were removed by it, or rows were fixed.
    assert.equal(await isKeptOut({}, [1], [1]), false);
    assert.equal(await isKeptOut({}, [1, 1]), false);
  });
});
