import assert from 'node:assert/strict';
import { people } from '../support/people';
import { endsWith } from './support/cli';
import { nightOf, statesOf, writeExport, writeNightly } from './support/nightly';
import { useWorld } from './support/world';

/** A nightly file: checked, run, and run again. */
describe('a nightly file', function () {
  this.timeout(60_000);
  const world = useWorld();
  const sent = (): number => world.gate.count('addRemove') + world.gate.count('clear');

  it('is run, and nothing is sent twice by the same line', async () => {
    const [a, b] = [await world.newSegment(), await world.newSegment()];
    writeExport(world, 'exports/a.csv', people(30));
    writeExport(world, 'exports/b.csv', people(20));
    const file = writeNightly(world, [
      { id: a, operation: 'update', file: 'exports/a.csv', keep: true },
      { id: b, operation: 'add', file: 'exports/b.csv' },
    ]);
    const first = endsWith(0, await world.run(['run', file]));
    console.log(first.stdout, first.stderr);
    assert.deepEqual((await world.control.list(a)).sort(), people(30).sort());
    const before = sent();
    const again = endsWith(0, await world.run(['run', file, '--all']));
    console.log(again.stdout, again.stderr);
    assert.equal(sent(), before);
    const checked = endsWith(0, await world.run(['check', file]));
    console.log(checked.stdout, checked.stderr);
    const json = endsWith(0, await world.run(['run', file, '--json']));
    console.log(statesOf(nightOf(json)));
  });
});
