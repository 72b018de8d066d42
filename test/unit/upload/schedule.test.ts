import assert from 'node:assert/strict';
import {
  computationRisk,
  estimatedTime,
  lastComputation,
  liveAround,
  nextComputation,
} from '../../../src/upload/schedule';

const at = (text: string): number => Date.parse(text);

describe('the next computation', () => {
  it('is at 00:00 or 12:00 UTC, strictly later', () => {
    for (const [now, next] of [
      ['2026-03-04T00:00:00Z', '2026-03-04T12:00:00Z'],
      ['2026-03-04T11:59:59.999Z', '2026-03-04T12:00:00Z'],
      ['2026-03-04T12:00:00Z', '2026-03-05T00:00:00Z'],
      ['2026-12-31T23:00:00Z', '2027-01-01T00:00:00Z'],
    ])
      assert.equal(nextComputation(at(now)), at(next), now);
    assert.equal(liveAround(at('2026-03-04T12:00:00Z')), at('2026-03-04T17:00:00Z'));
  });

  it('is missed by what runs across it, and may be by what ends less than 30 minutes before', () => {
    const minutes = 60_000;
    assert.equal(computationRisk(at('2026-03-04T11:00:00Z'), 29 * minutes), 'none');
    assert.equal(computationRisk(at('2026-03-04T11:00:00Z'), 31 * minutes), 'close');
    assert.equal(computationRisk(at('2026-03-04T11:00:00Z'), 60 * minutes), 'across');
    assert.equal(computationRisk(at('2026-03-04T12:00:00Z'), 0), 'none');
  });
});

describe('the last computation', () => {
  it('is at 00:00 or 12:00 UTC, then or earlier', () => {
    for (const [now, last] of [
      ['2026-03-04T00:00:00Z', '2026-03-04T00:00:00Z'],
      ['2026-03-04T11:59:59.999Z', '2026-03-04T00:00:00Z'],
      ['2026-03-04T12:00:00Z', '2026-03-04T12:00:00Z'],
      ['2027-01-01T11:00:00Z', '2027-01-01T00:00:00Z'],
      ['2026-12-31T23:00:00Z', '2026-12-31T12:00:00Z'],
    ])
      assert.equal(lastComputation(at(now)), at(last), now);
  });
});

describe('the time of an upload', () => {
  it('is bound by 250 requests a minute beyond the first', () => {
    assert.equal(estimatedTime(1, 4, 250), 250);
    assert.equal(estimatedTime(250, 4, 250), 62_500);
    assert.equal(estimatedTime(251, 16, 250), 60_000);
    assert.equal(estimatedTime(1000, 100, 250), 3 * 60_000);
  });
});
