import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readDocument } from '../docs/pages';
import { endsWith } from './support/cli';
import { useMorning } from './support/movedClock';
import { writeExport, writeNightly } from './support/nightly';
import { useWorld } from './support/world';

/** What only the window writes into its state folder, or a terminal only after a 429. */
const OF_WINDOW = ['readings', 'receipts'];

/** The names in the state folder, as the rows of the page say. */
function namesOnPage(): string[] {
  const rows = readDocument('media/docs/privacy.md')
    .split('\n')
    .filter((line) => /^\| .*\bState folder\b|^\| .*\bstate folder\b/.test(line));
  const cells = rows.map((row) => row.split(' | '));
  return cells.flatMap(([what, , where]) => {
    const names = [...where.replace(/^.*?state folder/i, '').matchAll(/`([\w.-]+)`/g)];
    return names.length > 0
      ? names.map(([, name]) => name)
      : [...(/`([\w.-]+)`/.exec(what) ?? [])].slice(1);
  });
}

describe('the page of what is stored', function () {
  this.timeout(120_000);
  const world = useWorld();
  useMorning(world);

  it('names all that a terminal writes, and nothing else', async () => {
    const people = (from: number, to: number): string[] =>
      Array.from({ length: to - from }, (_, index) => `p${from + index}@example.com`);
    const [id, nightly] = [await world.newSegment(), await world.newSegment()];
    world.writeCsv('crm.csv', people(0, 40));
    world.writeCsv('opt-outs.csv', people(100, 110));
    world.writeCsv('gone.csv', people(3, 5));
    writeExport(world, 'app.csv', people(0, 40));
    writeNightly(world, [{ id: nightly, operation: 'update', file: 'app.csv', keep: true }]);
    const mine = fs.readdirSync(world.folder);
    const update = ['update', 'crm.csv', '--segment', id, '--keep', 'kept.csv'];
    endsWith(
      0,
      await world.run([...update, '--suppress', 'opt-outs.csv', '--report', 'report.json']),
    );
    endsWith(0, await world.run([...update, '--suppress', 'opt-outs.csv']));
    endsWith(0, await world.run(['run', 'night.criteo.jsonc']));
    endsWith(0, await world.run(['stats', id]));
    endsWith(0, await world.run(['uploads', 'verify']));
    endsWith(0, await world.run(['clear', id, '--confirm', world.sandbox.accountId]));
    const confirm = ['--confirm', world.sandbox.accountId];
    const removal = ['remove', 'gone.csv', '--all-segments', '--receipt', 'receipts'];
    // People were added since the last computation, which shouldn't be in between: it is sent again.
    endsWith(3, await world.run([...removal, '--reference', 'T-1', '--keep-out', ...confirm]));
    endsWith(0, await world.runInstalled(['segments', 'list', '--sandbox']));

    const written = fs.readdirSync(world.stateFolder);
    const named = namesOnPage();
    assert.deepEqual(
      written.filter((name) => !named.includes(name)),
      [],
      `the page names ${named.join()}`,
    );
    assert.deepEqual(named.filter((name) => !written.includes(name)).sort(), [...OF_WINDOW].sort());
    // Beside the files of a person is only what they asked for.
    assert.deepEqual(
      fs
        .readdirSync(world.folder)
        .filter((name) => !mine.includes(name))
        .sort(),
      ['kept.csv', 'receipts', 'report.json', 'state'],
    );
    // Whoever can read the state folder finds people only where the page says so.
    const WITH_PEOPLE = ['kept', 'sandbox'];
    for (const entry of fs.readdirSync(world.stateFolder, {
      recursive: true,
      withFileTypes: true,
    })) {
      const file = path.join(entry.parentPath, entry.name);
      const [top] = path.relative(world.stateFolder, file).split(path.sep);
      if (!entry.isFile() || WITH_PEOPLE.includes(top)) continue;
      assert.doesNotMatch(fs.readFileSync(file, 'latin1'), /p\d+@example/, file);
    }
  });
});
