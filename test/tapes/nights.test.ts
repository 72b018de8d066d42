import { people, strangers } from './support/people';
import { useTapes } from './support/tape';

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

  tape('what was sent is found in the next reading', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 100));
    await t.verify();
    t.tells({ segments: { crm: { state: 'not-computed' } } });
    t.pass(8);
    await t.verify();
    t.tells({ segments: { crm: { state: 'as-expected' } } });
  });
});
