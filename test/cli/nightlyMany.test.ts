import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { people } from '../support/people';
import { endsWith } from './support/cli';
import { nightOf, statesOf, writeExport, writeNightly, type Written } from './support/nightly';
import { useWorld } from './support/world';

const DAY = 86_400_000;

/** Nightly files of many segments. */
describe('a nightly file of many segments', function () {
  this.timeout(300_000);
  const world = useWorld();

  it('has one of each kind of failure and guard, which stop nobody else', async () => {
    const at = (days: number): string =>
      new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
    const good: Written[] = [];
    for (let one = 0; one < 46; one++) {
      writeExport(world, `good/${one}.csv`, people(10, 0, `good${one}`));
      const id = await world.newSegment({ name: `Good ${one}` });
      good.push({ id, operation: 'add', file: `good/${one}.csv` });
    }
    const filled = people(40, 0, 'filled');
    const segment = (more: object = {}): Promise<string> =>
      world.newSegment({ identifiers: filled, ...more });
    const expected = new Map<string, string>();
    const bad: Written[] = [];
    const add = async (
      ends: string,
      written: Readonly<Record<string, unknown>>,
      id?: string,
    ): Promise<void> => {
      const own = id ?? (await segment());
      expected.set(own, ends);
      bad.push({ operation: 'update', ...written, id: own });
    };
    writeExport(world, 'few.csv', people(10, 0, 'filled'));
    writeExport(world, 'all.csv', filled);
    writeExport(world, 'old/crm-2020-01-01.csv', filled);
    writeExport(world, `two/crm-${at(0)}.csv`, filled);
    writeExport(world, `two/crm-1.csv`, filled);
    writeExport(world, 'plain.csv', ['no address', 'nor this', ...people(3)]);
    writeExport(world, 'nobody.csv', []);
    fs.writeFileSync(path.join(world.folder, 'empty.csv'), '');
    fs.utimesSync(path.join(world.folder, 'empty.csv'), 0, 0);
    writeExport(world, 'columns.csv', ['1', '2']);
    await add('stopped blocked export-missing', { file: 'gone.csv' });
    await add('stopped blocked export-missing', { file: 'old/crm-*.csv', maxAge: '26h' });
    await add('stopped blocked export-ambiguous', { file: 'two/crm-*.csv', maxAge: '26h' });
    await add('stopped failed segment-not-found', { file: 'all.csv' }, '1');
    await add(
      'stopped failed segment-read-only',
      { file: 'all.csv' },
      await segment({ contactList: { isReadOnly: true, identifierType: 'Email' } as never }),
    );
    await add('stopped blocked too-many-refused', { operation: 'add', file: 'plain.csv' });
    await add('stopped blocked empty', { operation: 'add', file: 'empty.csv' });
    await add('stopped blocked nothing-to-send', { operation: 'add', file: 'nobody.csv' });
    await add('stopped failed wrong-type', { operation: 'add', file: 'columns.csv' });
    await add('stopped blocked protected', { operation: 'replace', file: 'all.csv' });
    await add('stopped blocked suppression-missing', {
      ...{ operation: 'add', file: 'all.csv', suppress: ['never.csv'] },
    });
    await add('stopped blocked suppression-stale', {
      ...{ operation: 'add', file: 'all.csv', suppress: [{ file: 'stale.csv', maxAge: '1h' }] },
    });
    writeExport(world, 'stale.csv', people(2, 0, 'stale'), DAY);
    const left = await segment({ identifiers: [] });
    writeExport(world, 'left.csv', people(100, 0, 'left'));
    endsWith(
      0,
      await world.run([
        ...[
          'run',
          writeNightly(world, [{ id: left, operation: 'update', file: 'left.csv', keep: true }]),
        ],
      ]),
    );
    writeExport(world, 'left.csv', people(90, 20, 'left'));
    await add(
      'stopped blocked max-removed',
      { file: 'left.csv', keep: true, maxRemoved: 0.05 },
      left,
    );
    const shrunk = await segment({ identifiers: people(40, 0, 'filled') });
    await add('stopped blocked min-kept', { operation: 'remove', file: 'all.csv' }, shrunk);
    const file = writeNightly(world, [...good.slice(0, 20), ...bad, ...good.slice(20)]);
    const checked = nightOf(endsWith(3, await world.run(['check', file, '--json'])));
    const run = nightOf(endsWith(3, await world.run(['run', file, '--json'])));
    for (const night of [checked, run]) {
      const states = statesOf(night);
      assert.equal(Object.keys(states).length, 60);
      const own = Object.fromEntries([...expected.keys()].map((id) => [id, states[id]]));
      const all = Object.fromEntries(expected);
      // Nothing has to be confirmed for what is only checked.
      if (night.isCheck)
        for (const [id, ends] of expected) if (ends.endsWith('protected')) all[id] = own[id];
      assert.deepEqual(own, all);
      for (const { id } of good) assert.match(states[id], /^(sent|checked) finished$/);
    }
    for (const [one, { id }] of good.entries())
      assert.equal((await world.control.list(id)).length, 10, String(one));
    const ended = endsWith(3, await world.run(['run', file]));
    const lines = ended.stdout.split('\n');
    assert.match(lines[0], /^14 of 60 need you · 46 done {4,}/);
    assert.equal(lines.filter((line) => line.startsWith('✖ ')).length, 14);
    assert.ok(
      ended.stdout.includes('✖ ') &&
        /23\.1% would leave|\d+(\.\d)?% would leave \(limit 5%\)/.test(ended.stdout),
    );
    assert.match(ended.stdout, /what is done is not sent twice\. {3}\(--all: the other 46\)$/m);
    // Records are of what was sent.
    const listed = endsWith(0, await world.run(['uploads', 'list', '--json']));
    assert.doesNotMatch(listed.stdout, /"state":"(failed|planned)"/);
  });

  it('is checked in five requests beside what is asked of each segment', async () => {
    writeExport(world, 'one.csv', people(2));
    const { ids } = world.control.seed({ segments: 2_000 });
    const file = writeNightly(
      world,
      ids.map((id) => ({ id, operation: 'add', file: 'one.csv' })),
    );
    const night = nightOf(await world.run(['check', file, '--json']));
    assert.equal(night.entries.length, 2_000);
    const { gate } = world;
    assert.ok(gate.count('search') <= 5, String(gate.count('search')));
    assert.equal(gate.passed.length - gate.count('search') - gate.count('token'), 0);
  });
});
