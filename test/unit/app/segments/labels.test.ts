import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import {
  accountKind,
  contextValueOf,
  detailsOf,
  fullName,
  iconOf,
  nameOf,
  plainSegment,
  rowDescription,
  rowInWords,
  type KnownSize,
} from '../../../../src/app/segments/labels';
import { OutsideText } from '../../../../src/common/outsideText';
import { assertHas } from '../../../support/assertHas';
import { account, segment } from './segments';

const name = (text: string) => OutsideText.name(text);
const read = (numberOfIdentifiers?: number, matchRate?: number): KnownSize => ({
  reading: { at: 0, numberOfIdentifiers, matchRate },
  isReading: false,
});
const unread: KnownSize = { isReading: false };
const gum = { isReadOnly: false, identifierType: 'Gum' };
const bare: Segment = { id: '5', channels: [], json: () => '{}' };

describe('the labels of a segment', () => {
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

  it('describes size, match rate and retailer, and the type only where no icon stands for it', () => {
    const row = (size: KnownSize, one = segment('1'), grouped = false): string =>
      rowDescription(one, size, name('North'), grouped);
    assert.equal(row(read(48_210, 0.52)), '48,210 · 52% · North');
    assert.equal(row(read(48_210, 0.5204)), '48,210 · 52% · North');
    assert.equal(row(read(99_999, 1)), '99,999 · 100% · North');
    assert.equal(row(read(100_000, 0.6)), '100k · 60% · North');
    assert.equal(row(read(112_940, 0.61)), '113k · 61% · North');
    assert.equal(row(read(1_250_000, 0.61)), '1.3M · 61% · North');
    assert.equal(row(read(48_210, 0.52), segment('1'), true), '48,210 · 52%');
    assert.equal(row(read(48_210)), '48,210 · North');
    assert.equal(row(read(48_210, 2.5)), '48,210 · North', 'not a ratio');
    assert.equal(row(read(0, 0)), 'empty · North');
    assert.equal(row(read()), 'North');
    assert.equal(row(unread), 'North');
    assert.equal(row({ isReading: true }), 'reading… · North');
    assert.equal(
      row({ ...read(1204, 0.5), keepsOut: true }),
      '1,204 · 50% · keeps people out · North',
    );
    assert.equal(row({ ...read(7, 0.5), isReading: true }), '7 · 50% · North');
    const readOnly = segment('1', { contactList: { isReadOnly: true, identifierType: 'Email' } });
    assert.equal(row(read(2_118, 0.58), readOnly), '2,118 · 58% · North');
    assert.equal(row(read(9), segment('1', { contactList: gum })), '9 · Gum · North');
  });

  it('describes a segment that is no contact list by its retailer, and its type without an icon', () => {
    const events = { ...bare, type: 'Events', retailerId: '12' };
    assert.equal(rowDescription(events, read(5, 0.5), name('North')), 'North');
    assert.equal(rowDescription(events, read(5, 0.5), undefined), '12');
    assert.equal(rowDescription(events, { isReading: true }, name('North'), true), '');
    assert.equal(
      rowDescription({ ...bare, type: 'Lookalike' }, unread, name('North')),
      'Lookalike · North',
    );
    assert.equal(rowDescription(bare, unread, undefined), 'unknown type · no retailer');
  });

  it('says in words what the row shows, and what its icon says', () => {
    assert.equal(
      rowInWords(segment('1'), { ...read(5), keepsOut: true }, name('North')),
      'Segment 1, Email, 5 identifiers, keeps people out, North',
    );
    assert.equal(
      rowInWords(segment('1', { name: 'CRM' }), read(112_940, 0.615), name('North')),
      'CRM, Email, 112,940 identifiers, match rate 61.5%, North',
    );
    const readOnly = segment('1', { contactList: { isReadOnly: true, identifierType: 'Email' } });
    assert.equal(
      rowInWords(readOnly, read(1, 0.58), undefined),
      'Segment 1, Email, 1 identifier, match rate 58%, retailer 12, read-only',
    );
    assert.equal(
      rowInWords(segment('1'), read(0), name('North')),
      'Segment 1, Email, empty, North',
    );
    assert.equal(
      rowInWords({ ...bare, type: 'Events' }, unread, name('North')),
      '(no name), events segment, North',
    );
    assert.equal(
      rowInWords(segment('1'), { isReading: true }, name('North')),
      'Segment 1, Email, reading…, North',
    );
  });

  it('tells accounts apart by icon and word', () => {
    const kind = (sandbox: boolean, isProtected: boolean): string =>
      Object.values(accountKind(account({}, { sandbox, isProtected }))).join(' ');
    assert.deepEqual(
      [kind(true, false), kind(false, false), kind(false, true), kind(true, true)],
      ['beaker sandbox', 'globe live', 'shield protected', 'beaker sandbox · protected'],
    );
  });

  it('distinguishes writable, read-only, Events and other segments', () => {
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

  it('gives segments as plain JSON, without the raw text', () => {
    const plain = plainSegment(segment('1', { createdAt: Date.UTC(2025, 6, 30, 14, 44, 32, 810) }));
    assert.equal(plain.createdAt, '2025-07-30T14:44:32.810Z');
    assert.equal(plain.updatedAt, undefined);
    assert.equal('json' in plain, false);
  });
});
