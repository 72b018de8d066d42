import { draw } from '../support/tenth';
import type { How } from './support/acts';
import { as, people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

/** As they end today: "today" says where that is wrong. */
describe('tapes of what one list has sent', () => {
  const tape = useTapes();
  const ANY = ['min-kept', 'max-removed'];
  const night = (t: Tape, list: readonly string[], how: How = {}) =>
    t.night([{ segment: 'crm', operation: 'update', people: list, allow: ANY }], how);
  const begun = async (t: Tape, others: readonly string[] = []): Promise<void> => {
    await t.segment('crm', { has: [...strangers, ...others] });
    await night(t, people(0, 100));
  };

  const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
  for (const [again, from] of [
    ['the last whole one', 0],
    ['the first of them', 40],
  ] as const)
    for (const nth of draw(twenty, 2))
      tape(`two nights that are killed after request ${nth}, and ${again} again`, async (t) => {
        await t.segment('crm', { has: strangers });
        await night(t, people(0, 160));
        for (const first of [40, 80]) {
          t.cut(nth, { side: 'response' });
          await night(t, people(first, first + 160), { chunks: 10 });
          t.tells({ exit: 137 });
        }
        await night(t, people(from, from + 160));
        t.tells({ segments: { crm: { leaving: 80 } } });
        await t.has('crm', strangers, people(from, from + 160));
      });

  /** Who is in as MD5: the second request removes them. */
  const hashed = as('md5', people(300, 310));
  const none = { exit: 5, code: 'network' };
  for (const [answer, nth, { exit, ...told }, stay] of [
    [400, 1, { exit: 1, code: 'invalid', notSent: 20 }, [...people(0, 10), ...hashed]],
    [400, 2, { exit: 3, code: 'invalid', rejected: 20 }, hashed],
    [{ rejects: 13 }, 1, { exit: 3, code: 'refused-too-much', rejected: 13 }, people(0, 3)],
    [{ rejects: 1 }, 2, { exit: 0, rejected: 1 }, hashed.slice(0, 1)],
    [{ rejects: 3 }, 2, { exit: 3, code: 'refused-too-much', rejected: 3 }, hashed.slice(0, 3)],
    ['none before', 1, { ...none, notSent: 20 }, [...people(0, 10), ...hashed]],
    ['none after', 1, { ...none, notSent: 20 }, hashed],
    ['none before', 2, { ...none, notSent: 20 }, hashed],
  ] as const) {
    const title = `a remove whose request ${nth} has this answer: ${JSON.stringify(answer)}`;
    tape(`${title}, and two nights`, async (t) => {
      await begun(t, hashed);
      t.answers(nth, answer, { times: 99 });
      await t.remove('crm', [...people(300, 310), ...people(0, 10)], {
        chunks: 1000,
        impatient: true,
      });
      t.tells({ exit, segments: { crm: { leaving: 20, ...told } } });
      await t.has('crm', strangers, people(10, 100), stay);
      const left = stay.filter((one) => hashed.includes(one));
      await night(t, people(10, 100));
      t.tells({ segments: { crm: { leaving: 10 } } });
      await t.has('crm', strangers, people(10, 100), left);
      await night(t, people(15, 105));
      t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
      await t.has('crm', strangers, people(15, 105), left);
    });
  }

  for (const [answer, still] of [
    ['none before', people(0, 5)],
    ['none after', []],
  ] as const)
    tape(`a night whose removal has no answer (${answer}), and two nights`, async (t) => {
      await begun(t);
      t.answers(2, answer, { times: 99 });
      await night(t, people(5, 105), { impatient: true });
      t.tells({ exit: 5, segments: { crm: { new: 5, leaving: 5, notSent: 5, code: 'network' } } });
      await t.has('crm', strangers, still, people(5, 105));
      await night(t, people(5, 105));
      t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
      await night(t, people(10, 110));
      t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
      await t.has('crm', strangers, people(10, 110));
    });

  for (const [answer, then, after] of [
    ['none before', [...strangers, ...people(0, 100)], strangers],
    // Today: 10 are told to come, and all 100 do.
    ['none after', [], []],
  ] as const)
    tape(`a replace whose clear has no answer (${answer}), and a night`, async (t) => {
      await begun(t);
      t.answers(1, answer, { of: 'clear', times: 99 });
      await t.replace('crm', people(5, 105), { impatient: true });
      t.tells({ exit: 5, segments: { crm: { new: 100, notSent: 100, code: 'network' } } });
      await t.has('crm', then);
      await night(t, people(10, 110));
      t.tells({ segments: { crm: { new: 10, leaving: 10 } } });
      await t.has('crm', after, people(10, 110));
    });

  for (const form of ['md5', 'sha256'] as const)
    tape(
      `a night of emails, then of ${form} (today: they are in twice, then it stops)`,
      async (t) => {
        await begun(t);
        await night(t, as(form, people(5, 105)));
        t.tells({ segments: { crm: { new: 5, leaving: 5 } } });
        await t.has('crm', strangers, people(5, 100), as(form, people(5, 105)));
        await night(t, as(form, people(10, 110)));
        t.tells({ exit: 6, segments: { crm: { code: 'other-formats' } } });
        await t.has('crm', strangers, people(5, 100), as(form, people(5, 105)));
      },
    );

  for (const what of ['records', 'kept'] as const)
    for (const how of ['deleted', 'shortened', 'torn'] as const)
      tape(`files that are damaged, and two nights: ${what} ${how}`, async (t) => {
        await begun(t);
        t.damage(what, how);
        const told =
          what === 'records' && how !== 'deleted'
            ? { exit: 1, code: 'records-unreadable' }
            : what === 'kept' && how === 'torn'
              ? { exit: 1, code: 'invalid-opening-quote' }
              : { exit: 6, code: 'previous-unknown' };
        for (const n of [5, 10]) {
          await night(t, people(n, n + 100));
          t.tells({ exit: told.exit, segments: { crm: { code: told.code } } });
          await t.has('crm', strangers, people(0, 100));
        }
      });

  tape('records and kept files that are deleted, and a night', async (t) => {
    await begun(t);
    t.damage('records', 'deleted');
    t.damage('kept', 'deleted');
    await night(t, people(5, 105));
    t.tells({ segments: { crm: { new: 100 } } });
    await t.has('crm', strangers, people(0, 105));
  });

  for (const [when, ...operations] of [
    ['earlier', 'add', 'update'],
    ['later', 'update', 'add'],
  ] as const)
    tape(`an add ${when} than the first update, of people who leave then`, async (t) => {
      await t.segment('crm', { has: strangers });
      for (const operation of operations)
        await t[operation]('crm', people(0, operation === 'add' ? 10 : 100));
      await t.update('crm', people(5, 105));
      t.tells({ segments: { crm: { new: 5 } } });
      await t.has('crm', strangers, people(0, 105));
    });

  tape('an add that would be undone after another', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 20), { file: 'first' });
    await t.add('crm', people(15, 30), { file: 'second' });
    await t.undo({ allow: 'min-kept' }, 1);
    t.tells({ exit: 6, segments: { crm: { code: 'not-undoable' } } });
    await t.has('crm', strangers, people(0, 30));
  });

  tape(
    'people who are removed everywhere, and a file that was written before and one since',
    async (t) => {
      await begun(t);
      t.pass(8);
      await t.removeEverywhere(people(0, 5));
      t.tells({ segments: { crm: { state: 'accepted' } } });
      await night(t, people(0, 110));
      t.tells({ exit: 6, segments: { crm: { code: 'people-removed' } } });
      await t.has('crm', strangers, people(5, 100));
      t.pass(1);
      await night(t, people(0, 110));
      // Today: those who come back aren't counted.
      t.tells({ segments: { crm: { new: 10 } } });
      await t.has('crm', strangers, people(0, 110));
      await night(t, people(5, 110));
      t.tells({ segments: { crm: { leaving: 5 } } });
      await t.has('crm', strangers, people(5, 110));
    },
  );
});
