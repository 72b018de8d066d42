import assert from 'node:assert/strict';
import { timeTicks, valueTicks } from '../../../../../src/webview/segment/chart/chartTicks';

describe('the ticks of values', () => {
  it('are round, from zero to at least the highest, four steps at most', () => {
    assert.deepEqual(valueTicks(48_210), [0, 20_000, 40_000, 60_000]);
    assert.deepEqual(valueTicks(60_000), [0, 20_000, 40_000, 60_000]);
    assert.deepEqual(valueTicks(60_001), [0, 20_000, 40_000, 60_000, 80_000]);
    assert.deepEqual(valueTicks(100), [0, 50, 100]);
    assert.deepEqual(valueTicks(2_000_000), [0, 500_000, 1_000_000, 1_500_000, 2_000_000]);
    for (let highest = 1; highest < 1e10; highest = Math.ceil(highest * 1.37)) {
      const ticks = valueTicks(highest);
      assert.ok(ticks.length >= 2 && ticks.length <= 5, `${highest}: ${ticks.join(' ')}`);
      assert.ok((ticks.at(-1) ?? 0) >= highest, String(highest));
      assert.ok((ticks.at(-2) ?? 0) < highest, String(highest));
    }
  });

  it('are whole identifiers', () => {
    assert.deepEqual(valueTicks(0), [0, 1]);
    assert.deepEqual(valueTicks(1), [0, 1]);
    assert.deepEqual(valueTicks(3), [0, 1, 2, 3]);
    assert.deepEqual(valueTicks(5), [0, 2, 4, 6]);
  });
});

describe('the ticks of time', () => {
  // Local times: right in any zone, since a tick is a local midnight.
  const local = (...parts: [number, number, number?, number?, number?]): number =>
    new Date(...(parts as [number, number])).getTime();
  const dayTimes = (times: number[]): string[] =>
    times.map((at) => {
      const date = new Date(at);
      const two = (value: number): string => String(value).padStart(2, '0');
      return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
    });

  it('are midnights, counted back from the last one', () => {
    const limits = { from: local(2026, 9, 26, 9, 50), to: local(2026, 10, 25, 9, 50) };
    const many = timeTicks(limits, 12);
    assert.equal(many.unit, 'day');
    assert.deepEqual(dayTimes(many.times), [
      '10-31 00:00',
      '11-05 00:00',
      '11-10 00:00',
      '11-15 00:00',
      '11-20 00:00',
      '11-25 00:00',
    ]);
    assert.deepEqual(dayTimes(timeTicks(limits, 5).times), [
      '11-05 00:00',
      '11-15 00:00',
      '11-25 00:00',
    ]);
  });

  it('are hours and minutes of a short time', () => {
    const hours = timeTicks(
      { from: local(2026, 10, 24, 20, 10), to: local(2026, 10, 25, 9, 50) },
      12,
    );
    assert.equal(hours.unit, 'hour');
    assert.deepEqual(dayTimes(hours.times), [
      '11-24 22:00',
      '11-25 00:00',
      '11-25 02:00',
      '11-25 04:00',
      '11-25 06:00',
      '11-25 08:00',
    ]);
    const minutes = timeTicks(
      { from: local(2026, 10, 25, 9, 42), to: local(2026, 10, 25, 9, 50) },
      5,
    );
    assert.equal(minutes.unit, 'minute');
    assert.deepEqual(dayTimes(minutes.times), [
      '11-25 09:42',
      '11-25 09:44',
      '11-25 09:46',
      '11-25 09:48',
      '11-25 09:50',
    ]);
  });

  it('are months and years of a long time', () => {
    const months = timeTicks({ from: local(2026, 0, 20), to: local(2026, 10, 25) }, 5);
    assert.equal(months.unit, 'month');
    assert.deepEqual(dayTimes(months.times), ['04-01 00:00', '07-01 00:00', '10-01 00:00']);
    const years = timeTicks({ from: local(2015, 5), to: local(2026, 10) }, 12);
    assert.equal(years.unit, 'year');
    assert.deepEqual(
      years.times.map((at) => new Date(at).getFullYear()),
      [2016, 2018, 2020, 2022, 2024, 2026],
    );
  });

  it('are few, in order and within the limits, for any length', () => {
    const to = local(2026, 10, 25, 9, 50);
    for (let length = 1000; length < 2e12; length *= 1.31)
      for (const most of [1, 4, 12]) {
        const limits = { from: Math.round(to - length), to };
        const { times } = timeTicks(limits, most);
        assert.ok(times.length <= Math.max(2, most) + 1, `${length}: ${times.length}`);
        assert.deepEqual(
          times,
          [...new Set(times)].sort((a, b) => a - b),
        );
        for (const at of times) assert.ok(at >= limits.from && at <= to);
      }
  });
});
