import assert from 'node:assert/strict';
import { Pace } from '../../../../../src/app/segments/readings/pace';

describe('the pace of readings', () => {
  it('lets so many begin in any 60 seconds, and says how long the next one waits', () => {
    let now = 1_000_000;
    const pace = new Pace(3, () => now);
    for (const at of [0, 10_000, 20_000]) {
      now = 1_000_000 + at;
      assert.equal(pace.wait, 0);
      pace.count();
    }
    assert.equal(pace.wait, 40_000);
    now += 39_999;
    assert.equal(pace.wait, 1);
    now += 1;
    assert.equal(pace.wait, 0);
    pace.count();
    assert.equal(pace.wait, 10_000);
  });

  it('counts the requests of whoever read before', () => {
    const now = 1_000_000;
    const pace = new Pace(2, () => now, [now - 70_000, now - 50_000, now - 1_000]);
    assert.equal(pace.wait, 10_000);
    assert.deepEqual(pace.recent(), [now - 50_000, now - 1_000]);
  });

  it('is not held up by a clock that was set back', () => {
    let now = 10_000_000;
    const pace = new Pace(1, () => now);
    pace.count();
    now -= 3_600_000;
    assert.equal(pace.wait, 0);
  });
});
