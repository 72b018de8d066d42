import { people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';
import type { Told } from './support/told';

/** As they end today: "today" says where that is wrong. */
describe('tapes of what several lists, processes and machines have sent', () => {
  const tape = useTapes();
  const ANY = ['min-kept', 'max-removed'];
  const OTHER = { list: 'b', allow: 'other-list' };
  const night = (t: Tape, list: readonly string[], stateFolder?: string) =>
    t.night([{ segment: 'crm', operation: 'update', people: list, allow: ANY }], { stateFolder });

  tape('a list is begun and killed, then the night of the other', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 50), { list: 'a' });
    t.cut(3, { side: 'response' });
    await t.update('crm', people(40, 120), { ...OTHER, chunks: 20 });
    await t.has('crm', strangers, people(0, 100));
    await t.update('crm', people(10, 45), { list: 'a' });
    t.tells({ segments: { crm: { leaving: 10 } } });
    await t.has('crm', strangers, people(10, 100));
    await t.update('crm', people(60, 110), { list: 'b', allow: ANY });
    // Today: the ten who come aren't counted, since they are in what was begun.
    t.tells({ segments: { crm: { leaving: 25 } } });
    await t.has('crm', strangers, people(10, 45), people(60, 110));
  });

  tape('two lists with equal bytes (today: one removes those of the other)', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 90), { list: 'b' });
    await t.update('crm', people(0, 100), { list: 'a', allow: 'other-list' });
    await t.update('crm', people(0, 100), { list: 'b' });
    await t.update('crm', people(20, 100), { list: 'a' });
    t.tells({ segments: { crm: { leaving: 20 } } });
    await t.has('crm', strangers, people(20, 100));
  });

  tape('an add with the bytes of the update (today: its people leave with the list)', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 50));
    await t.add('crm', people(0, 50));
    await t.update('crm', people(10, 60));
    t.tells({ segments: { crm: { new: 10, leaving: 10 } } });
    await t.has('crm', strangers, people(10, 60));
  });

  tape('a replace beside a second list (today: its people go, too)', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 50), { list: 'a' });
    await t.update('crm', people(40, 90), OTHER);
    await t.replace('crm', people(0, 40), { list: 'a', allow: 'min-kept' });
    t.tells({ segments: { crm: { new: 40 } } });
    await t.has('crm', people(0, 40));
    await t.update('crm', people(45, 95), { list: 'b' });
    t.tells({ exit: 6, segments: { crm: { code: 'other-list' } } });
    await t.update('crm', people(10, 45), { list: 'a' });
    t.tells({ segments: { crm: { new: 5, leaving: 10 } } });
    await t.has('crm', people(10, 45));
  });

  for (const [whose, added, next] of [
    ['of the list', people(0, 10), { new: 5 }],
    ['who are not in it', people(200, 210), { new: 5, leaving: 5 }],
  ] as const)
    tape(`an update is planned, another process adds people ${whose}, it is sent`, async (t) => {
      await t.segment('crm', { has: strangers });
      await t.update('crm', people(0, 100));
      let update: { ended: Promise<Told> } | undefined;
      t.meanwhile(1, async () => {
        update = await t.begin(() => t.update('crm', people(5, 105)));
      });
      await t.add('crm', added);
      t.tells({ segments: { crm: { new: 10 } } });
      t.tells({ segments: { crm: next } }, await update?.ended);
      await t.has('crm', strangers, people(5, 105), added);
      await t.update('crm', people(10, 110));
      t.tells({ segments: { crm: next } });
      await t.has('crm', strangers, people(10, 110), added);
    });

  tape('two updates at once', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 100));
    let second: { ended: Promise<Told> } | undefined;
    t.meanwhile(1, async () => {
      second = await t.begin(() => t.update('crm', people(10, 110), { file: 'second' }));
    });
    await t.update('crm', people(5, 105));
    t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
    t.tells({ segments: { crm: { new: 5, leaving: 5 } } }, await second?.ended);
    await t.has('crm', strangers, people(10, 110));
    await t.update('crm', people(15, 115));
    t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
    await t.has('crm', strangers, people(15, 115));
  });

  tape('the same line of two processes', async (t) => {
    await t.segment('crm', { has: strangers });
    await night(t, people(0, 100));
    t.meanwhile(
      1,
      async () => {
        await t.sameLine();
        t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
      },
      { of: 'statistics' },
    );
    await night(t, people(5, 105));
    t.tells({ segments: { crm: { earlier: true } } });
    t.sent('add crm 100', 'remove crm 5');
    await t.has('crm', strangers, people(5, 105));
  });

  tape('two state folders (today: those who are in both lists leave with one)', async (t) => {
    await t.segment('crm', { has: strangers });
    await night(t, people(0, 50), 'one');
    await night(t, people(40, 90), 'two');
    t.tells({ segments: { crm: { new: 50 } } });
    await night(t, people(5, 45), 'one');
    t.tells({ segments: { crm: { leaving: 10 } } });
    await t.has('crm', strangers, people(5, 45), people(50, 90));
  });
});
