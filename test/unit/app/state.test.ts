import * as assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { StoredValues } from '../../../src/app/state';

/**
 * As the editor does: writes all values in the next turn, then reads again what was written, and only
 * then answers.
 */
function editorMemory() {
  let values: Record<string, unknown> = {};
  let echo = Promise.resolve();
  const memory = {
    writes: [] as Record<string, unknown>[],
    get: <T>(key: string) => values[key] as T | undefined,
    update: async (key: string, value: unknown) => {
      values[key] = value;
      await turn();
      const written = { ...values };
      memory.writes.push(written);
      echo = echo.then(turn).then(() => void (values = { ...written }));
      await echo;
    },
  };
  return memory;
}

describe('stored values', () => {
  it('keep what is set, changed and deleted while another is written', async () => {
    const memory = editorMemory();
    const values = new StoredValues(memory);
    const first = values.update('pairings', ['a']);
    await turn();
    const others = [values.update('pairings', undefined), values.update('sort', 'name')];
    assert.deepEqual([values.get('pairings'), values.get('sort')], [undefined, 'name']);
    await Promise.all([first, ...others]);
    assert.deepEqual(memory.writes.at(-1), { pairings: undefined, sort: 'name' });
    assert.deepEqual([values.get('pairings'), values.get('sort')], [undefined, 'name']);
  });

  it('write once what was set several times meanwhile, with the last value', async () => {
    const memory = editorMemory();
    const values = new StoredValues(memory);
    await Promise.all([1, 2, 3].map((size) => values.update('size', size)));
    assert.deepEqual(memory.writes, [{ size: 3 }]);
  });
});
