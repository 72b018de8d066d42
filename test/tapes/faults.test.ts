import assert from 'node:assert/strict';
import fs from 'node:fs';
import { people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

describe('tapes of faults', () => {
  const tape = useTapes();
  const before = people(0, 100);
  const after = people(5, 105);
  const CHUNKS = { chunks: 40 };
  const begun = async (t: Tape): Promise<void> => {
    await t.segment('crm', { has: strangers });
    await t.update('crm', before);
  };

  for (const answer of [401, 429, 500, 503, 'none before', 'none after', 'cut'] as const)
    for (const nth of [2, 4])
      tape(`an update whose request ${nth} has this answer once: ${answer}`, async (t) => {
        await begun(t);
        t.answers(nth, answer);
        await t.update('crm', after, CHUNKS);
        t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
        await t.has('crm', strangers, after);
        const again = nth === 2 ? 'add crm 40' : 'remove crm 5';
        t.sent('add crm 40', 'add crm 40', 'add crm 20', 'remove crm 5', again);
      });

  /** By answer and request: how an update ends, and how many people the next night knows already. */
  const refusals = [
    [400, 2, { exit: 3, code: 'adds-open', rejected: 60, notSent: 5 }],
    [400, 4, { exit: 3, code: 'invalid', rejected: 5 }],
    [401, 2, { exit: 4, code: 'authorization-unknown', notSent: 65 }],
    [401, 4, { exit: 4, code: 'authorization-unknown', notSent: 5 }],
    [403, 2, { exit: 4, code: 'permission', notSent: 65 }],
    [403, 4, { exit: 4, code: 'permission', notSent: 5 }],
  ] as const;
  for (const [answer, nth, { exit, ...told }] of refusals)
    tape(`an update whose request ${nth} is answered ${answer}, and the next`, async (t) => {
      await begun(t);
      t.answers(nth, answer, { times: 2 });
      await t.update('crm', after, CHUNKS);
      t.tells({ exit, segments: { crm: { new: 5, leaving: 5, ...told } } });
      await t.update('crm', people(10, 110));
      t.tells({ segments: { crm: { new: 5, leaving: 10 } } });
      await t.has('crm', strangers, people(10, 110));
    });

  tape('an add of which some people are rejected', async (t) => {
    await t.segment('crm', { has: strangers });
    t.answers(2, { rejects: 3 });
    await t.add('crm', before, CHUNKS);
    t.tells({ segments: { crm: { new: 100, rejected: 3 } } });
    await t.has('crm', strangers, people(0, 40), people(43, 100));
  });

  tape('an update of which some people who leave are rejected, and the next', async (t) => {
    await begun(t);
    t.answers(2, { rejects: 3 });
    await t.update('crm', after);
    const code = 'refused-too-much';
    t.tells({ exit: 3, segments: { crm: { new: 5, leaving: 5, rejected: 3, code } } });
    await t.has('crm', strangers, people(0, 3), after);
    await t.update('crm', people(10, 110));
    t.tells({ segments: { crm: { new: 5, leaving: 10 } } });
    await t.has('crm', strangers, people(10, 110));
    await t.update('crm', people(10, 115));
    t.tells({ segments: { crm: { new: 5 } } });
  });

  tape('an update of which one is always rejected: nobody is tried more than twice', async (t) => {
    await begun(t);
    for (const n of [1, 2, 3, 4]) {
      t.answers(2, { rejects: 1 });
      await t.update('crm', people(20 * n, 100 + 20 * n));
      t.tells({ segments: { crm: { new: 20, leaving: n === 1 ? 20 : 40, rejected: 1 } } });
    }
    const kept = fs.readdirSync(t.world.folder).filter((name) => name.startsWith('kept-'));
    assert.equal(kept.length, 2, 'last night’s, and that of the night before');
    await t.update('crm', people(100, 180));
    t.tells({ segments: { crm: { leaving: 40 } } });
    await t.update('crm', people(100, 180));
    t.tells({ segments: { crm: {} } });
  });

  tape('an add of which all are rejected who are on its suppression list', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(0, 10)] });
    t.answers(2, { rejects: 99 });
    await t.add('crm', people(0, 100), { suppress: people(0, 10) });
    const told = { new: 90, suppressed: 10, rejected: 10, code: 'refused-too-much' };
    t.tells({ exit: 3, segments: { crm: told } });
    await t.has('crm', strangers, people(0, 100));
  });
});
