import { as, people, strangers } from './support/people';
import { useTapes } from './support/tape';

describe('tapes of what is taken back', () => {
  const tape = useTapes();

  tape('an add that is undone', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 20), { file: 'first' });
    await t.add('crm', people(15, 30));
    await t.undo({ allow: 'min-kept' });
    t.tells({ segments: { crm: { leaving: 15 } } });
    await t.has('crm', strangers, people(0, 15));
  });

  tape('people who are removed everywhere, and a later file', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(0, 50)] });
    await t.segment('vip', { has: as('sha256', people(0, 50)) });
    await t.removeEverywhere(people(0, 5), { neverAgain: true });
    t.tells({ segments: { crm: { state: 'accepted' }, vip: { state: 'accepted' } } });
    await t.has('crm', strangers, people(5, 50));
    await t.has('vip', as('sha256', people(5, 50)));
    await t.add('crm', people(0, 60));
    t.tells({ segments: { crm: { new: 55, suppressed: 5 } } });
    await t.has('crm', strangers, people(5, 60));
  });

  tape('a clear', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.clear('crm');
    t.tells({});
    await t.has('crm');
    t.sent('clear crm');
  });
});
