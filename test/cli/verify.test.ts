import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { VerifyRecord } from '../../src/app/verify/verifyRecord';
import type { VerifyReport, VerifyState } from '../../src/app/verify/verifyTypes';
import { WaitingClock } from '../support/clock/movedClock';
import { people } from '../support/people';
import { documentOf, endsWith } from './support/cli';
import { useWorld } from './support/world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Verified {
  exitCode: number;
  verified: VerifyReport;
}

describe('uploads verify', function () {
  this.timeout(60_000);
  this.bail(true);
  const world = useWorld({ computation: 'manual' }, true);
  const clock = new WaitingClock(() => world.gate.unanswered > 0);
  /** The segments, by what becomes of them. */
  const ids: Record<'grows' | 'same' | 'nobody' | 'falls', string> = {
    grows: '',
    same: '',
    nobody: '',
    falls: '',
  };

  before(async () => {
    clock.start();
    ids.grows = await world.newSegment({ name: 'Grows', identifiers: people(5000) });
    // They are in already, which nobody here knows.
    ids.same = await world.newSegment({ name: 'Same', identifiers: people(5000) });
    ids.nobody = await world.newSegment({ name: 'Nobody', matchShare: 0 });
    ids.falls = await world.newSegment({ name: 'Falls', identifiers: people(5000) });
  });
  after(() => clock.stop());

  /** Criteo computes, and shows it five hours later: it is twenty past by then. */
  const computed = async (): Promise<void> => {
    await world.control.compute();
    clock.moveTo((Math.floor(clock.now / DAY) + 1) * DAY + 5 * HOUR + HOUR / 3);
  };
  const send = async (operation: string, id: string, rows: readonly string[]): Promise<void> => {
    world.writeCsv('export.csv', rows);
    endsWith(0, await world.run([operation, 'export.csv', '--segment', id, '--min-kept', '0']));
  };
  /** The states by name, worst first, and how many sizes were read for that. */
  async function verify(code: number, ...args: readonly string[]): Promise<string[]> {
    const ended = endsWith(code, await world.run(['uploads', 'verify', '--json', ...args]));
    const { verified } = documentOf<Verified>(ended);
    return verified.segments.map(
      ({ segment, state, isExplained }) =>
        `${segment}: ${state}${isExplained ? ', explained' : ''}`,
    );
  }

  /** As the window keeps it, in the same folder. */
  const explain = (segmentId: string, state: VerifyState): Promise<void> => {
    const [key, ...others] = fs.readdirSync(path.join(world.stateFolder, 'history'));
    assert.deepEqual(others, []);
    return new VerifyRecord({
      folderOf: () => path.join(world.stateFolder, 'history', key),
    }).explain('', { segmentId, state });
  };

  it('has nothing to verify before anything was sent', async () => {
    await computed();
    const ended = endsWith(0, await world.run(['uploads', 'verify']));
    assert.equal(ended.stdout, 'Nothing was sent that can be verified.\n');
  });

  it('reads the size before an add, once, though nobody is there', async () => {
    clock.moveTo(clock.now + 15 * HOUR);
    await send('add', ids.grows, people(2000, 6000));
    const [first] = fs
      .readdirSync(path.join(world.stateFolder, 'history'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(`${ids.grows}.jsonl`));
    const lines = fs
      .readFileSync(path.join(world.stateFolder, 'history', first), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { kind: string; numberOfIdentifiers?: number });
    assert.deepEqual(
      lines.map(({ kind, numberOfIdentifiers }) => [kind, numberOfIdentifiers]),
      [
        ['reading', 5000],
        ['reading', 5000],
        ['upload', undefined],
      ],
    );
  });

  it('is as expected after the computation, and not computed yet before it shows', async () => {
    await send('add', ids.same, people(2000));
    await send('add', ids.nobody, people(2000));
    await send('add', ids.falls, people(10));
    assert.deepEqual(await verify(0), [
      ...['Grows: not-computed', 'Same: not-computed'],
      ...['Nobody: not-computed', 'Falls: not-computed'],
    ]);
    await computed();
    assert.deepEqual(await verify(3), [
      'Nobody: matches-almost-nobody',
      ...['Grows: as-expected', 'Same: as-expected', 'Falls: as-expected'],
    ]);
  });

  it('says in a table who needs somebody, why, and how many others there are', async () => {
    const { stdout } = endsWith(3, await world.run(['uploads', 'verify']));
    assert.match(stdout, /^1 of 4 segments isn’t as expected · account \d+ · .* UTC\n/);
    assert.match(stdout, /^✖ Nobody +Matches almost nobody: 0 of 2,000 \(0%\) +2,000 now$/m);
    assert.match(
      stdout,
      /^ {4}Wrong column, type or hash\? Last sent: export\.csv, column email\.$/m,
    );
    assert.match(stdout, /^3 others: As expected 3 \(--all shows them\)$/m);
    const all = endsWith(3, await world.run(['uploads', 'verify', '--all']));
    assert.match(
      all.stdout,
      /^✔ Grows +7,000, read .* +7,000 now\n {4}Expected 5,000 to 7,000\.$/m,
    );
  });

  it('doesn’t read again what was read since the last computation showed', async () => {
    world.control.resetCounts();
    await verify(3);
    assert.equal(world.control.counts().operations.statistics, undefined);
  });

  it('tells of a fall, and of what didn’t grow after two computations', async () => {
    const cleared = ['clear', ids.falls, '--confirm', world.sandbox.accountId];
    // From elsewhere: nobody here knows.
    endsWith(0, await world.run([...cleared, '--state-dir', path.join(world.folder, 'other')]));
    await computed();
    assert.deepEqual(await verify(3), [
      ...['Falls: unexplained-fall', 'Nobody: matches-almost-nobody'],
      ...['Same: did-not-grow', 'Grows: as-expected'],
    ]);
  });

  it('verifies only some, and knows what was explained in the window', async () => {
    assert.deepEqual(await verify(0, '--segment', 'Grows'), ['Grows: as-expected']);
    const entry = (id: string): string =>
      `{ "id": "${id}", "operation": "add", "file": "export.csv" }`;
    world.write(
      'night.criteo.jsonc',
      `{ "version": 1, "account": "${world.sandbox.accountId}", "suppress": [],
        "segments": [${entry(ids.same)}, ${entry(ids.grows)}] }`,
    );
    const night = ['Same: did-not-grow', 'Grows: as-expected'];
    assert.deepEqual(await verify(3, 'night.criteo.jsonc'), night);
    assert.deepEqual(await verify(3, 'night.criteo.jsonc', '--since', '90m'), night.slice(0, 1));
    const foreign = ['uploads', 'verify', 'night.criteo.jsonc', '--account', '1'];
    assert.match(endsWith(64, await world.run(foreign)).stderr, /but account 1 was chosen/);
    // Nothing was sent to it from here: nobody knows whether that worked.
    const other = await world.newSegment({ name: 'Other' });
    assert.deepEqual(await verify(0, '--segment', other), []);
    await explain(ids.same, 'did-not-grow');
    await explain(ids.falls, 'unexplained-fall');
    assert.deepEqual(await verify(0, 'night.criteo.jsonc'), [
      'Same: did-not-grow, explained',
      'Grows: as-expected',
    ]);
    assert.deepEqual(await verify(3, '--since', '90m'), ['Nobody: matches-almost-nobody']);
  });

  it('tells until it is over, and of what gets worse', async () => {
    await computed();
    assert.deepEqual(await verify(3, '--since', '90m'), ['Nobody: matches-almost-nobody']);
    await world.control.putSegment({ id: ids.nobody, name: 'Nobody', matchShare: 0.5 });
    await computed();
    assert.deepEqual(await verify(0, '--since', '90m'), ['Nobody: as-expected']);
    assert.deepEqual(await verify(0, '--since', '90m'), []);
  });

  it('says what couldn’t be read, with the state of the last reading', async () => {
    await send('add', ids.grows, people(10, 9000));
    await computed();
    world.control.addFaults({ fault: '503', operation: 'statistics', times: 1000 });
    const ended = endsWith(5, await world.run(['uploads', 'verify', '--max-wait', '5s']));
    world.control.clearFaults();
    assert.match(ended.stdout, /^! Grows /m);
    assert.match(ended.stdout, /It couldn’t be read now: /);
  });

  it('says which option is wrong', async () => {
    const since = endsWith(64, await world.run(['uploads', 'verify', '--since', '2']));
    assert.match(since.stderr, /“--since” must be a number of minutes, hours or days/);
    world.write('broken.criteo.jsonc', '{ "version": 1 }');
    const broken = endsWith(64, await world.run(['uploads', 'verify', 'broken.criteo.jsonc']));
    assert.match(broken.stderr, /broken\.criteo\.jsonc has errors/);
  });
});
