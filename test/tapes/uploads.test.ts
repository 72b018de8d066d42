import { as, people, strangers } from './support/people';
import { useTapes } from './support/tape';

describe('tapes of uploads', () => {
  const tape = useTapes();

  tape('an add', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 100));
    t.tells({ segments: { crm: { new: 100 } } });
    await t.has('crm', strangers, people(0, 100));
    t.sent('add crm 100');
    await t.add('crm', people(90, 110), { hash: 'sha256' });
    t.tells({ segments: { crm: { new: 20 } } });
    await t.has('crm', strangers, people(0, 100), as('sha256', people(90, 110)));
  });

  tape('a remove, in every format that can be made', async (t) => {
    await t.segment('crm', {
      has: [...strangers, ...people(0, 80), ...as('md5', people(80, 100))],
    });
    await t.remove('crm', people(90, 100));
    t.tells({ segments: { crm: { leaving: 10 } } });
    await t.has('crm', strangers, people(0, 80), as('md5', people(80, 90)));
    t.sent(...Array<string>(4).fill('remove crm 10'));
  });

  tape('a replace', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.replace('crm', people(0, 50));
    t.tells({ segments: { crm: { new: 50 } } });
    await t.has('crm', people(0, 50));
    t.sent('clear crm', 'add crm 50');
  });

  tape('several files for one segment', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', [people(0, 30), people(20, 60)]);
    t.tells({ segments: { crm: { new: 60, duplicates: 10 } } });
    await t.has('crm', strangers, people(0, 60));
    t.sent('add crm 30', 'add crm 30');
  });

  tape('one file for several segments', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.segment('vip', { has: [] });
    await t.add(['crm', 'vip'], people(0, 30));
    t.tells({ segments: { crm: { new: 30 }, vip: { new: 30 } } });
    await t.has('crm', strangers, people(0, 30));
    await t.has('vip', people(0, 30));
    t.sent('add crm 30', 'add vip 30');
  });

  tape('a file with mistakes', async (t) => {
    await t.segment('crm', { has: strangers });
    const dirty = ['no address', '', 'PERSON0@EXAMPLE.COM ', '<person1@example.com>', 'a@b@c.com'];
    await t.add('crm', [...people(0, 100), ...people(0, 5)], { dirty });
    t.tells({ segments: { crm: { new: 100, invalid: 3, duplicates: 6 } } });
    await t.has('crm', strangers, people(0, 100));
    await t.add('crm', people(0, 10), { dirty });
    t.tells({ exit: 6, segments: { crm: { code: 'too-many-refused' } } });
    t.sent();
  });
});
