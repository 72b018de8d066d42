import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/api/apiTypes';
import {
  accountKind,
  contextValueOf,
  fullName,
  iconOf,
  nameOf,
  plainSegment,
} from '../../../../src/app/segments/labels';
import { OutsideText } from '../../../../src/common/outsideText';
import { account, segment } from './segments';

const name = (text: string) => OutsideText.name(text);
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

  it('gives segments as plain JSON, without the raw text', () => {
    const plain = plainSegment(segment('1', { createdAt: Date.UTC(2025, 6, 30, 14, 44, 32, 810) }));
    assert.equal(plain.createdAt, '2025-07-30T14:44:32.810Z');
    assert.equal(plain.updatedAt, undefined);
    assert.equal('json' in plain, false);
  });
});
