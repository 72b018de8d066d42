import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { applyHash } from '../../src/upload/hashFormats';
import { people } from '../support/people';
import { draw } from '../support/tenth';
import { documentOf, endsWith } from './support/cli';
import type { Side } from './support/gate';
import { useMorning } from './support/movedClock';
import { killAtRequest } from './support/nights';
import { useWorld } from './support/world';

/** What a receipt says. */
interface Receipt {
  state: string;
  people: number;
  segments: { id: string; state: string; sendings: { accepted: number; identifiers: number }[] }[];
}

const FORMATS = ['none', 'md5', 'sha256', 'sha256ofMd5'] as const;

/** Everyone in every format in which they may be in a segment. */
const inEveryFormat = (rows: readonly string[]): string[] =>
  rows.flatMap((row) => FORMATS.map((hash) => (hash === 'none' ? row : applyHash(row, hash))));

describe('a removal from every segment that is killed', function () {
  this.timeout(120_000);
  const world = useWorld();
  const clock = useMorning(world);
  const GONE = people(2);
  let segments: string[];

  beforeEach(async () => {
    segments = [];
    for (let n = 0; n < 2; n++)
      segments.push(await world.newSegment({ identifiers: inEveryFormat(people(4)) }));
    world.writeCsv('gone.csv', GONE);
  });

  const REMOVE = ['remove', 'gone.csv', '--all-segments', '--receipt', 'receipts', '--json'];
  const ONCE = [...REMOVE, '--reference', 'TICKET-1'];

  const receipts = (): Receipt[] =>
    fs
      .readdirSync(path.join(world.folder, 'receipts'))
      .filter((name) => name.endsWith('.json'))
      .map(
        (name) =>
          JSON.parse(fs.readFileSync(path.join(world.folder, 'receipts', name), 'utf8')) as Receipt,
      );

  /** Nobody of the file is in a segment, and everybody else is. */
  async function areGone(): Promise<void> {
    for (const id of segments)
      assert.deepEqual(
        (await world.control.list(id)).sort(),
        inEveryFormat(people(2, 2)).sort(),
        id,
      );
    const [receipt, ...others] = receipts();
    assert.deepEqual(others, []);
    assert.deepEqual([receipt.state, receipt.people], ['complete', 2]);
    for (const { id, state, sendings } of receipt.segments)
      assert.deepEqual(
        [id, state, sendings[0].accepted],
        [id, 'accepted', sendings[0].identifiers],
      );
    const jobs = path.join(world.stateFolder, 'jobs');
    // What the killed process was writing isn't one yet: it has none of these files.
    const left = fs
      .readdirSync(jobs)
      .filter((name) =>
        ['job.json', 'journal.ndjson'].some((file) => fs.existsSync(path.join(jobs, name, file))),
      );
    assert.deepEqual(left, [], 'no upload is left');
  }

  // Of 20 segments and more, four at a time.
  const kills = Array.from({ length: 10 }, (_, n) => 2 * n + 1).flatMap((nth) =>
    (['request', 'response'] as const).map((side): [number, Side] => [nth, side]),
  );
  for (const [nth, side] of draw(kills, 2)) {
    const when = `before ${side} ${nth}`;

    it(`is open in its receipt, and complete once it is resumed: ${when}`, async () => {
      await killAtRequest(world, ONCE, nth, side, clock.ofProcess(world));
      assert.deepEqual(
        receipts().map(({ state }) => state),
        ['open'],
      );
      endsWith(0, await world.run(['uploads', 'resume', '--all', '--max-wait', '60s']));
      await areGone();
    });

    it(`is complete once the same line runs again: ${when}`, async () => {
      await killAtRequest(world, ONCE, nth, side, clock.ofProcess(world));
      endsWith(0, await world.run(ONCE));
      await areGone();
      const { removal } = documentOf<{ removal: Receipt }>(endsWith(0, await world.run(ONCE)));
      assert.equal(removal.state, 'complete', 'and once more, with nothing to send');
    });
  }

  it('isn’t undone by an Add that was interrupted before', async () => {
    const [segment] = segments;
    world.writeCsv('add.csv', [...people(4), ...people(200, 10)]);
    const add = ['add', 'add.csv', '--segment', segment, '--chunk-size', '100'];
    const line = [...add, '--concurrency', '1'];
    await killAtRequest(world, line, 2, 'request', clock.ofProcess(world));
    endsWith(3, await world.run(ONCE));
    const ended = await world.run(['uploads', 'resume', '--all', '--json']);
    const list = await world.control.list(segment);
    for (const row of inEveryFormat(GONE)) assert.ok(!list.includes(row), ended.stderr);
    const [receipt] = receipts();
    assert.equal(receipt.state, 'incomplete', 'an Add was sent since the last computation');
  });
});
