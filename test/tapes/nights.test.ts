import fs from 'node:fs';
import type { Entry } from './support/acts';
import { people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';
import type { Told } from './support/told';

describe('tapes of nights', () => {
  const tape = useTapes();

  tape('six entries, one of them stopped, and the same line again', async (t) => {
    for (const name of ['one', 'two', 'three', 'four', 'five', 'six'])
      await t.segment(name, { has: [...strangers, ...people(600, 610)] });
    const night = (n: number, people4: readonly string[]) => [
      { segment: 'one', operation: 'update', people: people(5 * n, 5 * n + 50) } as const,
      { segment: 'two', operation: 'update', people: people(100 + 5 * n, 150 + 5 * n) } as const,
      { segment: 'three', operation: 'add', people: people(200, 250 + n) } as const,
      { segment: 'four', operation: 'update', people: people4 } as const,
      { segment: 'five', operation: 'remove', people: people(600 + n, 602 + n) } as const,
      { segment: 'six', operation: 'replace', people: people(500 + n, 550 + n) } as const,
    ];
    await t.night(night(0, people(300, 400)));
    t.tells({
      segments: {
        one: { new: 50 },
        two: { new: 50 },
        three: { new: 50 },
        four: { new: 100 },
        five: { leaving: 2 },
        six: { new: 50 },
      },
    });
    await t.night(night(1, people(380, 400)));
    const sent = {
      one: { new: 5, leaving: 5 },
      two: { new: 5, leaving: 5 },
      three: { new: 51 },
      five: { leaving: 2 },
      six: { new: 50 },
    };
    t.tells({ exit: 3, segments: { ...sent, four: { code: 'min-kept' } } });
    await t.has('four', strangers, people(600, 610), people(300, 400));
    const earlier = { earlier: true };
    await t.sameLine();
    t.tells({
      exit: 3,
      segments: {
        ...{ one: earlier, two: earlier, three: earlier, five: earlier, six: earlier },
        four: { code: 'min-kept' },
      },
    });
    t.sent();
    t.write('four.csv', people(305, 400));
    await t.sameLine();
    t.tells({
      segments: {
        ...{ one: earlier, two: earlier, three: earlier, five: earlier, six: earlier },
        four: { leaving: 5 },
      },
    });
    await t.has('four', strangers, people(600, 610), people(305, 400));
    await t.has('six', people(501, 551));
  });

  const LISTS = ['one', 'two', 'three'] as const;
  const listsOf = (n: number, missing?: string): Entry[] =>
    LISTS.map((segment, index) => ({
      segment,
      operation: segment === 'three' ? 'add' : 'update',
      people:
        segment === missing ? undefined : people(1000 * index + 5 * n, 1000 * index + 5 * n + 100),
    }));
  const isNight = async (t: Tape, n: number): Promise<void> => {
    for (const index of [0, 1])
      await t.has(
        LISTS[index],
        strangers,
        people(1000 * index + 5 * n, 1000 * index + 5 * n + 100),
      );
    await t.has('three', strangers, people(2000, 2100 + 5 * n));
  };
  const begun = async (t: Tape): Promise<void> => {
    for (const name of LISTS) await t.segment(name, { has: strangers });
    await t.night(listsOf(0));
    await isNight(t, 0);
  };
  const done = { earlier: true };

  tape('a night without one of the exports, and with it', async (t) => {
    await begun(t);
    fs.rmSync(t.file('two.csv'));
    await t.night(listsOf(1, 'two'));
    t.tells({
      exit: 3,
      segments: {
        one: { new: 5, leaving: 5 },
        two: { code: 'export-missing' },
        three: { new: 100 },
      },
    });
    t.write('two.csv', people(1005, 1105));
    await t.sameLine();
    t.tells({ segments: { one: done, two: { new: 5, leaving: 5 }, three: done } });
    await isNight(t, 1);
  });

  tape('an exporter that is dead, with and without a word of how often it writes', async (t) => {
    await begun(t);
    const dead = LISTS.map((segment) => ({
      ...({ segment, operation: segment === 'three' ? 'add' : 'update' } as const),
      ...(segment !== 'two' && { every: 'day' as const }),
    }));
    await t.night(dead);
    t.tells({ segments: { one: done, two: done, three: done } });
    t.pass(24);
    const lacks = { code: 'nothing-new', nothingNew: true };
    const night = { exit: 3, segments: { one: lacks, two: { nothingNew: true }, three: lacks } };
    await t.night(dead);
    t.tells(night);
    t.sent();
    await t.night(dead, { onlyCheck: true });
    t.tells({ ...night, segments: { ...night.segments, two: { nothingNew: true } } });
    // It is alive again.
    await t.night(listsOf(1));
    await isNight(t, 1);
    t.pass(11);
    await t.sameLine();
    t.tells({ segments: { one: done, two: done, three: done } });
  });

  tape('an export that comes each night and never changes', async (t) => {
    for (const name of ['one', 'two']) await t.segment(name, { has: strangers });
    const night = [
      { segment: 'one', operation: 'update', people: people(0, 600), every: 'day' },
      { segment: 'two', operation: 'update', people: people(1000, 1020), every: 'day' },
    ] as const;
    await t.night(night);
    const same = { nothingNew: true };
    for (let nth = 1; nth <= 3; nth++) {
      t.pass(24);
      for (let again = 0; again < 2; again++) {
        await t.night(night);
        const one = nth === 3 ? { ...same, code: 'nothing-new' } : same;
        t.tells({ exit: nth === 3 ? 3 : 0, segments: { one, two: same } });
      }
    }
    t.sent();
    await t.night([{ ...night[0], people: people(0, 601) }, night[1]]);
    t.tells({ segments: { one: { new: 1 }, two: same } });
  });

  tape('opt-outs of a night without a new export', async (t) => {
    await t.segment('one', { has: strangers });
    const entry = { segment: 'one', operation: 'update', every: 'day' } as const;
    await t.night([{ ...entry, people: people(0, 100) }], { suppress: people(0, 1) });
    t.pass(24);
    await t.night([entry], { suppress: people(0, 2) });
    t.tells({
      exit: 3,
      segments: { one: { suppressed: 2, code: 'nothing-new', nothingNew: true } },
    });
    await t.has('one', strangers, people(2, 100));
  });

  tape('a single update whose exporter is dead', async (t) => {
    await t.segment('one', { has: strangers });
    await t.update('one', people(0, 100), { every: 'weekday' });
    await t.sameLine();
    t.tells({ segments: { one: {} } });
    t.pass(24);
    while ([0, 6].includes(new Date().getDay())) t.pass(24);
    await t.sameLine();
    t.tells({ exit: 3, segments: { one: { code: 'nothing-new' } } });
    t.sent();
    await t.update('one', people(5, 100), { every: 'weekday' });
    await t.has('one', strangers, people(5, 100));
  });

  tape('a night with opt-outs, and one without them', async (t) => {
    await begun(t);
    await t.night(listsOf(1), { suppress: people(50, 55) });
    await t.has('one', strangers, people(5, 50), people(55, 105));
    await t.has('two', strangers, people(1005, 1105));
    fs.rmSync(t.file('opt-outs.csv'));
    await t.sameLine();
    const missing = { code: 'suppression-missing' };
    t.tells({ exit: 6, segments: { one: missing, two: missing, three: missing } });
    t.sent();
  });

  for (const [nth, side] of [
    [2, 'response'],
    [4, 'request'],
    [5, 'response'],
  ] as const)
    tape(`a night that is killed at request ${nth}, and the same line again`, async (t) => {
      await begun(t);
      t.cut(nth, { side });
      await t.night(listsOf(1), { chunks: 60 });
      t.tells({ exit: 137 });
      await t.sameLine();
      await isNight(t, 1);
      await t.sameLine();
      t.tells({ segments: { one: done, two: done, three: done } });
      t.sent();
      await t.night(listsOf(2));
      await isNight(t, 2);
    });

  tape('a night that is killed, and the next one', async (t) => {
    await begun(t);
    t.cut(4);
    await t.night(listsOf(1), { chunks: 60 });
    await t.night(listsOf(2));
    for (const index of [0, 1])
      await t.has(LISTS[index], strangers, people(1000 * index + 10, 1000 * index + 110));
  });

  tape('the same night by two processes at once', async (t) => {
    for (const name of LISTS) await t.segment(name, { has: strangers });
    let second: Promise<Told> | undefined;
    t.meanwhile(1, () => void (second = t.sameLine()));
    const first = await t.night(listsOf(0));
    t.tells({ segments: { one: { new: 100 }, two: { new: 100 }, three: { new: 100 } } }, first);
    t.tells({ segments: { one: done, two: done, three: done } }, await second);
    await isNight(t, 0);
    t.sent('add one 100', 'add two 100', 'add three 100');
  });

  tape('what was sent is found in the next reading', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 100));
    await t.verify();
    t.tells({ segments: { crm: { state: 'not-computed' } } });
    t.pass(8);
    await t.verify();
    t.tells({ segments: { crm: { state: 'as-expected' } } });
  });

  tape('a segment that is cleared from elsewhere falls', async (t) => {
    await t.segment('crm', { has: people(0, 3000) });
    await t.add('crm', people(2000, 4000));
    t.pass(8);
    await t.verify();
    t.tells({ segments: { crm: { state: 'as-expected' } } });
    await t.clear('crm', { stateFolder: 'other' });
    t.pass(24);
    await t.verify();
    t.tells({ exit: 3, segments: { crm: { state: 'unexplained-fall' } } });
  });
});
