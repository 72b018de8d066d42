import assert from 'node:assert/strict';
import { rowsOnScreen } from '../../../../../src/app/segments/readings/rowsOnScreen';

const rows = Array.from({ length: 200 }, (_, at) => at);

describe('the rows that are taken to be on screen', () => {
  it('are the first 40', () => {
    assert.deepEqual(rowsOnScreen(rows), rows.slice(0, 40));
    assert.deepEqual(rowsOnScreen(rows.slice(0, 7)), rows.slice(0, 7));
    assert.deepEqual(rowsOnScreen([]), []);
  });

  it('and before them the 20 above and below the one that somebody looks at, each once', () => {
    assert.deepEqual(rowsOnScreen(rows, 100), [...rows.slice(80, 121), ...rows.slice(0, 40)]);
    assert.deepEqual(rowsOnScreen(rows, 199), [...rows.slice(179), ...rows.slice(0, 40)]);
    assert.deepEqual(rowsOnScreen(rows, 30), [...rows.slice(10, 51), ...rows.slice(0, 10)]);
    assert.deepEqual(rowsOnScreen(rows, 5), rows.slice(0, 40));
  });
});
