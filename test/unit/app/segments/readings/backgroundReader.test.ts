import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Segment } from '../../../../../src/api/apiTypes';
import { deferred } from '../../../../../src/common/deferred';
import { Locks } from '../../../../../src/upload/journal/locks';
import { Processes } from '../../../../../src/upload/journal/processes';
import { turns, waitUntil } from '../../../../support/waitUntil';
import { segment } from '../segments';
import { apiError, COMPUTED, windowsOfTest, type FakeWindow } from './support';

describe('reading in the background', () => {
  const { open, folder } = windowsOfTest();
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

    it('contact lists without a reading since the computation, recently used ones first', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      window.recent.push('404', '6', '4');
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
      assert.deepEqual(window.api.ids, ['6', '4', '1', '3', '5']);
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

  for (const [kind, perMinute, minutes] of [
    ['sandbox', 60, 4],
    ['live', 10, 20],
  ] as const)
    it(`sends one request at a time, ${perMinute} in any minute and 200 for a computation, of 1,000 segments (${kind})`, async function () {
      this.timeout(60_000);
      const window = open();
      const account = window.api.account({ sandbox: kind === 'sandbox' });
      let atOnce = 0;
      const all = segments(1_000);
      for (const { id } of all)
        window.api.answers.set(id, async () => {
          assert.equal(++atOnce, 1);
          await new Promise((resolve) => setImmediate(resolve));
          atOnce--;
        });
      window.show(account);
      window.readings.follow(account, all);
      await requests(window, 200);
      for (let time = 0; time < 20; time++) window.readings.follow(account, all);
      await nothingMore(window);
      assert.deepEqual(
        window.api.ids,
        all.slice(0, 200).map(({ id }) => id),
      );
      const starts = window.api.requests.map(({ at }) => at);
      for (const start of starts)
        assert.ok(starts.filter((at) => at >= start && at < start + 60_000).length <= perMinute);
      assert.ok(starts[199] - starts[0] < minutes * 60_000, 'and no slower than that');
      // What a person asks for has no limit.
      window.api.answers.clear();
      assert.equal((await window.readings.read(account, '300')).numberOfIdentifiers, 300);
      const { read } = await window.readings.readAll(
        account,
        all.slice(0, 400).map(({ id }) => id),
        { signal: new AbortController().signal, onProgress: () => undefined },
      );
      assert.equal(read, 199);
    });

  it('reads of a live account what is on screen, of the sandbox everything', async () => {
    const window = open();
    const live = window.api.account();
    const sandbox = window.api.account({ key: 'sandbox', sandbox: true });
    window.show(live, sandbox);
    window.recent.push('8', '5');
    window.readings.follow(live, segments(9), segments(9).slice(3, 6));
    await requests(window, 3);
    await nothingMore(window);
    assert.deepEqual(window.api.ids, ['5', '4', '6'], 'and 8 isn’t on screen');
    window.readings.follow(
      sandbox,
      segments(3).map(({ id }) => segment(`${id}00`)),
      [],
    );
    await requests(window, 6);
    await nothingMore(window);
    assert.deepEqual(window.api.ids.slice(3), ['100', '200', '300']);
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

  it('reads the sandbox while a live account has to wait for its next minute', async () => {
    const window = open();
    const live = window.api.account();
    const sandbox = window.api.account({ key: 'sandbox', sandbox: true });
    window.show(live, sandbox);
    window.readings.follow(live, segments(11));
    window.readings.follow(
      sandbox,
      Array.from({ length: 20 }, (_, at) => segment(`1${at + 10}`)),
    );
    await requests(window, 31);
    assert.equal(window.api.ids.at(-1), '11');
    assert.ok(window.api.requests[30].at - window.api.requests[29].at >= 30_000);
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

  it('waits while less than half of the API’s requests are left, and says so', async () => {
    const window = open();
    const account = window.api.account();
    const sandbox = window.api.account({ key: 'sandbox', sandbox: true });
    window.show(account, sandbox);
    window.api.scarceUntil = window.clock.now() + 45_000;
    const waits = new Set<string | undefined>();
    window.readings.onDidChange(() =>
      waits.add(window.readings.progress(account).waitsFor ?? 'reads'),
    );
    window.readings.follow(sandbox, [segment('100')]);
    window.readings.follow(account, segments(2));
    await requests(window, 3);
    const [first, second] = window.api.requests;
    assert.equal(first.segmentId, '100');
    assert.ok(first.at < window.api.scarceUntil, 'the sandbox has no such limit');
    assert.ok(second.at >= window.api.scarceUntil);
    assert.deepEqual([...waits].slice(0, 2).sort(), ['quota', 'reads']);
  });

  it('reads no live account for an hour after a 429, whichever window got it', async () => {
    const [first, second] = [open(), open()];
    const account = first.api.account();
    const same = second.api.account();
    first.show(account);
    const began = first.clock.now();
    first.api.answers.set('2', () => {
      first.api.refuses(folder());
      return Promise.reject(apiError('api'));
    });
    let hasWaited = false;
    first.readings.onDidChange(() => {
      if (hasWaited || first.readings.progress(account).waitsFor !== 'refused') return;
      hasWaited = true;
      first.dispose();
    });
    first.readings.follow(account, segments(3));
    await waitUntil('it waits', () => hasWaited);
    assert.deepEqual(first.api.ids, ['1', '2']);
    second.show(same);
    second.readings.follow(same, segments(3));
    await waitUntil('so does the other', () => second.api.requests.length >= 1);
    assert.ok(second.api.requests[0].at >= began + 60 * 60_000);
    await requests(second, 2);
    assert.deepEqual(second.api.ids, ['2', '3'], 'and it was no failure of that segment');
    const kept = JSON.parse(fs.readFileSync(`${folder()}/readings/refused.json`, 'utf8')) as object;
    assert.deepEqual(kept, { at: began });
  });

  it('waits while an upload is in progress, here or in another process', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    const processes = new Processes(folder());
    const locks = new Locks(folder(), processes);
    const lock = locks.acquire('origin', '1', 'job');
    window.readings.follow(account, segments(3));
    await nothingMore(window);
    await waitUntil('it waits', () => window.clock.slept.length > 0);
    assert.deepEqual(window.api.ids, []);
    lock?.release();
    await requests(window, 3);
    // And from the middle of it.
    const second = locks.acquire('origin', '2', 'job');
    window.readings.follow(account, segments(6));
    await nothingMore(window);
    // Of a process that is gone.
    processes.unregister();
    await requests(window, 6);
    second?.release();
  });

  it('waits for what a person asked for, and while the API’s limit is reached', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    window.api.waiting = { until: window.clock.now() + 30_000 };
    window.readings.follow(account, segments(2));
    await requests(window, 2);
    assert.ok(window.api.requests[0].at >= window.api.waiting.until);
    const answer = deferred<void>();
    for (const id of ['11', '12']) window.api.answers.set(id, () => answer.promise);
    const all = window.readings.readAll(account, ['11', '12'], {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await requests(window, 4);
    window.readings.follow(account, segments(5));
    await nothingMore(window);
    answer.resolve();
    await all;
    await requests(window, 7);
  });

  it('is done by one window for all; another takes over once it closes', async () => {
    const [first, second] = [open(), open()];
    const account = first.api.account();
    const same = second.api.account();
    first.show(account);
    second.show(same);
    const answer = deferred<void>();
    first.api.answers.set('2', () => answer.promise);
    first.readings.follow(account, segments(5));
    await requests(first, 2);
    second.readings.follow(same, segments(5));
    await nothingMore(second);
    assert.deepEqual(second.api.ids, []);
    assert.ok(
      second.clock.slept.every((ms) => ms >= 30_000),
      'and looks rarely',
    );
    first.dispose();
    await requests(second, 4);
    await nothingMore(second);
    assert.deepEqual(second.api.ids, ['2', '3', '4', '5'], 'without what the first one has read');
    assert.equal(second.readings.sizeOf(same, '1').reading?.numberOfIdentifiers, 1);
    assert.deepEqual(first.api.ids, ['1', '2']);
  });

  it('passes the turn on when there is nothing left, but not another minute’s requests', async function () {
    this.timeout(30_000);
    const [first, second] = [open(), open()];
    first.clock.time = second.clock.time = Date.now();
    const account = first.api.account();
    const other = second.api.account({ key: 'other' });
    first.show(account);
    first.readings.follow(account, segments(10));
    await requests(first, 10);
    second.show(other);
    second.readings.follow(other, segments(10));
    await requests(second, 10);
    const starts = [...first.api.requests, ...second.api.requests].map(({ at }) => at);
    for (const start of starts)
      assert.ok(starts.filter((at) => at >= start && at < start + 60_000).length <= 10);
  });

  it('keeps the turn once its requests are used up', async function () {
    this.timeout(60_000);
    const [first, second] = [open(), open()];
    const account = first.api.account();
    const same = second.api.account();
    first.show(account);
    second.show(same);
    first.readings.follow(account, segments(500));
    await requests(first, 200);
    second.readings.follow(same, segments(500));
    await nothingMore(second);
    assert.deepEqual(second.api.ids, []);
    first.automatic = false;
    first.settingsChanged.fire();
    await requests(second, 1);
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

    for (const [kind, more] of [
      ['permission', 0],
      ['network', 5],
    ] as const)
      it(`with ${kind} until the next computation: ${more} more`, async () => {
        const window = open();
        const account = window.api.account();
        window.show(account);
        for (const { id } of segments(5))
          window.api.answers.set(id, () => Promise.reject(apiError(kind)));
        window.readings.follow(account, segments(5));
        await waitUntil('it has stopped', () => window.log.length > 0);
        const before = window.api.requests.length;
        window.api.answers.clear();
        window.computed = Date.now();
        window.settingsChanged.fire();
        await requests(window, before + more);
        await nothingMore(window);
        assert.equal(window.api.requests.length, before + more);
      });

    it('when the account isn’t shown any more, at once', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      window.api.answers.set('1', () => new Promise(() => undefined));
      window.readings.follow(account, segments(5));
      await requests(window, 1);
      window.show();
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

    it('with the window, and leaves no turn behind', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      window.api.answers.set('1', () => new Promise(() => undefined));
      window.readings.follow(account, segments(5));
      await requests(window, 1);
      window.dispose();
      await nothingMore(window);
      assert.deepEqual(window.api.ids, ['1']);
      assert.deepEqual(fs.readdirSync(`${folder()}/readings/locks`), []);
      assert.deepEqual(fs.readdirSync(`${folder()}/owners`), []);
    });

    it('where the state folder can’t be written, without a request', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      fs.writeFileSync(`${folder()}/owners`, 'not a folder');
      window.readings.follow(account, segments(5));
      await waitUntil('it says so', () => window.log.some((line) => line.startsWith('readings:')));
      await nothingMore(window);
      assert.deepEqual(window.api.ids, []);
    });

    it('where the state folder isn’t ours, which stays as it is', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      window.openStorage = () => Promise.reject(new Error('It contains other files.'));
      window.readings.follow(account, segments(5));
      await waitUntil('it says so', () => window.log.some((line) => line.startsWith('readings:')));
      await nothingMore(window);
      assert.deepEqual(window.api.ids, []);
      assert.deepEqual(fs.readdirSync(folder()), []);
    });
  });

  it('doesn’t end a request that a person waits for', async () => {
    const window = open();
    const account = window.api.account();
    window.show(account);
    let tries = 0;
    const first = deferred<void>();
    window.api.answers.set('1', () => (++tries === 1 ? first.promise : Promise.resolve()));
    window.readings.follow(account, segments(1));
    await requests(window, 1);
    const read = window.readings.read(account, '1');
    first.reject(apiError('network'));
    assert.equal((await read).numberOfIdentifiers, 1);
    assert.equal(tries, 2);
  });
});
