import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import { detailsOf } from '../../../../src/app/segments/segmentDetails';
import { assertHas } from '../../../support/assertHas';

const bare: Segment = { id: '5', channels: [], json: () => '{}' };

describe('the details of a segment', () => {
  it('have an Events segment’s rule', () => {
    const events = {
      ...bare,
      type: 'Events',
      events: {
        shopperActivity: 'AddToCart',
        lookbackDays: 'Last90Days',
        categoryIds: ['3590922'],
        brandIds: ['1', '2'],
        minPrice: '5.50',
      },
    };
    const details = Object.fromEntries(
      detailsOf(events, undefined).map(({ key, value }) => [key, value.forTree()]),
    );
    assertHas(details, {
      activity: 'added a product to the cart',
      window: 'last 90 days',
      categories: '3590922',
      brands: '1, 2',
      prices: 'from 5.50',
      id: '5',
    });
    assert.equal(
      detailsOf(
        {
          ...events,
          events: { ...events.events, shopperActivity: 'Dream', lookbackDays: 'Forever' },
        },
        undefined,
      )
        .find(({ key }) => key === 'window')
        ?.value.forTree(),
      'Forever',
    );
  });
});
