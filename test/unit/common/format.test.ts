import assert from 'node:assert/strict';
import {
  anyOf,
  clock,
  configureFormat,
  configureUtcTimes,
  count,
  dateTime,
  day,
  dayTime,
  duration,
  formatLanguage,
  isSameDay,
  matchRate,
  percent,
  size,
  timeAgo,
  timeOfDay,
  utcAndLocal,
  utcClock,
  utcDateTime,
  wholeDuration,
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

  it('writes a time with its day, unless that is today or near', () => {
    const at = Date.UTC(2026, 10, 25, 0, 12);
    assert.equal(timeOfDay(at, at + 23 * 3_600_000), '00:12');
    assert.equal(timeOfDay(at, at + 24 * 3_600_000), 'Nov 25, 2026, 00:12');
    assert.equal(timeOfDay(at, at - 23 * 3_600_000), '00:12');
    assert.equal(timeOfDay(at, at - 24 * 3_600_000), 'Nov 25, 2026, 00:12');
    configureUtcTimes();
    assert.equal(timeOfDay(at, at), '2026-11-25 00:12 UTC');
    configureUtcTimes(false);
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
    assert.equal(wholeDuration(60_000), '1 min');
    assert.equal(wholeDuration(3_600_000), '1 h');
    assert.equal(wholeDuration(5_400_000), '90 min');
    assert.equal(wholeDuration(45_000), '45 s');
  });

  it('writes times in the configured zone, or in UTC', () => {
    configureFormat('en', 'Europe/Paris');
    const at = Date.UTC(2026, 0, 15, 9, 5);
    assert.deepEqual([clock(at), utcClock(at)], ['10:05', '09:05']);
    assert.match(dateTime(at), /^Jan 15, 2026, 10:05/);
  });

  it('writes days, with the year only if it is another one', () => {
    const now = Date.UTC(2026, 0, 2, 12);
    assert.equal(day(Date.UTC(2026, 0, 1), now), 'Jan 1');
    assert.equal(day(Date.UTC(2025, 10, 24), now), 'Nov 24, 2025');
    configureFormat('fr', 'UTC');
    assert.equal(day(Date.UTC(2026, 0, 1), now), '1 janv.');
    // It is 2026 there already.
    configureFormat('en', 'Asia/Tokyo');
    assert.equal(day(Date.UTC(2025, 11, 31, 20), now), 'Jan 1');
  });

  it('says how long ago something was, and the day if that isn’t today', () => {
    const now = Date.UTC(2026, 10, 25, 15, 30);
    const MINUTE = 60_000;
    const ago = (minutes: number): string => timeAgo(now - minutes * MINUTE, now);
    assert.equal(ago(0), 'just now');
    assert.equal(ago(-5), 'just now', 'a clock that was set back');
    assert.equal(ago(0.99), 'just now');
    assert.equal(ago(1), '1 min ago');
    assert.equal(ago(59.9), '59 min ago');
    assert.equal(ago(60), '1 h ago');
    assert.equal(ago(125), '2 h ago');
    assert.equal(ago(15 * 60), '15 h ago', 'this morning');
    assert.equal(ago(16 * 60), 'Nov 24');
    assert.equal(ago(24 * 60), 'Nov 24', 'the same time yesterday');
    const night = Date.UTC(2026, 10, 25, 0, 10);
    assert.equal(timeAgo(night - 20 * MINUTE, night), '20 min ago', 'across midnight');
    assert.equal(timeAgo(night - 3 * 60 * MINUTE, night), '3 h ago');
    assert.equal(timeAgo(night - 13 * 60 * MINUTE, night), 'Nov 24');
  });

  it('joins alternatives', () => {
    assert.equal(anyOf(['a', 'b', 'c']), 'a, b, or c');
  });

  it('says a day and a time without what today makes clear', () => {
    const now = Date.UTC(2026, 10, 25, 23, 30);
    assert.equal(day(Date.UTC(2026, 10, 24, 8, 40), now), 'Nov 24');
    assert.equal(day(Date.UTC(2025, 10, 24, 8, 40), now), 'Nov 24, 2025');
    assert.equal(dayTime(Date.UTC(2026, 10, 25, 8, 40), now), '08:40');
    assert.equal(dayTime(Date.UTC(2026, 10, 24, 8, 40), now), 'Nov 24, 08:40');
    assert.equal(dayTime(Date.UTC(2025, 10, 25, 8, 40), now), 'Nov 25, 2025, 08:40');
    assert.equal(utcDateTime(Date.UTC(2026, 10, 25, 0, 5)), 'Nov 25, 2026, 00:05 UTC');
    assert.equal(isSameDay(Date.UTC(2026, 10, 25), now), true);
    // The local day counts: in Paris it is tomorrow already.
    configureFormat('en', 'Europe/Paris');
    assert.equal(isSameDay(Date.UTC(2026, 10, 25), now), false);
    assert.equal(dayTime(Date.UTC(2026, 10, 25, 8, 40), now), 'Nov 25, 09:40');
    assert.equal(utcDateTime(Date.UTC(2026, 10, 25, 0, 5)), 'Nov 25, 2026, 00:05 UTC');
    configureFormat('fr', 'UTC');
    assert.equal(day(Date.UTC(2026, 10, 24), now), '24 nov.');
  });

  describe('in a log', () => {
    beforeEach(() => {
      configureUtcTimes();
      configureFormat('fr', 'America/New_York');
    });
    afterEach(() => configureUtcTimes(false));

    it('writes each time with its date in UTC, once, in every language', () => {
      const at = Date.UTC(2026, 11, 1, 5, 0, 59);
      for (const text of [
        clock(at),
        dateTime(at),
        utcDateTime(at),
        utcAndLocal(at),
        dayTime(at, at),
        dayTime(at, Date.UTC(2027, 0, 1)),
      ])
        assert.equal(text, '2026-12-01 05:00 UTC');
      assert.equal(day(at, at), '2026-12-01');
      // It is still November there.
      assert.equal(isSameDay(Date.UTC(2026, 11, 1, 1), at), true);
    });
  });

  it('writes a time of Criteo’s twice for someone who is there', () => {
    configureFormat('en', 'Europe/Paris');
    assert.equal(utcAndLocal(Date.UTC(2026, 0, 15, 12)), '12:00 UTC (13:00 local time)');
  });
});
