import assert from 'node:assert/strict';
import type { Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { reportIsWhole } from '../support/reportAddsUp';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

/** `add FILE --pairings FILE`, and the other verbs. */
describe('pairings in the terminal', function () {
  this.timeout(60_000);
  const world = useWorld();

  const entry = (segmentId: string, more: object = {}): object => ({
    accountId: world.sandbox.accountId,
    segmentId,
    ...more,
  });
  const pairings = (entries: object | string): string =>
    world.write(
      'pairings.json',
      typeof entries === 'string' ? entries : JSON.stringify(entries, null, 2),
    );
  const upload = (files: readonly string[], ...options: readonly string[]): Promise<Ended> =>
    uploadAs('add', files, ...options);
  const uploadAs = (
    verb: string,
    files: readonly string[],
    ...options: readonly string[]
  ): Promise<Ended> => world.run([verb, ...files, '--pairings', 'pairings.json', ...options]);
  const refused = async (files: readonly string[], ...options: string[]): Promise<string> => {
    const ended = endsWith(64, await upload(files, ...options));
    assert.deepEqual(world.gate.passed, [], 'no request');
    return ended.stderr;
  };
  const reportOf = (ended: Ended): Report =>
    documentOf<{ report: Report }>(endsWith(0, ended)).report;

  it('send files of several dates where their names lead, and say so', async () => {
    const id = await world.newSegment({ name: 'Paired', identifiers: [] });
    const work = people(10).map((email, n) => `${email},work${n}@example.com`);
    world.writeCsv('week-45-crm.csv', work, 'home,work');
    world.writeCsv(
      'week-46-crm.csv',
      people(10, 50).map((email) => `${email},x`),
      'work,home',
    );
    pairings({
      'week-*-crm.csv': entry(id, { segment: 'Paired', operation: 'add', column: 'work' }),
      '*.csv': entry('1'),
    });
    const ended = await upload(['week-45-crm.csv', 'week-46-crm.csv'], '--json');
    const report = reportOf(ended);
    reportIsWhole(report, 20);
    assert.deepEqual([report.segmentId, report.operation], [id, 'add']);
    assert.match(ended.stderr, /^Pairing: week-45-crm\.csv \(week-\*-crm\.csv\) → Paired, add$/m);
    assert.match(ended.stderr, /^Pairing: week-46-crm\.csv \(week-\*-crm\.csv\) → Paired, add$/m);
    assert.deepEqual(
      new Set(await world.control.list(id)),
      new Set([...work.map((row) => row.split(',')[1]), ...people(10, 50)]),
    );
  });

  it('have suppression lists beside their file, to which options add', async () => {
    const [ada, bob, cleo, ...others] = people(20);
    const id = await world.newSegment({ name: 'Paired', identifiers: [] });
    world.writeCsv('crm.csv', [ada, bob, cleo, ...others]);
    world.writeCsv('out.csv', [`c-1,${ada}`, `c-2,${bob}`], 'id,email');
    world.writeCsv('more #1.csv', [cleo]);
    pairings({ 'crm.csv': entry(id, { suppress: { file: 'out.csv', maxAge: '1d' } }) });
    const sent = async (...options: string[]) => {
      const { suppressed, suppression } = reportOf(await upload(['crm.csv'], ...options, '--json'));
      return [suppressed, suppression?.lists.map(({ path }) => path.split('/').at(-1))];
    };
    assert.deepEqual(await sent(), [2, ['out.csv']]);
    const lists = ['more #1.csv', 'out.csv'];
    assert.deepEqual(await sent('--suppress', 'more #1.csv'), [3, lists]);
    assert.deepEqual(await sent('--suppress', 'more #1.csv', '--suppress', 'out.csv#email'), [
      3,
      lists,
    ]);
    const wrong = ['--suppress', 'more #1.csv', '--suppress', 'out.csv#nowhere'];
    const ended = endsWith(6, await upload(['crm.csv'], ...wrong));
    assert.match(
      ended.stderr,
      /The suppression list out\.csv can’t be read: The file has no column/,
    );
    const lacking = endsWith(6, await upload(['crm.csv']));
    assert.match(lacking.stderr, /used the suppression list more #1\.csv, and this one doesn’t/);
  });

  it('are overridden by options', async () => {
    const [paired, other] = [await world.newSegment(), await world.newSegment()];
    world.writeCsv(
      'crm-2026-11-05.csv',
      people(10).map((email) => `${email},a@x.org`),
      'home,work',
    );
    pairings({ 'crm-*.csv': entry(paired, { operation: 'remove', column: 'work' }) });
    const options = ['--segment', other, '--column', 'home', '--json'];
    const report = reportOf(await upload(['crm-2026-11-05.csv'], ...options));
    assert.deepEqual([report.segmentId, report.operation, report.sent], [other, 'add', 10]);
    // A replace is never a pairing's, and still has to be confirmed.
    pairings({ 'crm-*.csv': entry(paired, { column: 'work' }) });
    const replace = ['--column', 'home'];
    endsWith(6, await uploadAs('replace', ['crm-2026-11-05.csv'], ...replace));
    const confirmed = [...replace, '--confirm', world.sandbox.accountId, '--json'];
    const replaced = reportOf(await uploadAs('replace', ['crm-2026-11-05.csv'], ...confirmed));
    assert.deepEqual([replaced.segmentId, replaced.operation], [paired, 'replace']);
  });

  it('say what their files are for, so that opt-outs aren’t added by another verb', async () => {
    world.writeCsv('opt-outs-1.csv', people(5));
    pairings({ 'opt-outs-*.csv': entry('7', { operation: 'remove', segment: 'CRM' }) });
    for (const [verb, ...more] of [['add'], ['update', '--keep', 'kept.csv'], ['replace']])
      assert.match(
        endsWith(64, await uploadAs(verb, ['opt-outs-1.csv'], ...more)).stderr,
        new RegExp(
          `The pairing of opt-outs-\\*\\.csv is for remove, not for ${verb}\\. Run criteo-audiences remove, or `,
        ),
      );
    assert.deepEqual(world.gate.passed, [], 'no request');
  });

  it('send nothing without one upload that they lead to', async () => {
    world.writeCsv('crm-1.csv', people(5));
    world.writeCsv('loyalty-1.csv', people(5));
    const add = { operation: 'add' };
    pairings({
      'crm-*.csv': entry('7', { ...add, segment: 'CRM' }),
      'loyalty-*.csv': entry('8', add),
    });
    const both = await refused(['crm-1.csv', 'loyalty-1.csv']);
    assert.match(both, /don’t lead to one upload/);
    assert.match(both, /crm-1\.csv \(crm-\*\.csv\) → CRM, add; loyalty-1\.csv .* → 8, add/);

    world.writeCsv('news-1.csv', people(5));
    assert.match(
      await refused(['crm-1.csv', 'news-1.csv']),
      /No pairing fits news-1\.csv\. The patterns are: crm-\*\.csv, loyalty-\*\.csv\./,
    );
    pairings({ 'crm-*.csv': entry('7', { ...add, column: 'work' }) });
    assert.match(
      await refused(['crm-1.csv']),
      /crm-1\.csv is named like crm-\*\.csv, but doesn’t have the columns/,
    );
    pairings({ 'crm-*.csv': { ...entry('7', add), accountId: '5' } });
    assert.match(await refused(['crm-1.csv']), /for account 5, but account \d+ was chosen/);
  });

  it('are rejected with the reason if their file is wrong', async () => {
    world.writeCsv('crm-1.csv', people(5));
    assert.match(await refused(['crm-1.csv']), /Couldn’t read pairings\.json \(ENOENT\)/);
    pairings('{ "crm-*.csv": ann@example.com }');
    const invalid = await refused(['crm-1.csv']);
    assert.match(invalid, /pairings\.json isn’t valid JSON/);
    assert.doesNotMatch(invalid, /ann@/);
    pairings({});
    assert.match(await refused(['crm-1.csv']), /has no pairings/);
    pairings({ 'crm-*.csv': entry('7', { operation: 'replace' }) });
    assert.match(await refused(['crm-1.csv']), /the pairing crm-\*\.csv is invalid\. .*Replace/);
  });

  it('are rejected if a pattern is there twice, in whatever spelling', async () => {
    world.writeCsv('crm-1.csv', people(5));
    const [one, other] = [{ operation: 'add' }, { operation: 'remove' }].map((given) =>
      entry('7', given),
    );
    pairings({ 'CRM-*.csv': one, 'crm-*.csv': other });
    assert.match(
      await refused(['crm-1.csv']),
      /pairings\.json: the pairing CRM-\*\.csv is invalid\. “crm-\*\.csv” is the same pattern\./,
    );
    const text = (value: unknown): string => JSON.stringify(value);
    pairings(`{"crm-*.csv":${text(one)},"crm-*.csv":${text(other)}}`);
    assert.match(await refused(['crm-1.csv']), /pairings\.json has “crm-\*\.csv” twice\./);
    pairings(`{"crm-*.csv":${text(one).replace('{', '{"segmentId":"8",')}}`);
    assert.match(await refused(['crm-1.csv']), /pairings\.json has “segmentId” twice\./);
  });

  it('are nothing without the option: the segment is required as before', async () => {
    world.writeCsv('crm-1.csv', people(5));
    pairings({ 'crm-*.csv': entry('7', { operation: 'add' }) });
    const { stderr } = endsWith(64, await world.run(['add', 'crm-1.csv']));
    assert.match(stderr, /“--segment” is required/);
  });
});
