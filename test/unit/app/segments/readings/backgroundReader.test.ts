import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Segment } from '../../../../../src/api/apiTypes';
import { deferred } from '../../../../../src/common/deferred';
import { turns, waitUntil } from '../../../../support/waitUntil';
import { segment } from '../segments';
import { apiError, COMPUTED, windowsOfTest, type FakeWindow } from './support';

describe('reading in the background', () => {
  const { open } = windowsOfTest();
  const segments = (count: number): Segment[] =>
    Array.from({ length: count }, (_, at) => segment(`${at + 1}`));
  const nothingMore = async (window: FakeWindow): Promise<void> => {
    const before = window.api.requests.length;
    await turns();
    assert.equal(window.api.requests.length, before);
  };
  const requests = (window: FakeWindow, count: number): Promise<void> =>
    waitUntil(`${count} requests`, () => window.api.requests.length >= count);

  describe('is for', () => {
    it('the sandbox, and live accounts only where the setting says so', async () => {
      const window = open();
      window.automatic = false;
      const live = window.api.account();
      const sandbox = window.api.account({ key: 'sandbox', sandbox: true });
      window.show(live, sandbox);
      window.readings.follow(live, segments(5));
      window.readings.follow(sandbox, [segment('100')]);
      await requests(window, 1);
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['100']);
      window.automatic = true;
      window.settingsChanged.fire();
      await requests(window, 6);
      assert.deepEqual(window.api.ids.slice(1), ['1', '2', '3', '4', '5']);
    });

    it('contact lists without a reading since the computation, in the order of the view', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      await window.history.add(account, '2', {
        kind: 'reading',
        at: Date.now(),
        numberOfIdentifiers: 2,
      });
      await window.history.add(account, '3', {
        kind: 'reading',
        at: COMPUTED - 1,
        numberOfIdentifiers: 3,
      });
      window.readings.follow(account, [
        segment('9', { type: 'Events', contactList: undefined }),
        ...segments(6),
      ]);
      await requests(window, 5);
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['1', '3', '4', '5', '6']);
      assert.equal(window.readings.sizeOf(account, '3').reading?.numberOfIdentifiers, 3);
    });

    it('those that the view shows now', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      const answer = deferred<void>();
      window.api.answers.set('1', () => answer.promise);
      window.readings.follow(account, segments(5));
      await requests(window, 1);
      window.readings.follow(account, segments(5).slice(3));
      answer.resolve();
      await requests(window, 3);
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['1', '4', '5']);
    });
  });

  it('sends one request at a time, 20 in any minute, whatever the accounts', async () => {
    const window = open();
    const account = window.api.account();
    const sandbox = window.api.account({ key: 'sandbox', sandbox: true });
    let atOnce = 0;
    const all = segments(100);
    const others = segments(20).map(({ id }) => segment(`${id}000`));
    for (const { id } of [...all, ...others])
      window.api.answers.set(id, async () => {
        assert.equal(++atOnce, 1);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce--;
      });
    window.show(account, sandbox);
    window.readings.follow(account, all);
    window.readings.follow(sandbox, others);
    await requests(window, 120);
    await nothingMore(window);
    assert.equal(new Set(window.api.ids).size, 120);
    const starts = window.api.requests.map(({ at }) => at);
    for (const start of starts)
      assert.ok(starts.filter((at) => at >= start && at < start + 60_000).length <= 20);
    const [first = 0, last = 0] = [starts[0], starts.at(-1)];
    assert.ok(last - first <= 5 * 60_000, 'and no slower than that');
  });

  it('isn’t held up by a clock that was set back', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    window.readings.follow(account, segments(20));
    await requests(window, 20);
    window.clock.time -= 3_600_000;
    window.readings.follow(account, segments(21));
    await requests(window, 21);
    assert.deepEqual(window.clock.slept, []);
  });

  it('has no limit for what a person asks for', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    window.readings.follow(account, segments(20));
    await requests(window, 20);
    assert.equal((await window.readings.read(account, '300')).numberOfIdentifiers, 300);
    assert.deepEqual(window.clock.slept, []);
  });

  it('reads what is on screen, and up to 30 segments all', async () => {
    const window = open();
    const account = window.api.account();
    const few = window.api.account({ key: 'few' });
    window.show(account, few);
    window.readings.follow(account, segments(31), segments(9).slice(3, 6));
    await requests(window, 3);
    await nothingMore(window);
    assert.deepEqual(window.api.ids, ['4', '5', '6']);
    const all = segments(30).map(({ id }) => segment(`${id}00`));
    window.readings.follow(few, all, all.slice(0, 1));
    await requests(window, 33);
    await nothingMore(window);
    assert.deepEqual(
      window.api.ids.slice(3),
      all.map(({ id }) => id),
    );
  });

  it('reads what the API has no figures of once for a computation, in whichever window', async () => {
    const [first, second] = [open(), open()];
    const account = first.api.account();
    await first.history.add(account, '2', {
      ...{ kind: 'reading', at: COMPUTED - 48 * 3600_000 },
      numberOfIdentifiers: 9,
    });
    for (const window of [first, second]) {
      for (const id of ['1', '2']) window.api.unknown.add(id);
      window.show(window.api.account());
    }
    first.readings.follow(account, segments(3));
    await requests(first, 3);
    await waitUntil('all are read', () => first.readings.progress(account).unread === 0);
    assert.equal(first.readings.sizeOf(account, '1').size?.read, undefined);
    const { size, day } = first.readings.sizeOf(account, '2');
    assert.equal(size?.read?.identifiers, 9);
    assert.ok(day, 'the figure is still from that day');
    second.readings.follow(account, segments(3));
    await waitUntil('the other window knows', () => second.readings.isFresh(account, '1'));
    await nothingMore(second);
    assert.deepEqual(second.api.ids, []);
    first.show();
    first.show(account);
    first.readings.follow(account, segments(3));
    await waitUntil('so does one that looks again', () => first.readings.isFresh(account, '2'));
    await nothingMore(first);
    first.computed = Date.now();
    first.readings.follow(account, segments(3));
    await requests(first, 6);
  });

  it('reads again after each computation, also what failed before', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    window.api.answers.set('2', () => Promise.reject(apiError('api')));
    window.readings.follow(account, segments(3));
    await requests(window, 3);
    window.api.answers.clear();
    window.computed = Date.now() + 1;
    await waitUntil('it is computed', () => Date.now() > window.computed);
    window.readings.follow(account, segments(3));
    await requests(window, 6);
    assert.deepEqual(window.api.ids.slice(3), ['1', '2', '3']);
  });

  it('leaves an account to the person who reads all of it', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    const answer = deferred<void>();
    for (const id of ['11', '12']) window.api.answers.set(id, () => answer.promise);
    const all = window.readings.readAll(account, ['11', '12'], {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await requests(window, 2);
    window.readings.follow(account, segments(5));
    await nothingMore(window);
    answer.resolve();
    await all;
    await requests(window, 7);
  });

  describe('ends', () => {
    it('a segment’s reading with its failure, until the next computation', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      for (const id of ['2', '4'])
        window.api.answers.set(id, () => Promise.reject(apiError('api')));
      window.readings.follow(account, segments(5));
      await requests(window, 5);
      window.readings.follow(account, segments(5));
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['1', '2', '3', '4', '5']);
      assert.equal(window.readings.sizeOf(account, '2').reading, undefined);
    });

    for (const [kind, sent] of [
      ['permission', 1],
      ['credentials', 1],
      ['network', 3],
    ] as const)
      it(`an account’s with ${sent} of kind ${kind}, until someone signs in again`, async () => {
        const window = open();
        const account = window.api.account();
        const other = window.api.account({ key: 'other', sandbox: true });
        window.show(account, other);
        for (const { id } of segments(5))
          window.api.answers.set(id, () => Promise.reject(apiError(kind)));
        window.readings.follow(account, segments(5));
        window.readings.follow(other, [segment('100')]);
        await waitUntil('the other account is read', () => window.api.ids.includes('100'));
        await nothingMore(window);
        assert.equal(window.api.requests.length, sent + 1);
        assert.match(window.log.join('\n'), new RegExp(`readings: .*${kind}`));
        window.api.answers.clear();
        window.show(window.api.account(), other);
        await requests(window, sent + 2);
      });

    for (const kind of ['permission', 'network'] as const)
      it(`with ${kind} until the next computation`, async () => {
        const window = open();
        const account = window.api.account();
        window.show(account);
        for (const { id } of segments(5))
          window.api.answers.set(id, () => Promise.reject(apiError(kind)));
        window.readings.follow(account, segments(5));
        await waitUntil('it has stopped', () => window.log.length > 0);
        const before = window.api.requests.length;
        window.api.answers.clear();
        window.settingsChanged.fire();
        await nothingMore(window);
        window.computed = Date.now();
        window.readings.follow(account, segments(5));
        await requests(window, before + 5);
      });

    it('when the account isn’t shown any more', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      const answer = deferred<void>();
      window.api.answers.set('1', () => answer.promise);
      window.readings.follow(account, segments(5));
      await requests(window, 1);
      window.show();
      answer.resolve();
      await waitUntil('it has ended', () => !window.readings.isReading(account, '1'));
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['1']);
    });

    for (const [who, forget] of [
      ['here', (here: FakeWindow) => here.history],
      ['in another window', () => open().history],
    ] as const)
      it(`when the account’s data is deleted ${who}, until it is shown again`, async () => {
        const window = open();
        const account = window.api.account();
        window.show(account);
        window.readings.follow(account, segments(3));
        await requests(window, 3);
        await waitUntil(
          'all are known',
          () => window.readings.sizeOf(account, '3').reading !== undefined,
        );
        await forget(window).forget(account.key);
        await waitUntil(
          'nothing is',
          () => window.readings.sizeOf(account, '3').reading === undefined,
        );
        window.readings.follow(account, segments(4));
        await nothingMore(window);
        assert.equal(window.api.requests.length, 3);
        assert.ok(!fs.existsSync(window.history.folderOf(account.key)));
        window.show();
        window.show(account);
        window.readings.follow(account, segments(4));
        await requests(window, 7);
      });

    it('with the window', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      window.api.answers.set('1', () => new Promise(() => undefined));
      window.readings.follow(account, segments(5));
      await requests(window, 1);
      window.dispose();
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['1']);
    });
  });
});
