import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { CheckResult } from '../../src/app/uploads/plan/checkResult';
import type { Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

/** `update`. */
describe('an update in the terminal', function () {
  this.timeout(60_000);
  const world = useWorld();
  /** Others’, which no run of a test may touch. */
  const STRANGERS = people(20, 0, 'stranger');
  let segment: string;

  beforeEach(async () => {
    segment = await world.newSegment({ identifiers: STRANGERS });
  });

  const update = (file: string | readonly string[], ...more: string[]): Promise<Ended> =>
    world.run(['update', ...[file].flat(), '--segment', segment, ...more]);
  const reportOf = (ended: Ended): Report => documentOf<{ report: Report }>(ended).report;
  const list = async (): Promise<string[]> => (await world.control.list(segment)).sort();
  const isList = async (...groups: readonly (readonly string[])[]): Promise<void> =>
    assert.deepEqual(await list(), [...new Set([...STRANGERS, ...groups.flat()])].sort());
  const read = (name: string): string => fs.readFileSync(path.join(world.folder, name), 'utf8');
  const exists = (name: string): boolean => fs.existsSync(path.join(world.folder, name));
  /** Adds a file, so that it is known to be in the segment. */
  const add = async (file: string): Promise<void> =>
    void endsWith(0, await world.run(['add', file, '--segment', segment]));
  const sends = (): number => world.gate.count('addRemove');

  it('says for people what it compares, and what became of it', async () => {
    world.writeCsv('crm.csv', people(50));
    const first = endsWith(0, await update('crm.csv', '--keep', 'last.csv'));
    assert.doesNotMatch(first.stderr, /First run/);
    assert.match(first.stdout, /^First run: no one leaves\.$/m);
    world.writeCsv('crm.csv', people(50, 2));
    const second = endsWith(0, await update('crm.csv', '--keep', 'last.csv'));
    assert.match(second.stderr, /^Compared with last\.csv: 2 new, 2 leaving, 48 unchanged\.$/m);
    assert.match(second.stdout, / updated with 50, 2 removed\./);
    assert.match(second.stdout, /^Rows: 50 = 0 blank \+ .* \+ 50 sent \+ 0 not sent$/m);
    assert.match(
      second.stdout,
      /^Previous rows: 50 = 0 blank \+ 0 invalid \+ 0 duplicate \+ 48 still in the file \+ 0 not comparable \+ 0 in other files \+ 2 no longer in the file$/m,
    );
    assert.match(second.stdout, /^Identifiers to remove: 2 = 2 accepted \+ 0 rejected/m);
    // No one left.
    const third = endsWith(0, await update('crm.csv', '--keep', 'last.csv'));
    assert.match(third.stderr, / 0 new, 0 leaving, 50 unchanged\.$/m);
    assert.doesNotMatch(third.stdout, /Identifiers to remove|removed/);
    await isList(people(50, 2));
  });

  it('compares with several previous files', async () => {
    world.writeCsv('a.csv', people(30));
    world.writeCsv('b.csv', people(30, 30), 'mail');
    for (const file of ['a.csv', 'b.csv']) await add(file);
    world.writeCsv('crm.csv', people(50, 5));
    const report = reportOf(
      endsWith(0, await update('crm.csv', '--json', '--previous', 'a.csv', 'b.csv')),
    );
    assert.deepEqual([report.previous?.rows, report.previous?.removed], [60, 10]);
    await isList(people(50, 5));
  });

  it('reads a previous file as it was sent, and another one like the new file', async () => {
    world.writeCsv(
      'old.csv',
      people(20).map((one, n) => `private${n}@example.org,${one}`),
      'private,mail',
    );
    endsWith(
      0,
      await world.run([
        ...['add', 'old.csv', '--segment', segment],
        ...['--column', 'mail', '--hash', 'sha256'],
      ]),
    );
    world.writeCsv('crm.csv', people(20, 4), 'address');
    const options = ['--column', 'address', '--hash', 'sha256', '--previous', 'old.csv'];
    const report = reportOf(endsWith(0, await update('crm.csv', ...options, '--json')));
    assert.equal(report.previous?.removed, 4);
    assert.equal((await list()).length, STRANGERS.length + 20);
    // By the names of its columns.
    world.writeCsv('other.csv', people(20), 'mail');
    const unsent = [
      ...options.slice(0, 4),
      '--previous',
      'other.csv',
      '--allow',
      'previous-unknown',
    ];
    assert.match(
      endsWith(1, await update('crm.csv', ...unsent)).stderr,
      /other\.csv: The file has no column “address”/,
    );
    world.writeCsv('other.csv', people(20), 'address');
    endsWith(0, await update('crm.csv', ...unsent));
  });

  it('says how many other files of the segment it reads, before it does', async () => {
    for (const [n, name] of ['news.csv', 'shop.csv'].entries()) {
      world.writeCsv(name, people(10, 100 + n));
      await add(name);
    }
    world.writeCsv('crm.csv', people(10));
    const ended = endsWith(0, await update('crm.csv', '--keep', 'last.csv', '--dry-run'));
    assert.match(ended.stderr, /^Also reads 2 other files of this segment: their people stay\.$/m);
  });

  it('only checks with --dry-run, for people and for programs', async () => {
    world.writeCsv('crm.csv', people(50));
    endsWith(0, await update('crm.csv', '--keep', 'last.csv'));
    const kept = read('last.csv');
    world.writeCsv('crm.csv', people(50, 2));
    const before = sends();
    const options = ['--keep', 'last.csv', '--dry-run'];
    const shown = endsWith(0, await update('crm.csv', ...options));
    assert.match(shown.stdout, /^Compared with last\.csv: 2 new, 2 leaving, 48 unchanged\.$/m);
    const { check } = documentOf<{ check: CheckResult }>(
      endsWith(0, await update('crm.csv', ...options, '--json')),
    );
    assert.deepEqual(check.update?.previous, {
      ...{ rows: 50, blank: 0, invalid: 0, duplicates: 0 },
      ...{ still: 48, notComparable: 0, shared: 0, removed: 2 },
    });
    const { firstRun, new: fresh, unchanged, previousKnown } = check.update;
    assert.deepEqual([firstRun, fresh, unchanged, previousKnown], [false, 2, 48, true]);
    assert.equal(sends(), before);
    assert.equal(read('last.csv'), kept);
    assert.equal(exists('last.csv.sending'), false);
  });

  it('says what it was allowed, and whom that concerns; nothing of what made no difference', async () => {
    world.writeCsv('last.csv', people(100));
    await add('last.csv');
    world.write('crm.csv', `email\n${people(98).join('\n')}`);
    const allowed = ['--previous', 'last.csv', '--allow', 'cut-off,invalid-grew'];
    const dry = endsWith(0, await update('crm.csv', ...allowed, '--dry-run'));
    assert.match(dry.stdout, /^Allowed \(cut-off\): crm\.csv doesn’t end with a line end, /m);
    assert.doesNotMatch(dry.stdout, /invalid-grew/);
    const { check } = documentOf<{ check: CheckResult }>(
      endsWith(0, await update('crm.csv', ...allowed, '--dry-run', '--json')),
    );
    assert.deepEqual(
      check.update?.allowed?.map(({ code }) => code),
      ['cut-off'],
    );
    const report = reportOf(endsWith(0, await update('crm.csv', ...allowed, '--json')));
    assert.deepEqual(report.allowed, ['cut-off']);
  });

  it('rejects files that don’t fit, and sends nothing', async () => {
    world.writeCsv('crm.csv', people(5));
    world.writeCsv('two.csv', people(5));
    const refused = async (message: RegExp, file: string | string[], ...options: string[]) =>
      assert.match(endsWith(64, await update(file, ...options)).stderr, message);
    await refused(/“--previous” or “--keep” is required/, 'crm.csv');
    await refused(/The previous file gone\.csv doesn’t exist/, 'crm.csv', '--previous', 'gone.csv');
    await refused(/“--keep” is for one file/, ['crm.csv', 'two.csv'], '--keep', 'last.csv');
    await refused(/“--keep” must be another file/, 'crm.csv', '--keep', './crm.csv');
    for (const path of ['.', '/dev/null'])
      await refused(/“--keep” must be the path of a file/, 'crm.csv', '--keep', path);
    assert.equal(sends(), 0);
  });
});
