import assert from 'node:assert/strict';
import fs from 'node:fs';
import { people } from '../support/people';
import { draw } from '../support/tenth';
import { endsWith } from './support/cli';
import type { Side } from './support/gate';
import { KEEPING, useNights, type Night } from './support/nights';

/** The update of a script that runs every night, where a night was killed. */
describe('the nightly update, after a night that was killed', function () {
  this.timeout(60_000);
  const nights = useNights();
  const { world } = nights;

  const resume = async (): Promise<void> =>
    void endsWith(0, await world.run(['uploads', 'resume', '--all', '--max-wait', '60s']));

  describe('at each of its requests', () => {
    /** Three requests that add, and one that removes. */
    const CHUNKS = [...KEEPING, '--chunk-size', '40', '--concurrency', '1'];
    const kills = [1, 2, 3, 4].flatMap((nth) =>
      (['request', 'response'] as const).map((side): [number, Side] => [nth, side]),
    );
    for (const [nth, side] of draw(kills, 2)) {
      const when = `before ${side} ${nth}`;

      it(`is right once it is resumed, and in the next night: ${when}`, async () => {
        await nights.ends(nights.night(1, CHUNKS));
        const killed = nights.night(2, CHUNKS);
        await nights.isKilled(killed, nth, side);
        assert.equal(world.gate.count('addRemove'), nth);
        await resume();
        await nights.has(killed.people);
        nights.leftNoCopy();
        await nights.ends(nights.night(3, CHUNKS));
      });

      it(`is right in the next night, and can’t be resumed any more: ${when}`, async () => {
        await nights.ends(nights.night(1, CHUNKS));
        await nights.isKilled(nights.night(2, CHUNKS), nth, side);
        const tonight = nights.night(3, CHUNKS);
        await nights.ends(tonight);
        await resume();
        await nights.has(tonight.people);
        await nights.ends(nights.night(4, CHUNKS));
      });
    }
  });

  it('compares with every night since the last that ended', async () => {
    await nights.ends(nights.night(1));
    for (const n of [2, 3]) await nights.isKilled(nights.night(n));
    await nights.ends(nights.night(4));
  });

  it('never reads a copy that isn’t whole', async () => {
    await nights.ends(nights.night(1));
    await nights.isKilled(nights.night(2));
    world.writeCsv('kept.csv.copying', nights.others);
    for (const n of [3, 4]) await nights.ends(nights.night(n));
  });

  it('compares with the file before it, too, where each night names that of the last', async () => {
    const night = (n: number): Night =>
      nights.night(n, [`crm-${n}.csv`, '--previous', `crm-${n - 1}.csv`]);
    await nights.upload('add', { args: [night(1).args[0]] });
    await nights.isKilled(night(2));
    for (const n of [3, 4, 5]) await nights.ends(night(n));
  });

  describe('and something else', () => {
    beforeEach(async () => {
      await nights.ends(nights.night(1));
      await nights.isKilled(nights.night(2));
    });
    const RENAMED = ['crm.csv', '--keep', 'kept2.csv'];

    it('asks about both files where the kept one has another name in the script', async () => {
      const previous = ['--previous', 'kept.csv'];
      const tonight = nights.night(3, RENAMED);
      assert.match(
        await nights.stops('other-list', tonight),
        /has kept\.csv, kept\.csv\.sending\./,
      );
      // Its copy is of the same list.
      await nights.ends(tonight, ...previous);
      await nights.ends(nights.night(4, RENAMED));
    });

    it('goes on where only the kept file was moved, and its copy wasn’t', async () => {
      fs.renameSync(nights.at('kept.csv'), nights.at('kept2.csv'));
      const tonight = nights.night(3, RENAMED);
      assert.match(await nights.ends(tonight), /^Also compared with kept\.csv\.sending, which/m);
      await nights.ends(nights.night(4, RENAMED));
    });

    it('goes on after a clear, and can’t be resumed any more', async () => {
      const { accountId } = world.sandbox;
      endsWith(0, await world.run(['clear', nights.segment, '--confirm', accountId]));
      nights.others = [];
      await resume();
      await nights.has([]);
      const said = await nights.ends(nights.night(3));
      assert.match(said, /^First run since the segment was cleared/m);
      await nights.ends(nights.night(4));
    });

    it('keeps the people of another file that was added since', async () => {
      const news = [...people(20, 5), ...people(20, 0, 'news')];
      world.writeCsv('news.csv', news);
      await nights.upload('add', { args: ['news.csv'] });
      nights.others.push(...news);
      for (const n of [3, 4]) await nights.ends(nights.night(n));
    });
  });
});
