import assert from 'node:assert/strict';
import fs from 'node:fs';
import { people } from '../support/people';
import { endsWith } from './support/cli';
import { exported, KEEPING, useNights, without, type Night } from './support/nights';

/** The update of a script that runs every night, and what happens to its files between the nights. */
describe('the nightly update, whatever happens to its files', function () {
  this.timeout(60_000);
  const nights = useNights();
  const { world } = nights;

  const copy = (from: string, to: string): void => fs.copyFileSync(nights.at(from), nights.at(to));
  const dated = (n: number, keep = 'kept.csv'): Night =>
    nights.night(n, [`crm-${n}.csv`, '--keep', keep]);

  it('refuses a kept file that is another segment’s, and works where each has its own', async () => {
    await nights.ends(nights.night(1));
    const first = nights.segment;
    nights.segment = await world.newSegment({ identifiers: nights.others });
    const why = await nights.rejects(nights.night(2));
    assert.match(why, /“--keep” names kept\.csv, where uploads to another segment keep their file/);
    await nights.has([]);
    const own = ['crm.csv', '--keep', 'own.csv'];
    for (const n of [2, 3]) await nights.ends(nights.night(n, own));
    nights.segment = first;
    for (const n of [2, 3]) await nights.ends(nights.night(n));
  });

  describe('where the kept file was overwritten with tonight’s export', () => {
    it('stops, since it isn’t known who left', async () => {
      await nights.ends(nights.night(1));
      const tonight = nights.night(2);
      copy('crm.csv', 'kept.csv');
      assert.match(await nights.stops('previous-unknown', tonight), /--allow previous-unknown/);
    });

    it('compares with last night’s export by itself, if that is still there', async () => {
      await nights.ends(dated(1));
      const tonight = dated(2);
      copy('crm-2.csv', 'kept.csv');
      assert.match(
        await nights.ends(tonight),
        /^From an earlier upload to this segment: crm-1\.csv\.$/m,
      );
      await nights.ends(dated(3));
    });

    it('stops, too, if no one has left', async () => {
      await nights.ends(nights.night(1));
      const rows = [...exported(1), ...people(5, 0, 'new')];
      world.writeCsv('crm.csv', rows);
      copy('crm.csv', 'kept.csv');
      await nights.stops('previous-unknown', { people: rows, args: KEEPING });
    });
  });

  describe('where files are lost', () => {
    /** What happens before tonight, the third night, and who stays because of it. */
    const losses: Record<string, { happen: () => Promise<void>; left: string[] }> = {
      'the kept file': {
        happen: async () => {
          await nights.ends(nights.night(2));
          nights.remove('kept.csv');
        },
        left: without(exported(2), exported(3)),
      },
      'both files': {
        happen: async () => {
          await nights.ends(nights.night(1));
          await nights.isKilled(nights.night(2));
          nights.remove('kept.csv', 'kept.csv.sending');
        },
        left: without([...exported(1), ...exported(2)], exported(3)),
      },
    };
    for (const [lost, { happen, left }] of Object.entries(losses))
      it(`stops until that is allowed once: ${lost}`, async () => {
        await happen();
        await nights.stops('previous-unknown', nights.night(3));
        await nights.leaves(left, nights.night(3), '--allow', 'previous-unknown');
        await nights.ends(nights.night(4));
      });

    it('goes on by itself where the exports of the last nights are still there', async () => {
      await nights.ends(dated(1));
      await nights.isKilled(dated(2));
      nights.remove('kept.csv', 'kept.csv.sending');
      assert.match(await nights.ends(dated(3)), /^From an earlier upload to this segment: crm-1/m);
      await nights.ends(dated(4));
    });
  });

  describe('where the kept file has another name in the script', () => {
    const RENAMED = ['crm.csv', '--keep', 'kept2.csv'];
    beforeEach(() => nights.ends(nights.night(1)));

    it('asks, and compares with the old one if that is chosen', async () => {
      const why = await nights.stops('other-list', nights.night(2, RENAMED));
      assert.match(why, /already has kept\.csv\. .* \(--previous\).*\(--allow other-list\)/);
      await nights.ends(nights.night(2, RENAMED), '--previous', 'kept.csv');
      for (const n of [3, 4]) await nights.ends(nights.night(n, RENAMED));
    });

    it('asks once whether it is another list, and then keeps both', async () => {
      /** The second list shares people with the first one. */
      const peopleOf = (n: number): string[] => [
        ...people(60, 5 * n, 'shop'),
        ...people(40, 5 * n),
      ];
      const second = (n: number): Night => {
        world.writeCsv('crm.csv', peopleOf(n));
        return { people: peopleOf(n), args: RENAMED };
      };
      const strangers = nights.others;
      await nights.stops('other-list', second(2));
      for (const n of [2, 3, 4]) {
        nights.others = [...strangers, ...exported(n - 1)];
        await nights.ends(second(n), ...(n === 2 ? ['--allow', 'other-list'] : []));
        nights.others = [...strangers, ...peopleOf(n)];
        await nights.ends(nights.night(n));
      }
    });

    it('knows it through a link to its folder, also that it is lost', async () => {
      fs.symlinkSync(world.folder, nights.at('link'));
      const linked = (n: number): Night => nights.night(n, ['crm.csv', '--keep', 'link/kept.csv']);
      await nights.ends(linked(2));
      await nights.ends(nights.night(3));
      await nights.ends(linked(4));
      nights.remove('kept.csv');
      await nights.stops('previous-unknown', linked(5));
    });

    it('knows it by its content where it was moved there', async () => {
      fs.renameSync(nights.at('kept.csv'), nights.at('kept2.csv'));
      for (const n of [2, 3]) await nights.ends(nights.night(n, RENAMED));
    });
  });

  it('goes on where the kept file has the date in its name', async () => {
    const tonight = (n: number): Night => dated(n, `kept-${n}.csv`);
    await nights.ends(tonight(1));
    await nights.isKilled(tonight(2));
    for (const n of [3, 4]) await nights.ends(tonight(n));
  });

  describe('after a replace', () => {
    beforeEach(() => (nights.others = []));

    it('compares with what it kept', async () => {
      await nights.upload('replace', nights.night(0));
      for (const n of [1, 2, 3]) await nights.ends(nights.night(n));
    });

    it('stops if it didn’t keep its file, which was overwritten since', async () => {
      const { args } = nights.night(0);
      await nights.upload('replace', { args: args.slice(0, 1) });
      await nights.stops('previous-unknown', nights.night(1));
      const left = without(exported(0), exported(1));
      await nights.leaves(left, nights.night(1), '--allow', 'previous-unknown');
      for (const n of [2, 3]) await nights.ends(nights.night(n));
    });

    it('compares with its file, if that is still there', async () => {
      await nights.upload('replace', { args: dated(0).args.slice(0, 1) });
      assert.match(await nights.ends(dated(1)), /^Compared with crm-0\.csv: /m);
      for (const n of [2, 3]) await nights.ends(dated(n));
    });
  });

  it('goes on after a clear, with the kept file still there', async () => {
    await nights.ends(nights.night(1));
    const { accountId } = world.sandbox;
    endsWith(0, await world.run(['clear', nights.segment, '--confirm', accountId]));
    nights.others = [];
    assert.match(await nights.ends(nights.night(2)), /^First run since the segment was cleared/m);
    for (const n of [3, 4]) await nights.ends(nights.night(n));
  });

  it('asks once about an earlier add of the same path with other people', async () => {
    const before = people(30, 0, 'before');
    world.writeCsv('crm.csv', before);
    await nights.upload('add', { args: ['crm.csv'] });
    await nights.stops('other-list', nights.night(1));
    nights.others.push(...before);
    await nights.ends(nights.night(1), '--allow', 'other-list');
    for (const n of [2, 3]) await nights.ends(nights.night(n));
  });

  it('keeps the people of another file whose second version was undone', async () => {
    await nights.ends(nights.night(0));
    // Some of them leave.
    const news = [...people(20), ...people(20, 0, 'news')];
    world.writeCsv('news.csv', news);
    await nights.upload('add', { args: ['news.csv'] });
    world.writeCsv('news.csv', people(20, 0, 'wrong'));
    const wrong = await nights.upload('add', { args: ['news.csv'] });
    endsWith(0, await world.run(['uploads', 'undo', wrong]));
    world.writeCsv('news.csv', news);
    nights.others.push(...news);
    for (const n of [1, 2, 3]) await nights.ends(nights.night(n));
  });

  describe('where the export is read in another way than last night', () => {
    // The figures allow what another column changes.
    const ANY = ['--max-removed', '1', '--min-kept', '0'];

    /** Two columns that have some people in common. */
    const withColumns = (n: number, names: readonly string[]): Night => {
      const all: Record<string, string[]> = {
        private: people(50, 5 * n),
        work: people(50, 5 * n + 40),
      };
      const rows = all.private.map((one, row) => `${one},${all.work[row]}`);
      world.writeCsv('crm.csv', rows, 'private,work');
      return {
        people: names.flatMap((name) => all[name]),
        args: [...KEEPING, ...ANY, ...names.flatMap((name) => ['--column', name])],
      };
    };
    it('removes who is in other columns only', async () => {
      await nights.ends(withColumns(1, ['private', 'work']));
      await nights.ends(withColumns(2, ['work']));
      // A night that was killed read it as before.
      await nights.isKilled(withColumns(3, ['private']), 1, 'response');
      await nights.ends(withColumns(4, ['work']));
      await nights.ends(withColumns(5, ['work']));
    });

    it('removes the people who left, in UTF-8 before and in windows-1252 now, and the other way round', async () => {
      nights.segment = await world.newSegment({
        identifierType: 'CustomerId',
        identifiers: nights.others,
      });
      const night = (n: number, encoding: 'utf-8' | 'windows-1252'): Night => {
        const rows = Array.from({ length: 100 }, (_, row) => `Müller-${5 * n + row}`);
        const text = ['id', ...rows, ''].join('\n');
        const bytes = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'latin1');
        fs.writeFileSync(nights.at('crm.csv'), bytes);
        return { people: rows, args: [...KEEPING, '--column', 'id', '--encoding', encoding] };
      };
      await nights.ends(night(1, 'utf-8'));
      for (const n of [2, 3]) await nights.ends(night(n, 'windows-1252'));
      await nights.ends(night(4, 'utf-8'));
    });

    it('doesn’t lose the first person, without a header before and with one now', async () => {
      const night = (n: number, header: boolean): Night => {
        const args = [...KEEPING, header ? '--header' : '--no-header'];
        const rows = exported(n);
        world.write('crm.csv', [...(header ? ['email'] : []), ...rows, ''].join('\n'));
        return { people: rows, args };
      };
      await nights.ends(night(1, false));
      for (const n of [2, 3]) await nights.ends(night(n, true));
      await nights.ends(night(4, false));
    });
  });

  it('refuses a kept file that can’t be one, and sends nothing', async () => {
    fs.mkdirSync(nights.at('folder'));
    for (const keep of ['folder', ''])
      await nights.rejects(nights.night(1, ['crm.csv', '--keep', keep]));
    await nights.fails('not-kept', nights.night(1, ['crm.csv', '--keep', 'nowhere/kept.csv']));
    await nights.has([]);
  });
});
