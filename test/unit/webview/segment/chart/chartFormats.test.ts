import assert from 'node:assert/strict';
import { ChartFormats } from '../../../../../src/webview/segment/chart/chartFormats';

const local = (...parts: number[]): number => new Date(...(parts as [number, number])).getTime();

describe('the formats of the chart', () => {
  const en = new ChartFormats('en');
  const fr = new ChartFormats('fr');
  /** Which kind of space is no matter here. */
  const plain = (text: string): string => text.replace(/\s/g, ' ');

  it('shorten the values of the axis', () => {
    assert.deepEqual(
      [0, 20_000, 60_000, 500, 1_500_000].map((value) => en.shortNumber(value)),
      ['0', '20k', '60k', '500', '1.5M'],
    );
    assert.equal(plain(fr.shortNumber(60_000)), '60 k');
    assert.equal(plain(fr.shortNumber(1_500_000)), '1,5 M');
    assert.equal(new ChartFormats('ja').shortNumber(60_000), '6万');
  });

  it('write figures and rates in full', () => {
    assert.equal(en.number(44_903), '44,903');
    assert.equal(en.number(0), '0');
    assert.equal(en.number(undefined), 'not available');
    assert.equal(en.rate(0.52), '52%');
    assert.equal(en.rate(0.5234), '52.3%');
    assert.equal(en.rate(52), '52 (as sent by Criteo)');
    assert.equal(en.rate(undefined), 'not available');
    assert.equal(plain(fr.number(44_903)), '44 903');
    assert.equal(plain(fr.rate(0.52)), '52 %');
  });

  it('write local times, with the year if it is another', () => {
    const now = local(2026, 10, 25);
    assert.equal(en.moment(local(2026, 10, 9, 17, 10), now), 'Nov 9, 17:10');
    assert.equal(en.moment(local(2026, 10, 9, 0, 5), now), 'Nov 9, 00:05');
    assert.equal(en.moment(local(2025, 10, 9, 17, 10), now), 'Nov 9, 2025, 17:10');
    assert.equal(plain(fr.moment(local(2026, 10, 9, 17, 10), now)), '9 nov., 17:10');
  });

  it('write ticks by their unit, and midnight as its day', () => {
    assert.equal(en.tick(local(2026, 10, 9, 17, 10), 'minute'), '17:10');
    assert.equal(en.tick(local(2026, 10, 9, 17), 'hour'), '17:00');
    assert.equal(en.tick(local(2026, 10, 9), 'hour'), 'Nov 9');
    assert.equal(en.tick(local(2026, 10, 9), 'day'), 'Nov 9');
    assert.equal(en.tick(local(2026, 10, 1), 'month'), 'Nov 2026');
    assert.equal(en.tick(local(2026, 0, 1), 'year'), '2026');
  });

  it('choose a text by the number', () => {
    const texts = { one: 'one', other: 'other' };
    assert.deepEqual(
      [0, 1, 2].map((value) => en.plural(value, texts)),
      ['other', 'one', 'other'],
    );
    assert.equal(fr.plural(0, texts), 'one');
  });
});
