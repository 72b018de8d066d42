import assert from 'node:assert/strict';
import { comparisonPage } from '../../../../src/app/segmentPage/comparisonPage';
import { Failure } from '../../../../src/common/failure';
import { account, segment } from '../segments/segments';
import { HOUR, NOW, reading, view } from './views';

describe('several segments side by side', () => {
  const failure = new Failure('network', 'No connection.', 'statistics');
  const page = comparisonPage(
    account({}),
    [
      view({ entries: [reading(NOW - 25 * HOUR, 1, 1, 1), reading(NOW, 48_210, 25_069, 0.52)] }),
      view({
        segmentId: '8',
        segment: segment('8'),
        entries: [reading(NOW - 25 * HOUR, 5)],
        failure,
      }),
      view({ segmentId: '9', segment: segment('9', { contactList: undefined }) }),
      view({ segmentId: '10', segment: undefined, isGone: true, failure }),
      view({ segmentId: '11', segment: segment('11'), isReading: true }),
    ],
    true,
  );

  it('have a row each, with the latest reading and a way to the page', () => {
    assert.deepEqual(
      page.comparison?.rows.map(({ press, identifiers, matches, matchRate, asOf }) =>
        [press.label, press.value, identifiers, matches, matchRate, asOf].join(' | '),
      ),
      [
        'CRM Users | 7 | 48,210 | 25,069 | 52% | 09:50',
        'Segment 8 | 8 | 5 | not available | not available | Nov 24, 08:50',
        'Segment 9 | 9 | – | – | – | no figures',
        '10 | 10 | – | – | – | no longer exists',
        'Segment 11 | 11 | – | – | – | reading…',
      ],
    );
    assert.equal(page.comparison?.rows[0]?.tooltip, 'Nov 25, 2026, 09:50 UTC');
  });

  it('have the size of their rows and tooltips: what was sent since counts', () => {
    const added = { at: NOW - 1000, kind: 'upload', operation: 'add', accepted: 1000 } as const;
    const entries = [reading(NOW - HOUR, 5000), added];
    const { comparison } = comparisonPage(account({}), [view({ entries }), view({})], false);
    const [row] = comparison?.rows ?? [];
    assert.equal(row.identifiers, '5,000 · +1k');
    assert.match(row.tooltip ?? '', /^5,000 \(read .+\) · \+1,000 sent since → 5,000 to 6,000$/);
  });

  it('have a line each in one chart', () => {
    assert.deepEqual(
      page.history?.chart.segments.map(({ name, readings }) => [name, readings.length]),
      [
        ['CRM Users', 2],
        ['Segment 8', 1],
        ['Segment 9', 0],
        ['10', 0],
        ['Segment 11', 0],
      ],
    );
  });

  it('say which couldn’t be read', () => {
    assert.equal(page.callout?.text, 'Segment 8: No connection.');
    assert.deepEqual(
      page.more.menu.map(({ action }) => action),
      ['copySummary'],
    );
    assert.equal(page.refresh.busy, true);
    assert.equal(comparisonPage(account({}), [view()], false).callout, undefined);
  });
});
