import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import {
  rowDescription,
  rowInWords,
  type RowKnowledge,
} from '../../../../src/app/segments/rowTexts';
import { OutsideText } from '../../../../src/common/outsideText';
import {
  effectOf,
  readSize,
  segmentSize,
  type SizeChange,
} from '../../../../src/upload/segmentSize';
import { segment } from './segments';

const name = (text: string) => OutsideText.name(text);
const known = (
  identifiers?: number,
  matchRate?: number,
  ...changes: SizeChange[]
): RowKnowledge => ({
  size: segmentSize({ earlier: readSize({ at: 0, identifiers }), now: 2 }, changes),
  reading: { matchRate },
  isReading: false,
});
const read = (identifiers?: number, matchRate?: number): RowKnowledge =>
  known(identifiers, matchRate);
const sent = (operation: SizeChange['operation'], identifiers: number): SizeChange => ({
  ...{ operation, begin: 1, end: 1, sent: identifiers, missing: 0 },
  effect: effectOf(operation, identifiers),
});
const unread: RowKnowledge = { isReading: false };
const gum = { isReadOnly: false, identifierType: 'Gum' };
const bare: Segment = { id: '5', channels: [], json: () => '{}' };

describe('the row of a segment', () => {
  it('describes size, match rate and retailer, and the type only where no icon stands for it', () => {
    const row = (size: RowKnowledge, one = segment('1'), grouped = false): string =>
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

  it('adds what was sent since the reading, and the day of a reading that is out of date', () => {
    const row = (size: RowKnowledge): string => rowDescription(segment('1'), size, name('North'));
    const words = (size: RowKnowledge): string => rowInWords(segment('1'), size, name('North'));
    const added = known(5_000, 0.52, sent('add', 4_263));
    assert.equal(row(added), '5,000 · +4.3k · 52% · North');
    assert.equal(
      words(added),
      'Segment 1, Email, 5,000 identifiers, up to 4,263 added since, match rate 52%, North',
    );
    assert.equal(row(known(31_077, 0.74, sent('remove', 600))), '31,077 · −600 · 74% · North');
    assert.equal(row(known(0, undefined, sent('add', 1_100))), 'empty · +1,100 · North');
    assert.equal(row(known(undefined, undefined, sent('add', 4_263))), '+4.3k · North');
    const replaced = known(1_204, 0.5, sent('replace', 960));
    assert.equal(row(replaced), '1,204 → 960 · North', 'the rate was that of another content');
    assert.match(words(replaced), /1,204 identifiers, replaced with 960, North$/);
    const old = { ...known(9_016, 0.47, sent('add', 40)), day: 'Nov 26' };
    assert.equal(row(old), '9,016 · Nov 26 · +40 · 47% · North');
    assert.equal(
      words(old),
      'Segment 1, Email, 9,016 identifiers, up to 40 added since, match rate 47%, read Nov 26, North',
    );
    const reading = { ...known(undefined, undefined, sent('add', 40)), isReading: true };
    assert.equal(row(reading), '+40 · reading… · North');
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
      'Segment 1, Email, 0 identifiers, North',
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
});
