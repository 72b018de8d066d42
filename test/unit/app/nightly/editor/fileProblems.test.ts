import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { entryPairings } from '../../../../../src/app/nightly/editor/entryPairings';
import { fileProblems } from '../../../../../src/app/nightly/editor/fileProblems';
import { writtenFile } from '../../../../../src/app/nightly/editor/writtenFile';
import type { NightlyFile } from '../../../../../src/app/nightly/file/nightlyFile';
import { parseNightly } from '../../../../../src/app/nightly/file/parseNightly';

const NOW = Date.parse('2026-11-27T20:40:00Z');

function read(text: string, folder: string): NightlyFile {
  const uri = pathToFileURL(path.join(folder, 'night.criteo.jsonc')).href;
  const { file, problems } = parseNightly(text, uri);
  assert.ok(file, JSON.stringify(problems));
  return file;
}

const TEXT = `{ "version": 1, "account": "77", "suppress": ["out.csv"],
  "segments": [
    { "id": "5", "operation": "update", "file": "exports/crm-*.csv", "maxAge": "26h" },
    { "id": "6", "name": "VIP", "operation": "replace", "file": ["vip.csv", "more.csv"], "column": "mail" } ] }`;

describe('the files that a nightly file names', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nightly-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (name: string): void => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'mail\n');
    fs.utimesSync(file, NOW / 1000 - 7200, NOW / 1000 - 7200);
  };
  const problems = async (tracked: readonly string[] = []): Promise<string[]> =>
    (
      await fileProblems(read(TEXT, folder), writtenFile(TEXT), NOW, (file) =>
        Promise.resolve(tracked.includes(path.basename(file))),
      )
    )
      .map(
        ({ severity, at, message }) =>
          `${severity} ${TEXT.slice(at.offset, at.offset + at.length)}: ${message}`,
      )
      .sort();

  it('may be on the machine that runs it', async () => {
    assert.deepEqual(await problems(), [
      'note "exports/crm-*.csv": No file fits crm-*.csv.',
      'note "out.csv": out.csv isn’t there.',
      'note ["vip.csv", "more.csv"]: vip.csv isn’t there.',
    ]);
  });

  it('are a warning if it isn’t known which is the newest, and an error if git tracks them', async () => {
    for (const name of ['out.csv', 'vip.csv', 'more.csv']) put(name);
    for (const name of ['crm-2026-11-27.csv', 'crm-7.csv']) put(`exports/${name}`);
    const [first, ...others] = await problems();
    assert.match(first, /^warning "exports\/crm-\*\.csv": It isn’t known which is newer/);
    assert.deepEqual(others, []);
    fs.rmSync(path.join(folder, 'exports/crm-7.csv'));
    assert.deepEqual(await problems(), []);
    const errors = await problems(['out.csv', 'more.csv', 'crm-2026-11-27.csv']);
    assert.deepEqual(
      errors.map((line) => line.replace(/: .*/, '')),
      ['error "exports/crm-*.csv"', 'error "out.csv"', 'error ["vip.csv", "more.csv"]'],
    );
  });

  it('go where their entries say, as pairings for whoever opens one', () => {
    const common = {
      accountId: '77',
      suppress: [{ file: `${pathToFileURL(folder).href}/out.csv` }],
    };
    const vip = {
      ...common,
      segmentId: '6',
      segment: 'VIP',
      columns: ['mail'],
      operation: undefined,
    };
    assert.deepEqual(entryPairings(read(TEXT, folder)), [
      {
        folder: path.join(folder, 'exports'),
        pairing: { ...common, segmentId: '5', operation: 'update', pattern: 'crm-*.csv' },
      },
      { folder, pairing: { ...vip, pattern: 'vip.csv' } },
      { folder, pairing: { ...vip, pattern: 'more.csv' } },
    ]);
    const leavers = TEXT.replace('"operation": "update"', '"operation": "remove"');
    assert.equal(entryPairings(read(leavers, folder)).length, 2, 'none takes people out');
  });
});
