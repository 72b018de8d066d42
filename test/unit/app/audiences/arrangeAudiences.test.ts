import assert from 'node:assert/strict';
import type { Audience } from '../../../../src/api/apiTypes';
import { arrangeAudiences } from '../../../../src/app/audiences/arrangeAudiences';
import {
  isFilteringAudiences,
  NO_AUDIENCE_FILTER,
  type AudienceSort,
  type AudienceViewFilter,
} from '../../../../src/app/audiences/audienceView';
import { OutsideText } from '../../../../src/common/outsideText';
import { processorTime } from '../../../support/processorTime';
import { all, any, audience, leaf, not, UNCLEAR } from './audiences';

const NAMES: Record<string, string> = { '738406689035866259': 'CRM Users', '12': 'Café News' };

describe('the audiences that the view shows', () => {
  const items = [
    audience('30', all(leaf('738406689035866259'), not(leaf('13'))), {
      name: 'Win 10',
      retailerId: '7001',
      channels: ['Onsite'],
      updatedAt: 5,
    }),
    audience('20', any(leaf('12'), leaf('12')), {
      name: 'win 9',
      description: 'For the Crème offer',
      updatedAt: 9,
    }),
    audience('10', UNCLEAR),
  ];
  const shown = (
    filter: Partial<AudienceViewFilter> = {},
    sort: AudienceSort = 'none',
    retailer?: string,
    version: unknown = NAMES,
  ): string =>
    arrangeAudiences(
      items,
      { filter: { ...NO_AUDIENCE_FILTER, ...filter }, sort },
      {
        retailerName: (id) =>
          id !== undefined && retailer !== undefined ? OutsideText.name(retailer) : undefined,
        segmentName: (id) => (NAMES[id] === undefined ? undefined : OutsideText.name(NAMES[id])),
        version,
      },
    )
      .items.map(({ id }) => id)
      .join(' ');

  it('are in the order asked for', () => {
    assert.equal(shown(), '30 20 10');
    assert.equal(shown({}, 'name'), '10 20 30');
    assert.equal(shown({}, 'updated'), '20 30 10');
  });

  it('are found by all words of name, description, retailer, channel, ID and names of segments', () => {
    for (const [text, ids] of [
      ['WIN', '30 20'],
      ['9 win', '20'],
      ['creme', '20'],
      ['cafe win', '20'],
      ['crm users onsite', '30'],
      ['738406689035866259', '30'],
      ['win 35866', '30'],
      ['7001', '30'],
      ['10', '30 10'],
      ['win lumen', ''],
      ['undefined', ''],
      ['  ', '30 20 10'],
    ] as const)
      assert.equal(shown({ text }), ids, text);
    assert.equal(shown({ text: 'win lumen' }, 'none', 'Lumen'), '30');
    assert.equal(shown({ text: '7001' }, 'none', 'Lumen'), '', 'a retailer with a name');
  });

  it('are found by names of segments once these are known', () => {
    assert.equal(shown({ text: 'opt-outs' }), '');
    NAMES['13'] = 'Opt-outs';
    assert.equal(shown({ text: 'opt-outs' }), '', 'what was read is kept');
    assert.equal(shown({ text: 'opt-outs' }, 'none', undefined, {}), '30');
    delete NAMES['13'];
  });

  it('are those that use any of the segments, wherever it is', () => {
    assert.equal(shown({ segmentIds: ['13'] }), '30');
    assert.equal(shown({ segmentIds: ['13', '12'] }), '30 20');
    assert.equal(shown({ segmentIds: ['13', '12'], text: 'win 9' }), '20');
    assert.equal(shown({ segmentIds: ['1'] }), '');
  });

  it('know whether they are filtered', () => {
    assert.equal(isFilteringAudiences({ text: ' ', segmentIds: [] }), false);
    assert.equal(isFilteringAudiences({ text: 'a', segmentIds: [] }), true);
    assert.equal(isFilteringAudiences({ text: '', segmentIds: ['1'] }), true);
  });

  it('are arranged within 100 ms of a key stroke, 1,000 of 40 nodes', () => {
    const many = Array.from({ length: 1_000 }, (_, n) =>
      audience(String(n), all(...Array.from({ length: 39 }, (_, k) => leaf(`${n}${k}`))), {
        name: `Audience ${n % 7} of ${n}`,
      }),
    );
    const known = {
      retailerName: () => undefined,
      segmentName: (id: string) => OutsideText.name(`Segment ${id}`),
      version: 1,
    };
    const stroke = (text: string): readonly Audience[] =>
      arrangeAudiences(many, { filter: { text, segmentIds: [] }, sort: 'name' }, known).items;
    stroke('a');
    const took = processorTime(() => assert.equal(stroke('segment 99938').length, 1));
    assert.ok(took < 100, `${took} ms`);
  });
});
