import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFiles, type FoundFiles } from '../../../../../src/app/nightly/file/findFiles';
import { Failure } from '../../../../../src/common/failure';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-27T20:40:00Z');

describe('the files of an entry', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exports-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** A file that was changed so long before `NOW`. */
  function put(name: string, age = 2 * HOUR): string {
    const file = path.join(folder, name);
    fs.writeFileSync(file, 'email\n');
    fs.utimesSync(file, new Date(NOW - age), new Date(NOW - age));
    return file;
  }

  const find = (
    names: string | readonly string[],
    /** `any`: it isn't said. */
    maxAge = '26h',
    now = NOW,
    suppress: readonly string[] = [],
  ): Promise<FoundFiles> =>
    findFiles(
      {
        files: [names].flat().map((name) => path.join(folder, name)),
        maxAge: maxAge === 'any' ? undefined : maxAge,
        choices: { suppress: suppress.map((file) => ({ file: pathToFileURL(file).href })) },
      },
      now,
    );

  /** The names of the found files. */
  const found = async (...args: Parameters<typeof find>): Promise<string> =>
    (await find(...args)).paths.map((file) => path.basename(file)).join(' ');

  /** How finding them fails: the code and the sentence. */
  async function failing(...args: Parameters<typeof find>): Promise<string> {
    try {
      await find(...args);
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      return `${error.code}: ${error.message}`;
    }
    return assert.fail('they were found');
  }

  /** Only these files are in the folder. */
  function only(...names: readonly string[]): void {
    for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
    for (const name of names) put(name);
  }

  it('are those that it names, and for * the newest by date or number, whenever they were changed', async () => {
    for (const [pattern, newest, ...others] of [
      ['crm-*.csv', 'crm-2026-11-27.csv', 'crm-2026-11-26.csv', 'crm-2025-12-31.csv'],
      ['crm-*.csv', 'crm-20261127.csv', 'crm-20261126.csv'],
      ['crm-*.csv', 'crm-2026-11-27T1800Z.csv', 'crm-2026-11-27T0600Z.csv'],
      ['crm-*.csv', 'crm-20261127203000.csv', 'crm-20261127103000.csv'],
      ['crm-*.csv', 'crm-2026-11.csv', 'crm-2026-10.csv', 'crm-2025-12.csv'],
      ['crm-*.csv', 'crm-2026-W48.csv', 'crm-2026-W47.csv', 'crm-2025-W52.csv'],
      ['crm-*.csv', 'crm-10.csv', 'crm-9.csv', 'crm-2.csv'],
      ['crm-*.csv', 'crm-010.csv', 'crm-9.csv'],
      ['crm*.csv', 'crm12345678901234567891.csv', 'crm12345678901234567890.csv'],
      ['*-crm.csv.gz', '2026-11-27-crm.csv.gz', '2026-11-26-crm.csv.gz'],
      ['crm-20*.csv', 'crm-2026-11-27.csv', 'crm-2026-09-30.csv'],
      ['crm_*_v2.csv', 'crm_2026_11_27_v2.csv', 'crm_2026_11_26_v2.csv'],
      ['c*', 'crm 2026.11.27.csv', 'crm 2026.11.26.csv'],
      ['crm-*.csv', 'crm-eu-2026-11-27.csv', 'crm-eu-2026-11-26.csv'],
      ['crm-*.csv', 'crm-2026-11-01_2026-11-27.csv', 'crm-2026-10-01_2026-10-31.csv'],
    ]) {
      only(newest, ...others);
      put(newest, 20 * HOUR);
      put(others[0], HOUR);
      assert.equal(await found(pattern, '30d'), newest, pattern);
    }
    only('a.csv', 'b-1.csv', 'b-2.csv');
    assert.equal(await found(['a.csv', 'b-*.csv']), 'a.csv b-2.csv');
  });

  it('are looked for only where * is: other names, folders and hidden files are none of them', async () => {
    only('crm-1.csv', 'crm-2.csv.part', 'xcrm-3.csv', 'crm-.csv', 'CRM-4.csv', '.5.csv');
    fs.rmSync(path.join(folder, 'crm-.csv'));
    fs.mkdirSync(path.join(folder, 'crm-9.csv'));
    assert.equal(await found('crm-*.csv'), 'crm-1.csv');
    fs.rmdirSync(path.join(folder, 'crm-9.csv'));
    only('.5.csv', '4.csv');
    assert.equal(await found('*.csv'), '4.csv');
  });

  it('aren’t known where names have other shapes, or nothing that orders them: two are named', async () => {
    for (const [one, other] of [
      ['crm-2026-11-27.csv', 'crm-old.csv'],
      ['crm-2026-11-27.csv', 'crm-20261126.csv'],
      ['crm-2026-11-27.csv', 'crm-5.csv'],
      ['crm-2026-11-27.csv', 'crm-2026-11-27 (1).csv'],
      ['crm-2026-11-27.csv', 'crm-2026-11-5.csv'],
      ['crm-2026-11-9.csv', 'crm-2026-12-1.csv'],
      ['crm-2026-W48.csv', 'crm-2026-11.csv'],
      ['crm-eu-2026-11-27.csv', 'crm-us-2026-11-27.csv'],
      ['crm-12-2026-11-27.csv', 'crm-13-2026-11-27.csv'],
      ['crm-7.csv', 'crm-07.csv'],
      ['crm-27-11-2026.csv', 'crm-26-11-2026.csv'],
      ['crm-11.27.2026.csv', 'crm-11.26.2026.csv'],
      ['crm-a.csv', 'crm-b.csv'],
      ['crm-2026-11-27.csv', 'crm-2026-11-27T10-30Z.csv'],
    ]) {
      only(one, other);
      const said = await failing('crm-*.csv', '30d');
      assert.match(said, /^export-ambiguous: It isn’t known which is newer: /);
      assert.ok(said.includes(one) && said.includes(other), said);
    }
  });

  it('aren’t taken from a name without a date or number in place of *, even if it is the only one', async () => {
    for (const [pattern, name] of [
      ['crm-*.csv', 'crm-final.csv'],
      ['v2-*.csv', 'v2-final.csv'],
      // Tomorrow, there would be another whose order isn't known.
      ['crm-*.csv', 'crm-27-11-2026.csv'],
      ['crm-*.csv', 'crm-2026-11-7.csv'],
      ['crm-*.csv', 'crm-2026-9-17.csv'],
    ]) {
      only(name);
      assert.equal(
        await failing(pattern),
        `export-ambiguous: ${name} has no date (such as 2026-11-27) or number in place of *, by which it could be the newest.`,
      );
    }
  });

  it('are missing if nothing fits, or one isn’t there', async () => {
    only('crm.csv');
    assert.equal(await failing('crm-*.csv'), 'export-missing: No file fits crm-*.csv.');
    assert.equal(await failing('gone/crm-*.csv'), 'export-missing: No file fits crm-*.csv.');
    assert.equal(
      await failing(['crm.csv', 'app.csv'], 'any'),
      'export-missing: app.csv isn’t there.',
    );
    fs.symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'link.csv'));
    assert.equal(await failing('link.csv'), 'export-missing: link.csv isn’t there.');
  });

  it('are too old by the date in the name, whose day ends at 24:00 UTC, however new the copy is', async () => {
    put('crm-2026-11-26.csv', 5 * MINUTE);
    const midnight = Date.parse('2026-11-27T00:00:00Z');
    assert.equal(await found('crm-*.csv', '26h', midnight + 26 * HOUR), 'crm-2026-11-26.csv');
    assert.equal(
      await failing('crm-*.csv', '26h', midnight + 43 * HOUR),
      'export-missing: The newest file, crm-2026-11-26.csv, is 43 h old, the limit is 26 h.',
    );
    assert.match(
      await failing('crm-*.csv', '26h', midnight + 26 * HOUR + 1),
      /^export-missing: The newest file, crm-2026-11-26\.csv, is 26 h old/,
    );
    // A name without * has a date, too.
    assert.equal(
      await failing('crm-2026-11-26.csv', '90m', midnight + 2 * HOUR),
      'export-missing: crm-2026-11-26.csv was written 2 h ago, the limit is 90 min.',
    );
    assert.equal(await found('crm-2026-11-26.csv', '90m', midnight + HOUR), 'crm-2026-11-26.csv');
  });

  it('aren’t too old while their day isn’t over, here or in another time zone', async () => {
    put('crm-2026-11-27.csv', 30 * HOUR);
    const midnight = Date.parse('2026-11-27T00:00:00Z');
    for (const now of [midnight - 14 * HOUR, midnight, midnight + 23 * HOUR, midnight + 25 * HOUR])
      assert.equal(await found('crm-*.csv', '1h', now), 'crm-2026-11-27.csv');
    assert.match(await failing('crm-*.csv', '1h', midnight + 25 * HOUR + 1), /^export-missing/);
  });

  it('may have a time in UTC, by which they are too old; without a Z, it is of no known zone', async () => {
    put('crm-2026-11-27T1030Z.csv', 0);
    assert.equal(await found('crm-*.csv', '11h'), 'crm-2026-11-27T1030Z.csv');
    assert.match(await failing('crm-*.csv', '10h'), /is 10 h old, the limit is 10 h\.$/);
    only();
    put('crm-2026-11-27T1030.csv', 30 * HOUR);
    assert.equal(await found('crm-*.csv', '1h'), 'crm-2026-11-27T1030.csv');
  });

  it('are too old by when they were changed, if the name has no day', async () => {
    for (const name of ['crm-7.csv', 'crm-2026-W48.csv', 'crm-2026-11.csv']) {
      only();
      put(name, 26 * HOUR);
      assert.equal(await found('crm-*.csv'), name);
      put(name, 43 * HOUR);
      assert.match(
        await failing('crm-*.csv'),
        /^export-missing: .* is 43 h old, the limit is 26 h/,
      );
    }
    put('app.csv', 43 * HOUR);
    assert.equal(
      await failing('app.csv'),
      'export-missing: app.csv was written 43 h ago, the limit is 26 h.',
    );
    assert.equal(await found('app.csv', 'any'), 'app.csv');
    // What is at the end of a link counts.
    fs.symlinkSync(put('new.csv'), path.join(folder, 'latest.csv'));
    assert.equal(await found('latest.csv'), 'latest.csv');
  });

  it('can’t be of a day that is far ahead, which would be the newest for ever', async () => {
    put('crm-2026-11-28.csv');
    assert.equal(await found('crm-*.csv'), 'crm-2026-11-28.csv');
    put('crm-2027-11-27.csv');
    assert.equal(
      await failing('crm-*.csv'),
      'export-ambiguous: The newest file, crm-2027-11-27.csv, has a date that is yet to come. Rename or delete it.',
    );
  });

  it('are waited for until a minute after the last change of one of them', async () => {
    const a = put('a.csv', 10_000);
    put('b.csv', 40_000);
    assert.deepEqual((await find(['a.csv', 'b.csv'])).wait, { path: a, until: NOW + 50_000 });
    assert.equal((await find('a.csv', '26h', NOW + 50_000)).wait, undefined);
    assert.deepEqual(Object.keys(await find('a.csv', '26h', NOW + HOUR)), ['paths']);
    // A clock that is ahead by a little, or is wrong.
    put('a.csv', -30_000);
    assert.equal((await find('a.csv')).wait?.until, NOW + 90_000);
    put('a.csv', -HOUR);
    assert.equal((await find('a.csv')).wait, undefined);
  });

  it('can’t be one file twice, or a suppression list, by whatever way', async () => {
    const file = put('crm-1.csv');
    fs.symlinkSync(file, path.join(folder, 'link.csv'));
    assert.equal(
      await failing(['crm-1.csv', 'link.csv']),
      'bad-argument: link.csv is there twice. Delete one of them.',
    );
    assert.match(
      await failing(['crm-1.csv', 'crm-*.csv']),
      /^bad-argument: crm-1\.csv is there twice/,
    );
    assert.equal(
      await failing('crm-*.csv', '26h', NOW, [path.join(folder, 'link.csv')]),
      'bad-argument: crm-1.csv is a suppression list: no one in it is sent.',
    );
    assert.equal(
      await found('crm-*.csv', '26h', NOW, [path.join(folder, 'none.csv')]),
      'crm-1.csv',
    );
  });
});
