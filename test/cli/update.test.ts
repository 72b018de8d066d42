import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { CheckResult } from '../../src/app/uploads/plan/checkResult';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { reportAddsUp, reportIsWhole } from '../support/reportAddsUp';
import { documentOf, endsWith, type Ended } from './support/cli';
import { killAtRequest } from './support/nights';
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

  /** Kills a night at its second request, which removes. */
  const killBetweenAddsAndRemoves = (): Promise<void> =>
    killAtRequest(
      world,
      [...['update', 'crm.csv', '--segment', segment], ...['--keep', 'last.csv']],
      2,
    );

  it('keeps the file from night to night, and the list is that of the last one', async () => {
    const nights = [people(100), people(100, 10), people(100, 5)];
    for (const [night, rows] of nights.entries()) {
      world.writeCsv('crm.csv', rows);
      const ended = endsWith(0, await update('crm.csv', '--keep', 'last.csv', '--json'));
      const report = reportOf(ended);
      reportIsWhole(report, 100);
      const left = [0, 10, 5][night];
      assert.equal(report.previous?.rows, night === 0 ? 0 : 100);
      assert.equal(report.previous?.removed, left);
      assert.equal(report.unchanged, night === 0 ? 0 : 100 - left);
      assert.deepEqual([report.removed?.rows, report.removed?.unsent], [left, 0]);
      await isList(rows);
      assert.equal(read('last.csv'), read('crm.csv'));
      assert.equal(exists('last.csv.sending'), false);
    }
  });

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

  it('adds before it removes, and never lacks who is in both files', async () => {
    world.writeCsv('last.csv', people(50));
    await add('last.csv');
    world.gate.reset();
    world.writeCsv('crm.csv', people(50, 5));
    endsWith(0, await update('crm.csv', '--previous', 'last.csv'));
    const operations = world.gate.passed
      .filter(({ operation }) => operation === 'addRemove')
      .map(({ body }) => /"operation":"(add|remove)"/i.exec(body)?.[1]);
    assert.deepEqual(operations, ['add', 'remove']);
    assert.equal(world.gate.count('clear'), 0);
    await isList(people(50, 5));
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

  it('has columns and a hash of the previous file, where they are others', async () => {
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
    // How it was sent is known, so whoever says something else has to allow that.
    const others = ['--previous-column', 'private', '--max-removed', '1', '--min-kept', '0'];
    assert.match(
      endsWith(6, await update('crm.csv', ...options, ...others)).stdout,
      /old\.csv was sent to this segment in another way: .* So it isn’t known/,
    );
    const report = reportOf(endsWith(0, await update('crm.csv', ...options, '--json')));
    assert.equal(report.previous?.removed, 4);
    assert.equal((await list()).length, STRANGERS.length + 20);
    // A file that wasn't sent is read like the new one, by the names of its columns.
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
    endsWith(0, await update('crm.csv', ...unsent, '--previous-column', 'mail'));
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

  describe('is stopped before anything is sent', () => {
    const isBlocked = async (code: string, option: RegExp, ...options: string[]) => {
      const before = sends();
      const ended = endsWith(6, await update('crm.csv', ...options, '--json'));
      const { error } = documentOf<{ error: { code: string; message: string } }>(ended);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, option);
      assert.equal(sends(), before);
    };

    it('where many left, unless that is allowed', async () => {
      world.writeCsv('last.csv', people(100));
      await add('last.csv');
      world.writeCsv('crm.csv', people(60));
      const options = ['--previous', 'last.csv', '--min-kept', '0'];
      await isBlocked('max-removed', /--max-removed/, ...options);
      const dry = await update('crm.csv', ...options, '--dry-run');
      assert.match(
        endsWith(6, dry).stdout,
        /40 people would be removed, 40% of those in last\.csv/,
      );
      endsWith(0, await update('crm.csv', ...options, '--max-removed', '0.4'));
      await isList(people(60));
    });

    it('where the previous file was never sent from here, unless that is allowed', async () => {
      world.writeCsv('last.csv', people(50));
      world.writeCsv('crm.csv', people(50, 2));
      await isBlocked('previous-unknown', /--allow previous-unknown/, '--previous', 'last.csv');
      endsWith(0, await update('crm.csv', '--previous', 'last.csv', '--allow', 'previous-unknown'));
      await isList(people(50, 2));
    });

    it('where the file that was kept is gone, unless that is allowed', async () => {
      world.writeCsv('crm.csv', people(50));
      const keep = ['--keep', 'last.csv'];
      endsWith(0, await update('crm.csv', ...keep));
      fs.rmSync(path.join(world.folder, 'last.csv'));
      world.writeCsv('crm.csv', people(50, 2));
      await isBlocked(
        'previous-unknown',
        /is gone or has changed: last\.csv\..*--allow previous-unknown/,
        ...keep,
      );
      // Before it is tried, too.
      const listed = endsWith(0, await world.run(['uploads', 'list']));
      assert.match(
        listed.stdout,
        /: the next update would stop\. .* is gone or has changed: last\.csv\./,
      );
      const { stoppedUpdates } = documentOf<{
        stoppedUpdates: { segmentId: string; code: string }[];
      }>(endsWith(0, await world.run(['uploads', 'list', '--json'])));
      assert.deepEqual(
        stoppedUpdates.map(({ segmentId, code }) => [segmentId, code]),
        [[segment, 'previous-unknown']],
      );
      endsWith(0, await update('crm.csv', ...keep, '--allow', 'previous-unknown'));
      await isList(people(52));
      assert.doesNotMatch((await world.run(['uploads', 'list'])).stdout, /would stop/);
      assert.equal(read('last.csv'), read('crm.csv'));
    });

    it('where the file may be a bad export, unless that is allowed', async () => {
      world.writeCsv('last.csv', people(100));
      await add('last.csv');
      world.writeCsv('crm.csv', [...people(97), 'a', 'b', 'c']);
      await isBlocked('invalid-grew', /--allow invalid-grew/, '--previous', 'last.csv');
      world.write('cut.csv', `email\n${people(98).join('\n')}`);
      fs.renameSync(path.join(world.folder, 'cut.csv'), path.join(world.folder, 'crm.csv'));
      await isBlocked('cut-off', /--allow cut-off/, '--previous', 'last.csv');
      const allowed = ['--previous', 'last.csv', '--allow', 'cut-off,invalid-grew'];
      // Whom it concerns, before anything is sent; what made no difference isn't named.
      const dry = endsWith(0, await update('crm.csv', ...allowed, '--dry-run'));
      assert.match(dry.stdout, /^Allowed \(cut-off\): crm\.csv doesn’t end with a line end, /m);
      assert.doesNotMatch(dry.stdout, /invalid-grew/);
      const inJson = await update('crm.csv', ...allowed, '--dry-run', '--json');
      const { check } = documentOf<{ check: CheckResult }>(endsWith(0, inJson));
      assert.deepEqual(
        check.update?.allowed?.map(({ code }) => code),
        ['cut-off'],
      );
      const ended = endsWith(0, await update('crm.csv', ...allowed));
      assert.match(
        ended.stdout,
        /^Allowed for this run: a file that may be cut off \(cut-off\)\.$/m,
      );
      const { uploads } = documentOf<{ uploads: { report: Report }[] }>(
        endsWith(0, await world.run(['uploads', 'list', '--json'])),
      );
      assert.deepEqual(uploads[0].report.allowed, ['cut-off']);
      await isList(people(98));
    });

    it('where people who left can’t be removed in each hash format that was sent, unless that is allowed', async () => {
      const hashed = people(20).map((one) => createHash('sha256').update(one).digest('hex'));
      world.writeCsv('plain.csv', people(20));
      await add('plain.csv');
      fs.rmSync(path.join(world.folder, 'plain.csv'));
      world.writeCsv('crm.csv', hashed);
      const keep = ['--keep', 'last.csv'];
      endsWith(0, await update('crm.csv', ...keep));
      world.writeCsv('crm.csv', hashed.slice(1));
      await isBlocked(
        'other-formats',
        /as plain addresses, .* last\.csv.*--allow other-formats/,
        ...keep,
      );
      const ended = endsWith(0, await update('crm.csv', ...keep, '--allow', 'other-formats'));
      assert.match(ended.stderr, /^1 person who left can’t be removed completely: /m);
      assert.match(ended.stdout, /^1 person who left may still be in the segment in another hash/m);
      await isList(people(20), hashed.slice(1));
    });

    it('where another file of the segment can’t be read, which is named', async () => {
      world.write(
        'news.csv',
        `name,email\n${people(5)
          .map((one) => `x,${one}\n`)
          .join('')}`,
      );
      await add('news.csv');
      world.writeCsv('crm.csv', people(20));
      const keep = ['--keep', 'last.csv'];
      endsWith(0, await update('crm.csv', ...keep));
      world.writeCsv('news.csv', ['1', '2'], 'id');
      world.writeCsv('crm.csv', people(19, 1));
      const sent = sends();
      const ended = endsWith(6, await update('crm.csv', ...keep));
      assert.match(
        ended.stderr,
        /news\.csv: .* An earlier upload added this file .*--allow remove-shared/,
      );
      assert.doesNotMatch(ended.stderr, /^crm\.csv/m);
      assert.equal(sends(), sent);
      const shared = [...keep, '--allow', 'remove-shared'];
      assert.match(
        endsWith(0, await update('crm.csv', ...shared, '--dry-run')).stdout,
        /^Allowed \(remove-shared\): People who are also in news\.csv, which was sent to this segment, are/m,
      );
      endsWith(0, await update('crm.csv', ...shared));
      await isList(people(19, 1));
    });

    it('where the segment would keep too little', async () => {
      world.writeCsv('last.csv', people(100));
      await add('last.csv');
      world.writeCsv('crm.csv', people(40));
      const options = ['--previous', 'last.csv', '--max-removed', '1'];
      await isBlocked('min-kept', /--min-kept/, ...options);
    });

    it('where the file has nothing to send', async () => {
      world.writeCsv('last.csv', people(10));
      await add('last.csv');
      world.writeCsv('crm.csv', []);
      const options = ['--previous', 'last.csv', '--max-removed', '1'];
      await isBlocked('nothing-to-send', /no rows to send in crm\.csv/, ...options);
      fs.truncateSync(path.join(world.folder, 'crm.csv'));
      await isBlocked('empty', /crm\.csv: The file is empty/, ...options);
      world.write('crm.csv', 'email\n"person1@example.com\n');
      await isBlocked('cut-off', /crm\.csv: The quote .* is never closed/, ...options);
    });
  });

  it('removes no one while an add is open, and the rest when it is resumed', async () => {
    world.writeCsv('last.csv', people(50));
    await add('last.csv');
    world.writeCsv('crm.csv', people(50, 5));
    world.control.addFaults({ fault: '400', operation: 'addRemove', times: 1 });
    const stopped = endsWith(
      3,
      await update('crm.csv', '--previous', 'last.csv', '--chunk-size', '25', '--json'),
    );
    const { report, error } = documentOf<{ report: Report; error: { code: string } }>(stopped);
    reportAddsUp(report);
    assert.equal(error.code, 'adds-open');
    assert.deepEqual([report.removed?.sent, report.removed?.rows], [0, 5]);
    assert.ok((report.removed?.unsent ?? 0) > 0);
    for (const one of people(50)) assert.ok((await list()).includes(one), 'no one is removed');
    assert.match(stopped.stderr, /^To resume: criteo-audiences uploads resume \S+$/m);
    const resumed = await world.run(['uploads', 'resume', report.jobId, '--json']);
    reportIsWhole(reportOf(endsWith(0, resumed)), 50);
    await isList(people(50, 5));
  });

  it('can be interrupted between adds and removes, and resumed; then the file is kept', async () => {
    world.writeCsv('crm.csv', people(50));
    endsWith(0, await update('crm.csv', '--keep', 'last.csv'));
    const kept = read('last.csv');
    world.writeCsv('crm.csv', people(50, 5));
    await killBetweenAddsAndRemoves();
    assert.equal(read('last.csv.sending'), read('crm.csv'));
    assert.equal(read('last.csv'), kept);
    const listed = endsWith(0, await world.run(['uploads', 'list', '--json']));
    const { uploads } = documentOf<{ uploads: JobSummary[] }>(listed);
    const open = uploads.filter(({ resumable }) => resumable);
    assert.equal(open.length, 1);
    endsWith(0, await world.run(['uploads', 'resume', open[0].jobId]));
    assert.equal(read('last.csv'), read('crm.csv'));
    assert.equal(exists('last.csv.sending'), false);
    await isList(people(50, 5));
  });

  it('reads what the last night began, too, where it was cut off', async () => {
    const nights = [people(50), people(50, 5), people(50, 10)];
    world.writeCsv('crm.csv', nights[0]);
    endsWith(0, await update('crm.csv', '--keep', 'last.csv'));
    world.writeCsv('crm.csv', nights[1]);
    await killBetweenAddsAndRemoves();
    world.writeCsv('crm.csv', nights[2]);
    endsWith(0, await update('crm.csv', '--keep', 'last.csv', '--max-wait', '60s'));
    await isList(nights[2]);
    assert.equal(read('last.csv'), read('crm.csv'));
    assert.deepEqual(
      fs.readdirSync(world.folder).filter((name) => name.includes('.sending')),
      [],
    );
  });

  it('rejects arguments that don’t fit, without a request', async () => {
    world.writeCsv('crm.csv', people(5));
    world.writeCsv('two.csv', people(5));
    world.writeCsv('last.csv', people(5));
    const add = ['add', 'crm.csv', '--segment', segment];
    for (const option of ['--previous', '--previous-column', '--max-removed', '--keep']) {
      const { stderr } = endsWith(64, await world.run([...add, option, 'x']));
      assert.match(stderr, new RegExp(`The option ${option} is only for: update(, replace)?\\.`));
    }
    // What suppression lists stop can be allowed for an add, too.
    const allowing = endsWith(64, await world.run([...add, '--allow', 'cut-off']));
    assert.match(allowing.stderr, /--allow cut-off.* isn’t for the operation “add”/);
    const refused = async (message: RegExp, file: string | string[], ...options: string[]) =>
      assert.match(endsWith(64, await update(file, ...options)).stderr, message);
    await refused(/“--previous” or “--keep” is required/, 'crm.csv');
    await refused(/The previous file gone\.csv doesn’t exist/, 'crm.csv', '--previous', 'gone.csv');
    await refused(/“--keep” is for one file/, ['crm.csv', 'two.csv'], '--keep', 'last.csv');
    await refused(/“--keep” must be another file/, 'crm.csv', '--keep', './crm.csv');
    await refused(/--keep <file> needs a value/, 'crm.csv', '--keep', '');
    for (const path of ['.', '/dev/null'])
      await refused(/“--keep” must be the path of a file/, 'crm.csv', '--keep', path);
    await refused(/“--max-removed” must be a number/, 'crm.csv', '--max-removed', '30%');
    await refused(/“--previous-hash” must be one of/, 'crm.csv', '--previous-hash', 'sha1');
    await refused(/“--allow” must be a list of: previous-unknown, /, 'crm.csv', '--allow', 'all');
    assert.equal(sends(), 0);
  });
});
