import assert from 'node:assert/strict';
import { LazyReadings } from '../../../../../src/app/segments/readings/lazyReadings';
import { deferred } from '../../../../../src/common/deferred';
import { waitUntil } from '../../../../support/waitUntil';
import { segment } from '../segments';
import { windowsOfTest, type FakeWindow } from './support';

describe('readings that are created with their first use', () => {
  const { open } = windowsOfTest();
  let window: FakeWindow;
  let created: number;
  const lazyOf = (create = async () => window.readings): LazyReadings =>
    new LazyReadings(() => {
      created++;
      return create();
    });
  beforeEach(() => {
    window = open();
    created = 0;
  });

  it('know nothing before, and create nothing to say so', () => {
    const readings = lazyOf();
    const account = window.api.account();
    assert.equal(readings.sizeOf(account, '7').reading, undefined);
    assert.equal(readings.isReading(account, '7'), false);
    assert.equal(created, 0);
  });

  it('pass everything on, and their changes back', async () => {
    const readings = lazyOf();
    const account = window.api.account();
    window.show(account);
    const changes: unknown[] = [];
    readings.onDidChange((change) => changes.push(change));
    await readings.load(account);
    assert.deepEqual(changes.splice(0), [{ accountKey: account.key }]);
    const answer = deferred<void>();
    window.api.answers.set('7', () => answer.promise);
    const reading = readings.read(account, '7');
    await waitUntil('it is being read', () => readings.isReading(account, '7'));
    answer.resolve();
    assert.equal((await reading).numberOfIdentifiers, 7);
    assert.equal(readings.sizeOf(account, '7').reading, await reading);
    readings.follow(account, [segment('8')]);
    await waitUntil(
      'the background has read',
      () => readings.sizeOf(account, '8').reading !== undefined,
    );
    assert.deepEqual(
      await readings.readAll(account, ['9'], {
        signal: new AbortController().signal,
        onProgress: () => undefined,
      }),
      { read: 1, failed: 0 },
    );
    assert.equal(created, 1);
    readings.dispose();
    await assert.rejects(window.readings.read(account, '10'), { code: 'cancelled' });
  });

  it('try again where their code couldn’t be loaded', async () => {
    let fails = true;
    const readings = lazyOf(async () => {
      if (fails) throw new Error('not loaded');
      return window.readings;
    });
    const account = window.api.account();
    readings.follow(account, [segment('8')]);
    await assert.rejects(readings.read(account, '7'), /not loaded/);
    fails = false;
    assert.equal((await readings.read(account, '7')).numberOfIdentifiers, 7);
  });
});
