import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nightsIn } from '../../src/app/nightly/report/nightReportFile';
import { parseReportFile } from '../../src/app/uploads/report/reportFile';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import type { JobSummary } from '../../src/upload/jobTypes';
import { keepThreads } from '../support/keptThreads';
import { people } from '../support/people';
import { copyOldApi, openOldStorage, type OldStorage } from '../unit/upload/support/oldStorage';
import { documentOf, endsWith, type Ended } from './support/cli';
import { runInside } from './support/inside';
import { nightOf } from './support/nightly';

/**
 * The state folder that the window and the terminal of version 0.2.0 left (test/fixtures/storage-0.2.0),
 * with the API as it was left: all of it is finished, and the next night goes on from there.
 */
describe('the state folder of version 0.2.0, in the terminal', function () {
  this.timeout(120_000);
  /** Updates that were cut off, each in another place: their segments, and their files without `.csv`. */
  const LINES = [
    'before-adds',
    'between-adds',
    'before-removes',
    'among-removes',
    'before-record',
    'before-kept',
    'before-end',
  ];
  /** They were checked when the fixture was made. */
  const RESUME = ['uploads', 'resume', '--all', '--confirm-old'];
  const STRANGERS = people(10, 0, 'stranger');
  let folder: string;
  let api: Sandbox;
  let old: OldStorage;
  let ids: ReadonlyMap<string, string>;

  keepThreads();
  const open = async (): Promise<void> => {
    folder = fs.mkdtempSync(path.join(tmpdir(), 'old-state-'));
    api = await startSandbox({
      state: copyOldApi('0.2.0', path.join(folder, 'api')),
      switches: { rateLimit: 1_000_000, computation: 'immediate' },
    });
    old = openOldStorage({
      version: '0.2.0',
      origin: api.url,
      storage: path.join(folder, 'storage'),
      files: path.join(folder, 'files'),
    });
    ids = new Map((await api.control.segments()).map(({ name, id }) => [name, id]));
  };
  const close = async (): Promise<void> => {
    await api.close();
    old.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  };

  const at = (name: string): string => path.join(old.files, name);
  const run = (...args: string[]): Promise<Ended> =>
    runInside([...args, '--state-dir', old.storage], {
      cwd: old.files,
      env: {
        CRITEO_API_URL: api.url,
        CRITEO_CLIENT_ID: api.clientId,
        CRITEO_CLIENT_SECRET: api.clientSecret,
        CRITEO_ACCOUNT_ID: api.accountId,
      },
    });
  const sends = (): number => {
    const { addRemove, clear } = api.control.counts().operations;
    return (addRemove?.calls ?? 0) + (clear?.calls ?? 0);
  };
  async function has(segment: string, ...groups: readonly (readonly string[])[]): Promise<void> {
    const list = await api.control.list(ids.get(segment) ?? assert.fail(segment));
    assert.deepEqual(list.sort(), groups.flat().sort(), segment);
  }
  const write = (name: string, rows: readonly string[]): void => {
    fs.writeFileSync(at(name), ['email', ...rows, ''].join('\n'));
    const written = new Date(Date.now() - 600_000);
    fs.utimesSync(at(name), written, written);
  };
  /** The people in the file of a line, by the night. */
  const lineOf = (line: string, night: number): string[] =>
    people(60, 30 * night, `${line.replace('-', '')}x`);
  const nightly = (list: 'a' | 'b' | 'c', night: number): string[] =>
    people(60, 10 * night, `nightly${list}x`);
  /** Who opted out is in the file of no night. */
  const buyers = (night: number): string[] =>
    nightly('b', night).filter((one) => one !== 'nightlybx12@example.com');
  const filesOf = (pattern: RegExp): string[] =>
    fs.readdirSync(old.files).filter((name) => pattern.test(name));
  const receipts = (): { state: string; reference?: string }[] =>
    [path.join(old.storage, 'receipts'), at('receipts')].flatMap((receiptFolder) =>
      fs
        .readdirSync(receiptFolder)
        .filter((name) => name.endsWith('.json'))
        .map(
          (name) =>
            JSON.parse(fs.readFileSync(path.join(receiptFolder, name), 'utf8')) as {
              state: string;
              reference?: string;
            },
        ),
    );
  const states = (): Record<string, string> =>
    Object.fromEntries(receipts().map(({ reference = '', state }) => [reference, state]));

  /** The exports of the next night. */
  function exportNight(night: number): void {
    write('members.csv', nightly('a', night));
    write('buyers.csv', nightly('b', night));
    write('visitors.csv', nightly('c', night));
  }
  async function hasNight(night: number, visitors: readonly string[]): Promise<void> {
    await has('Nightly members', STRANGERS, nightly('a', night));
    await has('Nightly buyers', STRANGERS, buyers(night));
    await has('Nightly visitors', STRANGERS, visitors);
  }
  /** The next night of each line. */
  async function updatesEachLine(): Promise<void> {
    for (const line of LINES) {
      write(`${line}.csv`, lineOf(line, 2));
      const update = ['update', `${line}.csv`, '--segment', ids.get(line) ?? ''];
      const keep = ['--keep', `kept-${line}.csv`, '--max-removed', '1', '--min-kept', '0'];
      endsWith(0, await run(...update, ...keep));
      await has(line, STRANGERS, lineOf(line, 2));
      assert.deepEqual(fs.readFileSync(at(`kept-${line}.csv`)), fs.readFileSync(at(`${line}.csv`)));
    }
    assert.deepEqual(filesOf(/\.(sending|copying)/), []);
  }

  describe('where what was cut off is resumed', () => {
    before(open);
    after(close);

    it('lists every upload in its state', async () => {
      const { uploads } = documentOf<{ uploads: JobSummary[] }>(
        endsWith(0, await run('uploads', 'list', '--json')),
      );
      const known = new Map(uploads.map(({ jobId, state }) => [jobId, state]));
      const expected = old.expected.jobs.filter(({ state }) => state !== 'planned');
      assert.deepEqual(
        expected.map(({ jobId }) => known.get(jobId)),
        expected.map(({ state }) => state),
      );
      assert.equal(sends(), 0);
    });

    it('reads the report of the night that ended', () => {
      const name = 'night-1.json';
      const report = parseReportFile(fs.readFileSync(at(name)), name, nightsIn);
      assert.ok('nights' in report);
      assert.deepEqual(
        report.nights.flatMap(({ entries }) =>
          entries.map(({ segment, state }) => `${segment} ${state}`),
        ),
        ['Nightly members sent', 'Nightly buyers sent', 'Nightly visitors sent'],
      );
    });

    it('resumes all of them, with nobody lost and nobody who stays', async () => {
      assert.deepEqual(states(), {
        'TICKET-1': 'complete',
        'TICKET-2': 'complete',
        'TICKET-3': 'open',
      });
      assert.equal(filesOf(/\.sending/).length, LINES.length - 1);
      endsWith(0, await run(...RESUME));
      for (const line of LINES) {
        await has(line, STRANGERS, lineOf(line, 1));
        assert.deepEqual(
          fs.readFileSync(at(`kept-${line}.csv`)),
          fs.readFileSync(at(`${line}.csv`)),
        );
      }
      assert.deepEqual(filesOf(/\.(sending|copying)/), []);
      await has('CRM', STRANGERS, people(80, 20, 'crm'));
      const optedOut = ['part5@example.com', 'part95@example.com', 'winter7@example.com'];
      const isIn = (one: string): boolean => !optedOut.includes(one);
      await has('Two files', STRANGERS, people(150, 0, 'part').filter(isIn));
      await has('Winter list', people(100, 0, 'winter').filter(isIn));
      await has('Autumn list', people(60, 0, 'autumn'));
      await has('Spring list', people(50, 50, 'out'));
      await has('Summer list', people(70, 50, 'out'));
      await has('Both, first', people(60, 0, 'both'));
      await has('By mistake, too', STRANGERS);
      await has('Not begun', STRANGERS, people(20, 0, 'never'));
      for (const one of ['first', 'second', 'third']) await has(`Ticket, ${one}`, STRANGERS);
      assert.equal(states()['TICKET-3'], 'complete');
      const before = sends();
      endsWith(0, await run(...RESUME));
      assert.equal(sends(), before, 'nothing is left');
    });

    it('ends the night that was cut off by its own line, then runs the next', async () => {
      const line = ['run', 'night.criteo.jsonc', '--report', 'next.json', '--json'];
      endsWith(0, await run(...line));
      await has('Nightly members', STRANGERS, nightly('a', 1));
      await has('Nightly buyers', STRANGERS, buyers(1));
      await has('Nightly visitors', STRANGERS, people(70, 0, 'nightlycx'));
      const before = sends();
      endsWith(0, await run(...line));
      assert.equal(sends(), before, 'the night is done');
      exportNight(2);
      const night = nightOf(endsWith(0, await run(...line)));
      assert.deepEqual(
        night.entries.map(({ state }) => state),
        ['sent', 'sent', 'sent'],
      );
      await hasNight(2, people(80, 0, 'nightlycx'));
    });

    it('updates in the next night from what each line has kept', updatesEachLine);

    it('keeps out who was to be kept out', async () => {
      write('back.csv', [...people(3, 0, 'gone'), ...people(2, 0, 'new')]);
      endsWith(0, await run('add', 'back.csv', '--segment', ids.get('Not begun') ?? ''));
      await has('Not begun', STRANGERS, people(20, 0, 'never'), people(2, 0, 'new'));
    });
  });

  describe('where nothing is resumed before the next night', () => {
    before(open);
    after(close);

    it('updates from every file that may be in the segment of a line', updatesEachLine);

    it('runs the nightly file with its new exports', async () => {
      exportNight(2);
      endsWith(0, await run('run', 'night.criteo.jsonc'));
      await hasNight(2, people(80, 0, 'nightlycx'));
    });

    it('completes the removal by its own line', async () => {
      const remove = ['remove', 'tickets.csv', '--all-segments', '--retailer', '990002'];
      const to = ['--reference', 'TICKET-3', '--receipt', 'receipts', '--confirm', api.accountId];
      endsWith(0, await run(...remove, ...to));
      for (const one of ['first', 'second', 'third']) await has(`Ticket, ${one}`, STRANGERS);
      assert.equal(states()['TICKET-3'], 'complete');
    });

    it('resumes nothing of that any more', async () => {
      endsWith(0, await run(...RESUME));
      for (const line of LINES) await has(line, STRANGERS, lineOf(line, 2));
      await hasNight(2, people(80, 0, 'nightlycx'));
    });
  });
});
