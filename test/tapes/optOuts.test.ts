import fs from 'node:fs';
import { as, people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

describe('tapes of suppression lists', () => {
  const tape = useTapes();

  tape('who is on a list isn’t added, and is removed', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(0, 20)] });
    await t.add('crm', people(0, 100), { suppress: people(0, 5) });
    t.tells({ segments: { crm: { new: 95, suppressed: 5 } } });
    await t.has('crm', strangers, people(5, 100));
  });

  const killed = async (t: Tape): Promise<void> => {
    await t.segment('crm', { has: strangers });
    t.cut(2);
    await t.add('crm', people(0, 100), { chunks: 40, suppress: people(0, 5) });
    await t.has('crm', strangers, people(5, 45));
  };

  tape('a list that changes before what was killed is resumed', async (t) => {
    await killed(t);
    t.write('opt-outs.csv', people(0, 8));
    await t.resumeAll();
    t.tells({ segments: { crm: { new: 92, suppressed: 8 } } });
    await t.has('crm', strangers, people(8, 100));
  });

  tape('a list that grows while requests are sent', async (t) => {
    await t.segment('crm', { has: strangers });
    t.meanwhile(2, () => t.write('opt-outs.csv', people(0, 20)), { side: 'response' });
    await t.add('crm', people(0, 100), { chunks: 20, suppress: people(0, 5) });
    t.tells({ segments: { crm: { new: 80, suppressed: 20 } } });
    await t.has('crm', strangers, people(20, 100));
  });

  tape('a list that grows while a night is sent', async (t) => {
    await t.segment('crm', { has: strangers });
    t.meanwhile(1, () => t.write('opt-outs.csv', people(0, 20)), { side: 'response' });
    await t.night([{ segment: 'crm', operation: 'update', people: people(0, 100) }], {
      chunks: 20,
      suppress: people(0, 5),
    });
    t.tells({ segments: { crm: { new: 80, suppressed: 20 } } });
    await t.has('crm', strangers, people(20, 100));
  });

  tape('a list whose people are spelled as programs write them', async (t) => {
    await t.segment('crm', { has: strangers });
    const listed = [
      ...people(0, 10).map((one) => `mailto:${one}`),
      ...people(10, 20).map((one) => `Bob <${one}>`),
      ...people(20, 30).map((one) => `'${one}'`),
      ...as('sha256', people(30, 40)).map((one) => `0x${one}`),
      ...people(40, 41).map((one, i) => `${one}; ${people(41, 42)[i]}`),
    ];
    await t.add('crm', people(0, 100), { suppress: listed });
    t.tells({ segments: { crm: { new: 58, suppressed: 42 } } });
    await t.has('crm', strangers, people(42, 100));
  });

  tape('a list of which some entries can’t be read', async (t) => {
    await t.segment('crm', { has: strangers });
    const suppress = [...people(0, 5), 'p5 at example.com', 'NULL', ''];
    await t.add('crm', people(0, 100), { suppress });
    t.tells({ exit: 6, segments: { crm: { code: 'suppression-unreadable' } } });
    t.sent();
    await t.add('crm', people(0, 100), { suppress, allow: 'suppression-unreadable' });
    t.tells({ segments: { crm: { new: 95, suppressed: 5 } } });
    await t.has('crm', strangers, people(5, 100));
  });

  tape('a list that is gone before what was killed is resumed', async (t) => {
    await killed(t);
    fs.rmSync(t.file('opt-outs.csv'));
    await t.resumeAll();
    t.tells({ exit: 3, segments: { unknown: { code: 'suppression-missing' } } });
    t.sent();
    await t.resumeAll({ allow: 'suppression-missing' });
    t.tells({ segments: { crm: { new: 100 } } });
    await t.has('crm', strangers, people(0, 100));
  });
});
