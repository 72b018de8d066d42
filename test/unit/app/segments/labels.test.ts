import assert from 'node:assert/strict';
import type { Algebra, Audience, Segment } from '../../../../src/api/apiTypes';
import { namedLines, usesOf, useText } from '../../../../src/app/segments/audienceUsage';
import {
  deletionHint,
  itemsNotDone,
  problemText,
} from '../../../../src/app/segments/changes/itemOutcome';
import { curlOf } from '../../../../src/app/segments/curl';
import {
  contextValueOf,
  descriptionOf,
  detailsOf,
  fullName,
  iconOf,
  nameOf,
  plainSegment,
  readingText,
} from '../../../../src/app/segments/labels';
import { OutsideText } from '../../../../src/common/outsideText';
import { bulk, segment } from './segments';

const name = (text: string) => OutsideText.name(text);
const bare: Segment = { id: '5', channels: [], json: () => '{}' };

describe('segment words', () => {
  it('names account · retailer · segment, whatever is missing', () => {
    assert.equal(
      fullName(segment('1', { name: 'CRM' }), {
        account: name('Grocer'),
        retailer: name('North'),
      }).forTree(),
      'Grocer · North · CRM',
    );
    assert.equal(
      fullName(segment('1', { name: 'CRM' }), { account: name('Grocer') }).forTree(),
      'Grocer · retailer 12 · CRM',
    );
    assert.equal(
      fullName(bare, { account: name('Grocer') }).forTree(),
      'Grocer · no retailer · (no name)',
    );
    assert.equal(nameOf({ ...bare, name: name('  ') }).forTree(), '(no name)');
  });

  it('describes retailer, identifier type and channel, unknown values as they are', () => {
    assert.equal(descriptionOf(segment('1'), name('North')), 'North · Email · Offsite');
    assert.equal(
      descriptionOf(
        segment('1', {
          channels: ['Onsite', 'InStore'],
          contactList: { isReadOnly: true, identifierType: 'Gum' },
        }),
        undefined,
      ),
      '12 · Gum · Onsite, InStore · read-only',
    );
    assert.equal(descriptionOf(bare, undefined), 'no retailer · unknown type');
    assert.equal(descriptionOf(segment('1'), name('North'), true), 'Email · Offsite');
  });

  it('tells writable, read-only, events and other segments apart', () => {
    const readOnly = segment('1', { contactList: { isReadOnly: true, identifierType: 'Email' } });
    const events = { ...bare, type: 'Events' };
    assert.deepEqual(
      [segment('1'), readOnly, events, { ...bare, type: 'Lookalike' }, bare].map(contextValueOf),
      [
        'segment.contactList.writable',
        'segment.contactList.readOnly',
        'segment.events',
        'segment.other',
        'segment.other',
      ],
    );
    assert.deepEqual([segment('1'), readOnly, events].map(iconOf), ['mail', 'lock', 'pulse']);
  });

  it('shows an Events segment’s rule', () => {
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
    assert.deepEqual(
      [
        details.activity,
        details.window,
        details.categories,
        details.brands,
        details.prices,
        details.id,
      ],
      ['added a product to the cart', 'last 90 days', '3590922', '1, 2', 'from 5.50', '5'],
    );
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

  it('says “not available” for what the API left out', () => {
    assert.match(
      readingText({ at: 0, numberOfIdentifiers: 48210, matchRate: 0.5 }),
      /^48.?210 identifiers, match rate 50\s?%/,
    );
    assert.match(
      readingText({ at: 0, numberOfIdentifiers: 1, matchRate: 2.5 }),
      /match rate 2\.5 \(as sent by Criteo\)/,
    );
    assert.match(
      readingText({ at: 0, numberOfIdentifiers: 1, matchRate: 1 }),
      /match rate 100\s?%/,
    );
    assert.match(readingText({ at: 0 }), /not available.*not available/);
  });

  it('gives segments as plain JSON, without the raw text', () => {
    const plain = plainSegment(segment('1', { createdAt: Date.UTC(2025, 6, 30, 14, 44, 32, 810) }));
    assert.equal(plain.createdAt, '2025-07-30T14:44:32.810Z');
    assert.equal(plain.updatedAt, undefined);
    assert.equal('json' in plain, false);
  });

  const leaf = (segmentId: string): Algebra => ({ kind: 'segment', segmentId });
  const audiences: Audience[] = [
    {
      id: 'a',
      name: name('Summer'),
      algebra: {
        kind: 'and',
        nodes: [leaf('1'), { kind: 'not', node: { kind: 'or', nodes: [leaf('2'), leaf('1')] } }],
      },
    },
    { id: 'b', algebra: leaf('1') },
    { id: 'c', name: name('Untold'), algebra: { kind: 'unknown' } },
  ];

  it('finds every place in an audience’s algebra, and calls none unused that the API says is used', () => {
    const places = ['“Summer” (under AND)', '“Summer” (under AND › NOT › OR)', '“b”'];
    assert.deepEqual(usesOf(audiences, '1', false).map(useText), places);
    assert.deepEqual(usesOf(audiences, '1', true).map(useText), [
      ...places,
      '“Untold” (exact location unknown)',
    ]);
    assert.deepEqual(usesOf([], '1', true), []);
  });

  it('names segments in use first, and audiences that do not tell which they use', () => {
    const items = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      name: name(`N${index}`),
    }));
    const last = { id: 'z', name: name('Last'), algebra: leaf('19') };
    const lines = namedLines(items, [last, audiences[2]]);
    assert.deepEqual(lines.slice(0, 2), ['N19: used in “Last”', 'N0']);
    assert.deepEqual(lines.slice(15), [
      '… and 5 more',
      '',
      'Some of them are used in “Untold”; the API doesn’t say which.',
    ]);
    assert.deepEqual(namedLines([items[0]], [audiences[2]]), [
      'N0: used in “Untold” (exact location unknown)',
    ]);
    assert.match(
      namedLines(items, undefined).at(-1) ?? '',
      /Couldn’t look up which audiences use them/,
    );
  });

  it('writes a curl call that is one for any id, and holds no token', () => {
    const curl = curlOf(
      { accountId: '77', client: { baseUrl: 'https://api.example', version: '2026-07' } },
      "1'; rm -rf ~; '",
    );
    assert.match(curl, /-H "Authorization: Bearer \$CRITEO_ACCESS_TOKEN"/);
    assert.match(
      curl,
      /'https:\/\/api\.example\/2026-07\/retail-media\/accounts\/77\/audience-segments\/search\?limit=1&offset=0'/,
    );
    assert.ok(curl.includes(`["1'\\''; rm -rf ~; '\\''"]`));
  });

  it('reports each item that was not done, also those without a word', () => {
    const result = bulk<string>({
      done: [{ index: 0, item: '1' }],
      failed: [
        {
          index: 2,
          problem: {
            code: 'segment-must-not-be-used-in-audience',
            title: OutsideText.text('Segment must not be used.'),
            detail: OutsideText.text('Remove it first'),
            traceId: 't',
          },
        },
      ],
      missing: [1],
    });
    const items = itemsNotDone(result);
    assert.deepEqual(
      items.map(({ index, code }) => [index, code]),
      [
        [1, 'no-answer'],
        [2, 'segment-must-not-be-used-in-audience'],
      ],
    );
    assert.equal(items[1].message, 'Segment must not be used. Remove it first');
    assert.equal(items[1].traceId, 't');
    assert.match(deletionHint(items[1].code) ?? '', /served impressions/);
    assert.equal(deletionHint('segment-not-found'), undefined);
    assert.equal(problemText({ code: 'odd' }), 'odd');
  });
});
