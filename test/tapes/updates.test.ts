import fs from 'node:fs';
import { as, people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

describe('tapes of updates', () => {
  const tape = useTapes();
  /** From one night to the next, five people leave, and as many come. */
  const exported = (night: number): string[] => people(5 * night, 5 * night + 100);
  const night = async (t: Tape, n: number): Promise<void> => {
    await t.update('crm', exported(n));
    t.tells({ segments: { crm: n === 0 ? { new: 100 } : { new: 5, leaving: 5 } } });
    await t.has('crm', strangers, exported(n));
  };
  const begun = async (t: Tape): Promise<void> => {
    await t.segment('crm', { has: strangers });
    await night(t, 0);
  };

  tape('five nights, with people who leave and others who come from elsewhere', async (t) => {
    await begun(t);
    t.sent('add crm 100');
    for (const n of [1, 2, 3, 4]) await night(t, n);
    t.sent('add crm 100', 'remove crm 5');
  });

  for (const side of ['request', 'response'] as const)
    tape(`one that is killed at its third request, before the ${side}, and the next`, async (t) => {
      await begun(t);
      t.cut(3, { side });
      await t.update('crm', exported(1), { chunks: 40 });
      t.tells({ exit: 137 });
      t.sent('add crm 40', 'add crm 40', 'add crm 20');
      await t.has('crm', strangers, people(0, side === 'request' ? 100 : 105));
      await t.update('crm', exported(2));
      t.tells({ segments: { crm: { new: 5, leaving: 10 } } });
      await t.has('crm', strangers, exported(2));
      await night(t, 3);
    });

  tape('one that is killed, and resumed', async (t) => {
    await begun(t);
    t.cut(2, { side: 'response' });
    await t.update('crm', exported(1), { chunks: 40 });
    await t.resumeAll();
    t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
    await t.has('crm', strangers, exported(1));
    await night(t, 2);
  });

  tape('one that is told to end, and the next', async (t) => {
    await begun(t);
    t.terminate(2);
    await t.update('crm', exported(1), { chunks: 40 });
    t.tells({
      exit: 143,
      segments: { crm: { new: 5, leaving: 5, notSent: 25, code: 'cancelled' } },
    });
    await t.update('crm', exported(2));
    await t.has('crm', strangers, exported(2));
  });

  tape('people who opted out', async (t) => {
    await begun(t);
    await t.update('crm', exported(1), { suppress: people(50, 60) });
    t.tells({ segments: { crm: { new: 5, leaving: 5, suppressed: 10 } } });
    await t.has('crm', strangers, people(5, 50), people(60, 105));
  });

  tape('one that adds hashes of those who were sent as they are', async (t) => {
    await begun(t);
    await t.update('crm', exported(1), { hash: 'sha256' });
    await t.has('crm', strangers, people(5, 100), as('sha256', exported(1)));
  });

  tape('two lists of one segment', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 50), { list: 'a' });
    await t.update('crm', people(40, 90), { list: 'b' });
    t.tells({ exit: 6, segments: { crm: { code: 'other-list' } } });
    await t.update('crm', people(40, 90), { list: 'b', allow: 'other-list' });
    t.tells({ segments: { crm: { new: 50 } } });
    await t.update('crm', people(5, 45), { list: 'a' });
    t.tells({ segments: { crm: { leaving: 5 } } });
    await t.has('crm', strangers, people(5, 90));
  });

  tape('an add of another process while it is sent', async (t) => {
    await begun(t);
    t.meanwhile(2, () => t.add('crm', people(300, 310), { stateFolder: 'other' }));
    await t.update('crm', exported(1), { chunks: 60 });
    t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
    await t.has('crm', strangers, exported(1), people(300, 310));
  });

  tape(
    'a kept file that was overwritten with tonight’s export, and one that was moved',
    async (t) => {
      await begun(t);
      t.write('kept-crm.csv', exported(1));
      await t.update('crm', exported(1));
      t.tells({ exit: 6, segments: { crm: { code: 'previous-unknown' } } });
      t.write('kept-crm.csv', exported(0));
      await night(t, 1);
      fs.renameSync(t.file('kept-crm.csv'), t.file('kept-moved.csv'));
      await t.update('crm', exported(2), { list: 'moved' });
      t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
      await t.has('crm', strangers, exported(2));
    },
  );
});
