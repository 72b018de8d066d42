import assert from 'node:assert/strict';
import { removalRow } from '../../../../../src/app/removals/page/removalRow';
import type { RemovalRecord } from '../../../../../src/app/removals/removalTypes';
import { configureFormat } from '../../../../../src/common/format';
import { incomplete, NOW, open, record, running, withSendings } from './removalPages';

describe('the row of a removal', () => {
  before(() => configureFormat('en', 'UTC'));

  const of = (shown: RemovalRecord, isRunning = false): string[] => {
    const { label, description, icon, context } = removalRow(shown, isRunning, NOW);
    assert.equal(label, '12 people from 212 segments');
    return [description, icon, context];
  };

  it('says how it stands and what can be done, without a tick', () => {
    assert.deepEqual(of(running(), true), ['55%', 'sync~spin', 'removal running']);
    assert.deepEqual(of(incomplete()), [
      'incomplete, kept open · just now',
      'warning',
      'removal sendable',
    ]);
    assert.deepEqual(of(open()), ['open', 'warning', 'removal sendable']);
    assert.deepEqual(of(record()), ['complete · just now', 'circle-outline', 'removal']);
    const again = withSendings(record().segments, { againAfter: '2026-11-28T00:00:00Z' });
    assert.deepEqual(of(record({ segments: again })), [
      'incomplete, kept open · just now',
      'clock',
      'removal',
    ]);
  });

  it('says in its tooltip who stays, or where it was accepted', () => {
    assert.deepEqual(removalRow(record(), false, NOW).tooltip.split('\n'), [
      '12 people from 212 segments',
      'Removal of 12 people accepted in 212 segments',
      'Reference: TICKET-4711',
    ]);
    assert.match(removalRow(incomplete(), false, NOW).tooltip, /12 people stay in /);
    assert.match(removalRow(running(), true, NOW).tooltip, /118 of 212 segments answered/);
  });
});
