import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Memento } from 'vscode';
import { RecentSegments } from '../../../src/app/segments/recentSegments';
import { Pairings } from '../../../src/app/uploads/pairings/pairings';
import { OutsideText } from '../../../src/common/outsideText';
import { startSandbox } from '../../../src/sandbox/server';
import { openOldStorage, type OldStorage, type OldVersion } from '../upload/support/oldStorage';

/** The sizes of segments of the built-in sandbox. */
const SIZES: Readonly<Record<OldVersion, Readonly<Record<string, number>>>> = {
  '0.1.0': {
    'Loyal customers': 70,
    'Newsletter readers': 15,
    'Two files': 80,
    'Spring list': 80,
    'Summer list': 120,
    'Winter list': 80,
    'Emptied meanwhile': 0,
  },
  '0.2.0': { 'Empty so far': 30 },
};

for (const version of Object.keys(SIZES) as OldVersion[])
  describe(`the state of version ${version}`, () => {
    isTakenOver(version);
  });

/**
 * What the editor stored for a version besides its storage folder (test/fixtures/storage-…).
 */
function isTakenOver(version: OldVersion): void {
  let old: OldStorage;
  let memento: Memento;
  let writes: string[];

  beforeEach(() => {
    old = openOldStorage({ version });
    writes = [];
    memento = {
      get: (key: string) => old.kept.globalState[key],
      keys: () => Object.keys(old.kept.globalState),
      update: (key: string, value: unknown) => {
        writes.push(key);
        old.kept.globalState[key] = value;
        return Promise.resolve();
      },
    } as Memento;
  });
  afterEach(() => old.remove());

  if (version === '0.1.0')
    it('pairs files with the segments used last, including next month’s files', async () => {
      const pairings = new Pairings(memento);
      assert.ok(old.expected.pairings['customers-2026-06.csv']);
      const expected = Object.entries(old.expected.pairings).map(
        ([file, { operation, ...pairing }]) => {
          const { pattern, column, forms, ...kept } = pairing;
          // A Remove is never remembered.
          if (operation === 'remove') return [file, undefined] as const;
          return [
            file,
            {
              ...kept,
              pattern: String(pattern).replace('#', '*'),
              // A Replace is never proposed: only its segment is.
              ...(operation !== 'replace' && { operation }),
              columns: [column],
              // What went without saying then isn’t taken over.
              ...(forms !== 'given' && { formats: forms }),
            },
          ] as const;
        },
      );
      assert.ok(expected.some(([, pairing]) => pairing && !('operation' in pairing)));
      const check = (known: Pairings): void => {
        for (const [file, pairing] of expected)
          assert.deepEqual(known.of(OutsideText.name(file)), pairing, file);
        assert.equal(known.own().length, 11);
      };
      check(pairings);
      await new Promise(setImmediate);
      // Written in today's shape once; what was remembered is in one place.
      assert.equal(old.kept.globalState['criteoAudiences.remembered'], undefined);
      const { length } = writes;
      check(new Pairings(memento));
      await new Promise(setImmediate);
      assert.equal(writes.length, length);
      await pairings.forget(String(old.expected.pairings['customers-2026-06.csv'].accountKey));
      assert.doesNotMatch(
        JSON.stringify([
          old.kept.globalState['criteoAudiences.pairings'],
          old.kept.globalState['criteoAudiences.remembered'],
        ]),
        /"sandbox\|/,
      );
    });
  else
    it('pairs files with the segments used last', () => {
      const known = new Pairings(memento);
      for (const [file, pairing] of Object.entries(old.expected.pairings))
        assert.deepEqual(known.of(OutsideText.name(file)), pairing, file);
      assert.equal(known.own().length, 6);
      assert.deepEqual(writes, []);
    });

  it('has the most recently used segments, per account', () => {
    const recent = new RecentSegments(memento);
    assert.equal(Object.keys(old.expected.recent).length, 2);
    for (const [account, ids] of Object.entries(old.expected.recent))
      assert.deepEqual(recent.of(account), ids);
  });

  it('has the sandbox with its segments, lists and credentials', async () => {
    const sandbox = await startSandbox({ state: join(old.storage, 'sandbox') });
    try {
      const { clientId, accountId } =
        old.expected.jobs.find(({ target }) => target.origin === 'sandbox')?.target ??
        assert.fail();
      assert.deepEqual(
        [sandbox.clientId, sandbox.clientSecret, sandbox.accountId],
        [clientId, old.kept.secrets['criteoAudiences.session.sandbox'], accountId],
      );
      const sizes = new Map(
        (await sandbox.control.segments()).map(({ name, size }) => [name, size]),
      );
      for (const [name, size] of Object.entries(SIZES[version]))
        assert.equal(sizes.get(name), size, name);
    } finally {
      await sandbox.close();
    }
  });
}
