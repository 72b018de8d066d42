import assert from 'node:assert/strict';
import { ReadingDays } from '../../../../../src/app/segments/sizes/readingDays';
import { configureFormat } from '../../../../../src/common/format';

const HOUR = 3600_000;

describe('the days of readings', () => {
  before(() => configureFormat('en', 'Asia/Kathmandu'));
  after(() => configureFormat('en'));

  it('are said of another day than today, by local time', () => {
    const days = new ReadingDays();
    // In Kathmandu, a day ends at 18:15 UTC.
    const midnight = Date.UTC(2026, 10, 26, 18, 15);
    assert.equal(days.of(midnight - 1, midnight - 1), undefined);
    assert.equal(days.of(midnight - 1, midnight), 'Nov 26');
    assert.equal(days.of(midnight, midnight + HOUR), undefined);
    assert.equal(days.of(midnight, midnight + 24 * HOUR), 'Nov 27');
    assert.equal(days.of(midnight - 400 * 24 * HOUR, midnight), 'Oct 23, 2025');
  });

  it('of 10,000 rows take less than 50 ms', () => {
    const days = new ReadingDays();
    const now = Date.UTC(2026, 10, 26, 12);
    days.of(now, now);
    const began = process.cpuUsage();
    for (let row = 0; row < 10_000; row++) days.of(now - 30 * HOUR + row * 100, now);
    const { user } = process.cpuUsage(began);
    assert.ok(user < 50_000, `${user} µs`);
  });
});
