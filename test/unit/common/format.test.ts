import assert from 'node:assert/strict';
import {
  anyOf,
  clock,
  configureFormat,
  count,
  dateTime,
  duration,
  formatLanguage,
  matchRate,
  percent,
  size,
  utcClock,
} from '../../../src/common/format';

describe('format', () => {
  beforeEach(() => configureFormat('en', 'UTC'));
  afterEach(() => configureFormat('en', 'UTC'));

  it('writes numbers in the display language, and in English for an invalid one', () => {
    assert.equal(count(120_001), '120,001');
    configureFormat('fr', 'UTC');
    assert.equal(count(120_001), '120\u202f001');
    configureFormat('not a language', 'UTC');
    assert.equal(formatLanguage(), 'en');
  });

  it('writes ratios as percentages, but a match rate above 1 as sent', () => {
    assert.equal(percent(0.1251), '12.5%');
    assert.equal(matchRate(1), '100%');
    assert.equal(matchRate(2.5), '2.5 (as sent by Criteo)');
    assert.equal(matchRate(undefined), 'not available');
  });

  it('writes sizes with a decimal only below 10', () => {
    assert.deepEqual([0, 760, 3_200_000, 32_100_000, 5e12].map(size), [
      '0 bytes',
      '760 bytes',
      '3.2 MB',
      '32 MB',
      '5,000 GB',
    ]);
  });

  it('writes durations of at least a second', () => {
    assert.deepEqual([0, 14_400, 89_000, 90_000, 7_140_000, 7_200_000].map(duration), [
      '1 s',
      '14 s',
      '89 s',
      '2 min',
      '119 min',
      '2 h',
    ]);
  });

  it('writes times in the configured zone, or in UTC', () => {
    configureFormat('en', 'Europe/Paris');
    const at = Date.UTC(2026, 0, 15, 9, 5);
    assert.deepEqual([clock(at), utcClock(at)], ['10:05', '09:05']);
    assert.match(dateTime(at), /^Jan 15, 2026, 10:05/);
  });

  it('joins alternatives', () => {
    assert.equal(anyOf(['a', 'b', 'c']), 'a, b, or c');
  });
});
