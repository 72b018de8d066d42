import assert from 'node:assert/strict';
import type { Pairing } from '../../../../../src/app/uploads/pairings/pairing';
import { Pairings } from '../../../../../src/app/uploads/pairings/pairings';
import { OutsideText } from '../../../../../src/common/outsideText';
import { Store } from '../../accounts/ports';
import { CRM_PAIRING } from './crmPairing';

const pairing = (pattern: string, changes: Partial<Pairing> = {}): Pairing => ({
  pattern,
  accountKey: 'k',
  accountId: '18',
  segmentId: '7',
  operation: 'add',
  hash: 'none',
  ...changes,
});
const team = (pattern: string, segmentId = '9'): Pairing => ({
  pattern,
  accountId: '18',
  segmentId,
});
const name = (text: string): OutsideText => OutsideText.name(text);

describe('pairings', () => {
  let memory: Store;
  let shared: Pairing[];
  let pairings: Pairings;
  beforeEach(() => {
    memory = new Store();
    shared = [];
    pairings = new Pairings(memory, {
      read: () => Promise.resolve(),
      of: (uri) => (uri === 'file:///other' ? [] : shared),
    });
  });
  const segmentOf = (file: string, uri?: string): string | undefined =>
    pairings.of(name(file), uri)?.segmentId;

  it('say that files are alike: by their pattern, or a pairing of both', async () => {
    const alike = (one: string, other: string): boolean =>
      pairings.areAlike(`file:///a/${one}`, `file:///b/${other}`);
    assert.equal(alike('crm-2026-11-20.csv', 'CRM-2026-11-27.csv'), true);
    assert.equal(alike('crm.csv', 'crm.csv'), true, 'in other folders, too');
    assert.equal(alike('crm-1.csv', 'crm-2026-11.csv'), false);
    await pairings.keep([pairing('crm-*.csv')]);
    assert.equal(alike('crm-1.csv', 'crm-2026-11.csv'), true);
    assert.equal(alike('crm-2026-11.csv', 'crm-1.csv'), true);
    assert.equal(alike('crm-1.csv', 'loyalty-1.csv'), false);
  });

  it('are found by the name of a file, the most exact one first', async () => {
    await pairings.keep([pairing('crm-*.csv'), pairing('crm-2026-*.csv', { segmentId: '8' })]);
    assert.equal(segmentOf('CRM-2025-11.csv'), '7');
    assert.equal(segmentOf('crm-2026-11.csv'), '8');
    assert.equal(segmentOf('loyalty-1.csv'), undefined);
    assert.deepEqual(
      pairings.fitting(name('crm-2026-11.csv')).map(({ pattern }) => pattern),
      ['crm-2026-*.csv', 'crm-*.csv'],
    );
  });

  it('of a team apply below one’s own, however exact they are', async () => {
    shared = [team('crm-2026-*.csv')];
    assert.equal(segmentOf('crm-2026-11.csv'), '9');
    assert.equal(segmentOf('crm-2026-11.csv', 'file:///other'), undefined);
    await pairings.keep([pairing('crm-*.csv')]);
    assert.equal(segmentOf('crm-2026-11.csv'), '7');
    assert.deepEqual(pairings.own().length, 1);
  });

  it('replace those with their patterns, and the latest of 200 stay', async () => {
    await pairings.keep([pairing('a-*.csv')]);
    for (let n = 0; n < 199; n++) await pairings.keep([pairing(`${'b'.repeat(n + 1)}.csv`)]);
    await pairings.keep([pairing('a-*.csv', { segmentId: '8' })]);
    assert.equal(pairings.own().length, 200);
    assert.equal(segmentOf('a-1.csv'), '8');
    await pairings.keep([pairing('c.csv'), pairing('d.csv')]);
    assert.deepEqual(
      [pairings.own().length, segmentOf('b.csv'), segmentOf('bb.csv'), segmentOf('bbb.csv')],
      [200, undefined, undefined, '7'],
    );
  });

  it('can be changed and deleted, and say so', async () => {
    let fired = 0;
    pairings.onDidChange(() => fired++);
    const [a, b] = [pairing('a.csv'), pairing('b.csv')];
    await pairings.keep([a, b]);
    await pairings.change(b, { ...b, pattern: 'c.csv' });
    assert.deepEqual(
      pairings.own().map(({ pattern }) => pattern),
      ['a.csv', 'c.csv'],
    );
    await pairings.change({ ...b, pattern: 'c.csv' }, { ...b, pattern: 'a.csv', segmentId: '8' });
    assert.deepEqual(pairings.own(), [{ ...b, pattern: 'a.csv', segmentId: '8' }]);
    await pairings.delete(a);
    assert.deepEqual(pairings.own(), []);
    assert.equal(fired, 4);
    pairings.sharedChanged();
    assert.equal(fired, 5);
    await pairings.keep([]);
    assert.equal(fired, 5);
  });

  it('go with their account', async () => {
    await pairings.keep([pairing('a.csv'), pairing('b.csv', { accountKey: 'other' })]);
    await pairings.forget('k');
    assert.deepEqual(
      pairings.own().map(({ pattern }) => pattern),
      ['b.csv'],
    );
  });

  it('are read once, until they change: a page looks them up for each of its files', async () => {
    await pairings.keep([CRM_PAIRING]);
    const first = pairings.own();
    assert.equal(pairings.own(), first);
    await pairings.keep([{ ...CRM_PAIRING, segmentId: '8' }]);
    assert.deepEqual(
      pairings.own().map(({ segmentId }) => segmentId),
      ['8'],
    );
  });

  it('are read from any value', () => {
    for (const value of ['x', 5, null, {}, [{}], [null]]) {
      memory.kept.set('criteoAudiences.pairings', value);
      assert.deepEqual(pairings.own(), [], JSON.stringify(value));
    }
  });
});
