import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { RowRepaints } from '../../../../src/ui/views/rowRepaints';

describe('repaints of single rows', () => {
  let painted: string[][];
  let repaints: RowRepaints;
  const row = (segmentId: string): { accountKey: string; segmentId: string } => ({
    accountKey: 'a',
    segmentId,
  });

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    painted = [];
    repaints = new RowRepaints((rows) => painted.push(rows.map(({ segmentId }) => segmentId)));
  });
  afterEach(() => {
    repaints.dispose();
    mock.timers.reset();
  });

  it('come a few at a time, each row once', () => {
    repaints.add(row('1'));
    repaints.add(row('2'));
    repaints.add(row('1'));
    assert.deepEqual(painted, []);
    mock.timers.tick(200);
    assert.deepEqual(painted, [['1', '2']]);
    mock.timers.tick(60_000);
    assert.equal(painted.length, 1);
  });

  it('leave the row alone whose tooltip is shown, until another one is', () => {
    repaints.hover(row('1'));
    repaints.add(row('1'));
    repaints.add(row('2'));
    mock.timers.tick(1_000);
    assert.deepEqual(painted, [['2']]);
    repaints.hover(row('3'));
    mock.timers.tick(1_000);
    assert.deepEqual(painted, [['2'], ['1']]);
  });

  it('forget a tooltip after a while, whether or not anything changed', () => {
    repaints.hover(row('1'));
    mock.timers.tick(19_000);
    assert.deepEqual(painted, []);
    mock.timers.tick(1_000);
    mock.timers.tick(200);
    assert.deepEqual(painted, [['1']]);
  });

  it('leave a row alone that is hovered again', () => {
    repaints.hover(row('1'));
    mock.timers.tick(19_000);
    repaints.hover(row('1'));
    mock.timers.tick(10_000);
    assert.deepEqual(painted, []);
  });

  it('end with the view', () => {
    repaints.add(row('1'));
    repaints.hover(row('2'));
    repaints.dispose();
    mock.timers.tick(60_000);
    assert.deepEqual(painted, []);
  });
});
