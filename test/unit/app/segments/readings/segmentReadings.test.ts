import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { HistoryEntry } from '../../../../../src/app/segments/history';
import { deferred } from '../../../../../src/common/deferred';
import { recordText } from '../../../../../src/common/recordVersion';
import { turns, waitUntil } from '../../../../support/waitUntil';
import { segment } from '../segments';
import { apiError, COMPUTED, windowsOfTest } from './support';

describe('the readings of segments', () => {
  const { open, folder } = windowsOfTest();
  const reading = (numberOfIdentifiers: number, at = Date.now()): HistoryEntry => ({
    kind: 'reading',
    at,
    numberOfIdentifiers,
  });

  describe('that are known', () => {
    it('come from disk once they are loaded, without a request', async () => {
      const window = open();
      const account = window.api.account();
      await window.history.add(account, '7', reading(5));
      assert.equal(window.readings.sizeOf(account, '7').reading, undefined);
      await window.readings.load(account);
      assert.equal(window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers, 5);
      assert.equal(window.readings.sizeOf(account, '8').reading, undefined);
      assert.deepEqual(window.api.ids, []);
    });

    it('are shown again where what was sent is something else, as by a record that was deleted', () => {
      const window = open();
      window.show(window.api.account());
      const changes: unknown[] = [];
      window.readings.onDidChange((change) => changes.push(change));
      window.sentChanged.fire();
      assert.deepEqual(changes, [{ accountKey: window.api.account().key }]);
    });

    it('follow what is added in this window', async () => {
      const window = open();
      const account = window.api.account();
      await window.readings.load(account);
      const changes: unknown[] = [];
      window.readings.onDidChange((change) => changes.push(change));
      await window.history.add(account, '7', reading(5));
      await waitUntil(
        'the reading is known',
        () => window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers === 5,
      );
      assert.ok(changes.length > 0);
    });

    it('have with them what was sent since, from here or by another process', async () => {
      const [here, there] = [open(), open()];
      const account = here.api.account();
      await here.history.add(account, '7', reading(5_000));
      await here.readings.load(account);
      const sizeNow = (): object => {
        const { size, day } = here.readings.sizeOf(account, '7');
        return [size?.atLeast, size?.atMost, size?.pending.added, day];
      };
      assert.deepEqual(sizeNow(), [5_000, 5_000, 0, undefined]);
      const changes: unknown[] = [];
      here.readings.onDidChange(({ segmentId }) => changes.push(segmentId));
      const upload = { kind: 'upload', operation: 'add' } as const;
      await here.history.add(account, '7', { ...upload, at: Date.now(), accepted: 4_000 });
      await waitUntil('its row is repainted', () => changes.includes('7'));
      assert.deepEqual(sizeNow(), [5_000, 9_000, 4_000, undefined]);
      await there.history.add(account, '7', { ...upload, at: Date.now(), accepted: 263 });
      await waitUntil('the other one’s counts', () => {
        const { size } = here.readings.sizeOf(account, '7');
        return size?.pending.added === 4_263;
      });
      await there.history.add(account, '8', { ...upload, at: Date.now(), accepted: 10 });
      await waitUntil(
        'a segment that was never read',
        () => here.readings.sizeOf(account, '8').size?.atLeast === 10,
      );
      assert.equal(here.readings.sizeOf(account, '8').reading, undefined);
    });

    it('say the day of a reading that is out of date', async () => {
      const window = open();
      const account = window.api.account();
      await window.history.add(account, '7', reading(5, Date.now() - 50 * 24 * 3600_000));
      await window.readings.load(account);
      assert.match(window.readings.sizeOf(account, '7').day ?? '', /^[A-Z][a-z]{2} \d+/);
    });

    it('follow another window and the terminal, also to their first entry', async () => {
      const [here, there] = [open(), open()];
      const account = here.api.account();
      await here.readings.load(account);
      await there.history.add(account, '7', reading(5, COMPUTED));
      await waitUntil(
        'the first reading is known',
        () => here.readings.sizeOf(account, '7').reading?.numberOfIdentifiers === 5,
      );
      const changes: unknown[] = [];
      here.readings.onDidChange((change) => changes.push(change));
      await there.history.add(account, '7', reading(6));
      await waitUntil(
        'the next one too',
        () => here.readings.sizeOf(account, '7').reading?.numberOfIdentifiers === 6,
      );
      assert.ok(
        changes.some((change) => JSON.stringify(change).includes('"segmentId":"7"')),
        'only its row is named',
      );
      await there.history.forget(account.key);
      await waitUntil(
        'nothing is known',
        () => here.readings.sizeOf(account, '7').reading === undefined,
      );
      assert.deepEqual(here.api.ids, []);
    });

    it('are kept while a line is being written, and followed within the same millisecond', async () => {
      const window = open();
      const account = window.api.account();
      const at = Date.now();
      await window.history.add(account, '7', reading(5, at));
      await window.readings.load(account);
      const file = path.join(window.history.folderOf(account.key), '7.jsonl');
      const whole = `\n${recordText(reading(6, at))}\n`;
      fs.appendFileSync(file, whole.slice(0, 20));
      await window.history.add(account, '8', reading(1));
      await waitUntil(
        'what was written after it is read',
        () => window.readings.sizeOf(account, '8').reading !== undefined,
      );
      assert.equal(window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers, 5);
      fs.appendFileSync(file, whole.slice(20));
      await waitUntil(
        'the rest is read',
        () => window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers === 6,
      );
    });

    it('are forgotten with the account, and with a request that is under way', async () => {
      const window = open();
      const account = window.api.account();
      await window.history.add(account, '7', reading(5));
      await window.readings.load(account);
      const answer = deferred<void>();
      window.api.answers.set('8', () => answer.promise);
      const read = window.readings.read(account, '8');
      await window.history.forget(account.key);
      assert.equal(window.readings.sizeOf(account, '7').reading, undefined);
      await assert.rejects(read, { code: 'cancelled' });
      answer.resolve();
      assert.ok(!fs.existsSync(window.history.folderOf(account.key)));
      await window.readings.read(account, '7');
      await window.history.forget(account.key);
      const signal = new AbortController().signal;
      assert.deepEqual(
        await window.readings.readAll(account, ['7'], { signal, onProgress: () => undefined }),
        { read: 1, failed: 0 },
        'nothing of it counts as read',
      );
    });

    it('are dropped once the account isn’t shown, and loaded again when it is', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      await window.history.add(account, '7', reading(5));
      await window.readings.load(account);
      window.show();
      assert.equal(window.readings.sizeOf(account, '7').reading, undefined);
      window.show(account);
      await window.readings.load(account);
      assert.equal(window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers, 5);
    });
  });

  describe('when asked for one', () => {
    it('sends one request however many ask, and keeps the figures', async () => {
      const window = open();
      const account = window.api.account();
      await window.readings.load(account);
      const changes: unknown[] = [];
      window.readings.onDidChange((change) => changes.push(change));
      const answer = deferred<void>();
      window.api.answers.set('7', () => answer.promise);
      const [first, second] = [0, 1].map(() => window.readings.read(account, '7'));
      assert.ok(window.readings.isReading(account, '7'));
      assert.ok(!window.readings.isReading(account, '8'));
      assert.deepEqual(changes, [{ accountKey: account.key, segmentId: '7' }]);
      answer.resolve();
      assert.equal((await first).numberOfIdentifiers, 7);
      assert.equal(await second, await first);
      assert.ok(!window.readings.isReading(account, '7'));
      assert.deepEqual(window.api.ids, ['7']);
      assert.equal(window.readings.sizeOf(account, '7').reading, await first);
      assert.deepEqual((await window.history.of(account, '7')).at(-1), {
        ...(await first),
        operation: undefined,
        accepted: undefined,
        unknown: undefined,
        jobId: undefined,
      });
    });

    it('rejects with the API’s error, which isn’t a size, and asks again next time', async () => {
      const window = open();
      const account = window.api.account();
      await window.history.add(account, '7', reading(5));
      await window.readings.load(account);
      window.api.answers.set('7', () => Promise.reject(apiError('permission')));
      await assert.rejects(window.readings.read(account, '7'), { kind: 'permission' });
      assert.ok(!window.readings.isReading(account, '7'));
      assert.equal(window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers, 5);
      window.api.answers.delete('7');
      assert.equal((await window.readings.read(account, '7')).numberOfIdentifiers, 7);
    });

    it('knows the figures even if they can’t be written', async () => {
      const window = open();
      const account = window.api.account();
      await window.readings.load(account);
      fs.writeFileSync(path.join(folder(), 'history'), 'not a folder');
      await window.readings.read(account, '7');
      assert.equal(window.readings.sizeOf(account, '7').reading?.numberOfIdentifiers, 7);
    });
  });

  describe('all of them', () => {
    const ids = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at + 1}`);
    const options = (): {
      signal: AbortSignal;
      progress: [number, number][];
      onProgress: (done: number, total: number) => void;
    } => {
      const progress: [number, number][] = [];
      return {
        signal: new AbortController().signal,
        progress,
        onProgress: (...all) => progress.push(all),
      };
    };

    it('are read without those that are up to date, a few at once', async () => {
      const window = open();
      const account = window.api.account();
      await window.history.add(account, '1', reading(1));
      await window.history.add(account, '2', reading(2, COMPUTED - 1));
      const control = options();
      assert.deepEqual(await window.readings.readAll(account, ids(500), control), {
        read: 499,
        failed: 0,
      });
      assert.ok(!window.api.ids.includes('1'));
      assert.equal(new Set(window.api.ids).size, 499);
      assert.deepEqual(control.progress.at(-1), [499, 499]);
      assert.deepEqual(
        await window.readings.readAll(account, ids(500), options()),
        { read: 0, failed: 0 },
        'and then there is nothing left',
      );
      assert.equal(window.api.requests.length, 499);
    });

    it('count what failed, and go on', async () => {
      const window = open();
      const account = window.api.account();
      for (const id of ['3', '5'])
        window.api.answers.set(id, () => Promise.reject(apiError('api')));
      assert.deepEqual(await window.readings.readAll(account, ids(8), options()), {
        read: 6,
        failed: 2,
      });
    });

    for (const [kind, most] of [
      ['permission', 4],
      ['credentials', 4],
      ['network', 13],
    ] as const)
      it(`end where all of them would fail (${kind})`, async () => {
        const window = open();
        const account = window.api.account();
        for (const id of ids(100)) window.api.answers.set(id, () => Promise.reject(apiError(kind)));
        await assert.rejects(window.readings.readAll(account, ids(100), options()), { kind });
        assert.ok(window.api.requests.length <= most, `${window.api.requests.length} requests`);
      });

    it('can be stopped; what was read stays', async () => {
      const window = open();
      const account = window.api.account();
      const stopping = new AbortController();
      await assert.rejects(
        window.readings.readAll(account, ids(500), {
          signal: stopping.signal,
          onProgress: (done) => {
            if (done === 100) stopping.abort(new Error('enough'));
          },
        }),
        /enough/,
      );
      await turns();
      assert.ok(window.api.requests.length < 110, `${window.api.requests.length} requests`);
      assert.equal(window.readings.sizeOf(account, '50').reading?.numberOfIdentifiers, 50);
    });
  });

  describe('tell how far they are', () => {
    const lists = Array.from({ length: 40 }, (_, at) => segment(`${at + 1}`));

    it('in the background: of those on screen', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      const answer = deferred<void>();
      window.api.answers.set('1', () => answer.promise);
      assert.deepEqual(window.readings.progress(account), { unread: 0, isOnScreen: false });
      window.readings.follow(account, lists, lists.slice(0, 12));
      await waitUntil('it reads', () => window.readings.isReading(account, '1'));
      assert.deepEqual(window.readings.progress(account), {
        ...{ unread: 40, isOnScreen: true },
        reading: { done: 0, total: 12 },
      });
      const seen: unknown[] = [];
      window.readings.onDidChange(() => {
        seen.push(window.readings.progress(account).reading?.done);
      });
      answer.resolve();
      await waitUntil('all are read', () => window.api.requests.length === 12);
      await waitUntil('it says so', () => !window.readings.progress(account).isOnScreen);
      assert.deepEqual(window.readings.progress(account), { unread: 28, isOnScreen: false });
      assert.ok(seen.includes(5));
    });

    it('and that nothing is read: one failed, or the setting says so', async () => {
      const window = open();
      const account = window.api.account();
      window.show(account);
      window.api.answers.set('2', () => Promise.reject(apiError('api')));
      window.readings.follow(account, lists.slice(0, 3));
      await waitUntil('the others are read', () => window.api.requests.length === 3);
      await waitUntil('it has ended', () => window.readings.progress(account).unread === 1);
      assert.deepEqual(window.readings.progress(account), { unread: 1, isOnScreen: true });
      window.automatic = false;
      window.readings.follow(account, lists);
      await waitUntil('they are known', () => window.readings.progress(account).unread === 38);
      assert.deepEqual(window.readings.progress(account), { unread: 38, isOnScreen: true });
    });

    it('when a person asks for all', async () => {
      const window = open();
      window.automatic = false;
      const account = window.api.account();
      window.show(account);
      window.readings.follow(account, lists, []);
      const answer = deferred<void>();
      window.api.answers.set('4', () => answer.promise);
      const all = window.readings.readAll(
        account,
        lists.map(({ id }) => id),
        { signal: new AbortController().signal, onProgress: () => undefined },
      );
      await waitUntil('39 are read', () => window.readings.progress(account).unread === 1);
      assert.deepEqual(window.readings.progress(account), {
        ...{ unread: 1, isOnScreen: false },
        reading: { done: 39, total: 40 },
      });
      answer.resolve();
      await all;
      assert.deepEqual(window.readings.progress(account), { unread: 0, isOnScreen: false });
    });
  });
});
