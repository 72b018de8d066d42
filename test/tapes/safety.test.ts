import { people, strangers } from './support/people';
import { useTapes } from './support/tape';

describe('tapes of safety checks', () => {
  const tape = useTapes();

  tape('a remove of too many', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(0, 20)] });
    await t.remove('crm', people(0, 20));
    t.tells({ exit: 6, segments: { crm: { code: 'min-kept' } } });
    t.sent();
    await t.remove('crm', people(0, 20), { allow: 'min-kept' });
    t.tells({ segments: { crm: { leaving: 20 } } });
    await t.has('crm', strangers);
  });

  tape('an update that would remove too many', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', people(0, 100));
    await t.update('crm', people(60, 100), { allow: 'min-kept' });
    t.tells({ exit: 6, segments: { crm: { code: 'max-removed' } } });
    t.sent();
    await t.update('crm', people(60, 100), { allow: ['min-kept', 'max-removed'] });
    t.tells({ segments: { crm: { leaving: 60 } } });
    await t.has('crm', strangers, people(60, 100));
  });
});
