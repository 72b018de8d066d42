import assert from 'node:assert/strict';
import { audienceSearch } from '../../../../src/app/audiences/audienceSearch';
import { OutsideText } from '../../../../src/common/outsideText';
import { all, any, audience, leaf, not, UNCLEAR } from './audiences';

const NAMES: Record<string, string> = { '738406689035866259': 'CRM Users', '12': 'Café News' };

describe('the search for audiences', () => {
  const items = [
    audience('30', all(leaf('738406689035866259'), not(leaf('13'))), {
      name: 'Win 10',
      retailerId: '7001',
      channels: ['Onsite'],
    }),
    audience('20', any(leaf('12'), leaf('12')), {
      name: 'win 9',
      description: 'For the Crème offer',
    }),
    audience('10', UNCLEAR),
  ];

  it('goes by all words of name, description, retailer, channel, ID and names of segments', () => {
    const segmentName = (id: string): OutsideText | undefined =>
      NAMES[id] === undefined ? undefined : OutsideText.name(NAMES[id]);
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
    ]) {
      const found = items.filter(audienceSearch(text, { segmentName }));
      assert.equal(found.map(({ id }) => id).join(' '), ids, text);
    }
  });
});
