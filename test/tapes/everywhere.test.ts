import assert from 'node:assert/strict';
import fs from 'node:fs';
import { as, people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

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
    await t.update('crm', people(0, 60));
    await t.has('crm', strangers, people(5, 60));
    await t.replace('crm', people(0, 70));
    await t.has('crm', people(5, 70));
  });

  const stopped = { exit: 6, segments: { crm: { code: 'people-removed' } } };
  for (const operation of ['add', 'update', 'replace'] as const)
    tape(
      `people who are removed everywhere, and ${operation} of a file from before and since`,
      async (t) => {
        await t.segment('crm', { has: [...strangers, ...people(0, 50)] });
        await t.removeEverywhere(people(0, 5));
        await t[operation]('crm', people(0, 60));
        t.tells(stopped);
        if (operation !== 'update') {
          await t[operation]('crm', [people(5, 50), people(50, 60)]);
          t.tells(stopped);
        }
        await t.has('crm', strangers, people(5, 50));
        t.pass(1);
        await t[operation]('crm', people(5, 60), { allow: 'min-kept' });
        t.tells({ segments: { crm: { new: 55 } } });
        await t.has('crm', operation === 'replace' ? [] : strangers, people(5, 60));
        await t.remove('crm', people(5, 10), { allow: 'min-kept' });
        t.tells({ segments: { crm: { leaving: 5 } } });
      },
    );

  for (const neverAgain of [false, true])
    for (const operation of ['add', 'update'] as const)
      tape(
        `a night's ${operation} that is cut off, then a removal everywhere${neverAgain ? ' for ever' : ''}`,
        async (t) => {
          await t.segment('crm', { has: strangers });
          const entries = [{ segment: 'crm', operation, people: people(0, 50) }];
          t.answers(2, 503, { times: 9 });
          await t.night(entries, { chunks: 10, impatient: true });
          t.tells({ exit: 5, segments: { crm: { new: 50, notSent: 40, code: 'internal-error' } } });
          await t.removeEverywhere(people(0, 5), { neverAgain });
          await t.has('crm', strangers, people(5, 10));
          await t.night(entries);
          const removals = ['due'];
          if (neverAgain) t.tells({ segments: { crm: { new: 45, suppressed: 5 } }, removals });
          else t.tells({ ...stopped, removals });
          await t.has('crm', strangers, neverAgain ? people(5, 50) : people(5, 10));
          if (neverAgain) return;
          await t.resumeAll();
          await t.has('crm', strangers, people(5, 10));
          t.pass(1);
          await t.night([{ ...entries[0], people: people(5, 50) }]);
          await t.has('crm', strangers, people(5, 50));
        },
      );

  tape('people who are removed everywhere, others for ever, then these, too', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(0, 50)] });
    await t.removeEverywhere(people(0, 5));
    await t.removeEverywhere(people(5, 10), { neverAgain: true, ticket: 'TICKET-2' });
    await t.add('crm', people(0, 60));
    t.tells(stopped);
    await t.removeEverywhere(people(0, 5), { neverAgain: true, ticket: 'TICKET-3' });
    await t.add('crm', people(0, 60));
    t.tells({ segments: { crm: { new: 50, suppressed: 10 } } });
    await t.has('crm', strangers, people(10, 60));
  });

  const twoSegments = async (t: Tape): Promise<void> => {
    await t.segment('crm', { has: [...strangers, ...people(0, 50)] });
    await t.segment('vip', { has: people(0, 50) });
  };
  /** And the same line again says so, and sends nothing. */
  const areGone = async (t: Tape): Promise<void> => {
    await t.has('crm', strangers, people(5, 50));
    await t.has('vip', people(5, 50));
    await t.sameLine();
    t.tells({ segments: { crm: { state: 'accepted' }, vip: { state: 'accepted' } } });
    t.sent();
  };

  tape('people who are removed everywhere, where a request is answered 503 once', async (t) => {
    await twoSegments(t);
    t.answers(1, 503);
    await t.removeEverywhere(people(0, 5));
    await areGone(t);
  });

  for (const side of ['request', 'response'] as const)
    tape(`a removal everywhere that is killed before a ${side}, and resumed`, async (t) => {
      await twoSegments(t);
      t.cut(2, { side });
      await t.removeEverywhere(people(0, 5));
      t.tells({ exit: 137 });
      await t.resumeAll();
      t.tells({});
      await areGone(t);
    });

  tape('a removal everywhere that is killed, and the same line again', async (t) => {
    await twoSegments(t);
    t.cut(1, { side: 'response' });
    await t.removeEverywhere(people(0, 5));
    await t.sameLine();
    await areGone(t);
  });

  tape('a removal everywhere that one segment refuses, and resumed', async (t) => {
    await twoSegments(t);
    t.answers(1, 403);
    const { segments, ...told } = await t.removeEverywhere(people(0, 5));
    assert.deepEqual(told, { exit: 3, staying: 5, code: 'incomplete' });
    assert.deepEqual(
      Object.values(segments)
        .map(({ state }) => state)
        .sort(),
      ['accepted', 'failed'],
    );
    await t.resumeAll();
    t.tells({});
    await areGone(t);
  });

  for (const count of [1, 1001])
    tape(`a removal everywhere of ${count} without the account ID`, async (t) => {
      await twoSegments(t);
      await t.removeEverywhere(people(0, count), { unconfirmed: true });
      t.tells({ exit: 6, code: 'not-confirmed' });
      t.sent();
    });

  /** Whom an add and then a removal of the same half of the day are about: it is sent again. */
  const removedAfterAnAdd = async (t: Tape): Promise<Parameters<Tape['night']>[0]> => {
    await t.segment('crm', { has: strangers });
    await t.segment('vip', { has: strangers });
    await t.add('crm', people(0, 20));
    await t.removeEverywhere(people(0, 5));
    t.tells({
      exit: 3,
      code: 'incomplete',
      segments: { crm: { state: 'again' }, vip: { state: 'accepted' } },
    });
    return [{ segment: 'vip', operation: 'add', people: people(30, 40) }];
  };
  const toVip = { segments: { vip: { new: 10 } } };
  const earlier = { segments: { vip: { earlier: true } } };
  const stateOfReceipt = (t: Tape): unknown[] =>
    Object.values(t.stored('receipts')).map(
      (text = '') => (JSON.parse(text) as { state: unknown }).state,
    );

  tape('a removal everywhere that is sent again by the next night', async (t) => {
    const entries = await removedAfterAnAdd(t);
    t.pass(0.5);
    await t.night(entries);
    t.tells({ ...toVip, removals: ['due'] });
    t.sent('add vip 10');
    t.pass(3);
    await t.night(entries, { onlyCheck: true });
    t.sent();
    await t.night(entries, { late: true });
    t.tells({ exit: 5, segments: { vip: {} }, removals: ['left'] });
    t.sent();
    await t.night([{ ...entries[0], people: people(40, 50) }]);
    t.tells({ ...toVip, removals: ['finished'] });
    t.sent('remove crm 20', 'add vip 10');
    const [first] = t.world.gate.passed.filter(({ operation }) => operation === 'addRemove');
    assert.ok(first.url.includes(t.idOf('crm')), first.url);
    assert.deepEqual(stateOfReceipt(t), ['complete']);
    await t.sameLine();
    t.tells(earlier);
  });

  for (const operation of ['add', 'update', 'replace'] as const)
    tape(
      `a removal everywhere that is sent again before an ${operation} of that night`,
      async (t) => {
        await removedAfterAnAdd(t);
        t.pass(3);
        await t.night([{ segment: 'crm', operation, people: people(5, 30) }]);
        t.tells({ segments: { crm: { new: 25 } }, removals: ['finished'] });
        await t.has('crm', operation === 'replace' ? [] : strangers, people(5, 30));
      },
    );

  tape('a removal everywhere that is sent again by a night, and has no answer', async (t) => {
    const entries = await removedAfterAnAdd(t);
    t.pass(3);
    t.answers(1, 503, { times: 9 });
    await t.night(entries, { impatient: true });
    t.tells({ exit: 5, ...toVip, removals: ['left'] });
    await t.sameLine();
    t.tells({ ...earlier, removals: ['finished'] });
    assert.deepEqual(stateOfReceipt(t), ['complete']);
  });

  tape('a removal everywhere that is sent again by a night, which is terminated', async (t) => {
    const entries = await removedAfterAnAdd(t);
    t.pass(3);
    t.terminate(1);
    await t.night(entries);
    t.tells({ exit: 143, segments: { vip: {} }, removals: ['finished'] });
    t.sent('remove crm 20');
    await t.sameLine();
    t.tells(toVip);
  });

  tape('a removal everywhere that is sent again by a night, which is killed', async (t) => {
    const entries = await removedAfterAnAdd(t);
    t.pass(3);
    t.cut(1, { side: 'response' });
    await t.night(entries);
    await t.sameLine();
    t.tells({ ...toVip, removals: ['finished'] });
    assert.deepEqual(stateOfReceipt(t), ['complete']);
  });

  tape('a removal everywhere whose file is gone when it is to be sent again', async (t) => {
    const entries = await removedAfterAnAdd(t);
    t.pass(3);
    fs.renameSync(t.file('erasure.csv'), t.file('away.csv'));
    await t.night(entries);
    t.tells({ exit: 3, ...toVip, removals: ['stopped'] });
    fs.renameSync(t.file('away.csv'), t.file('erasure.csv'));
    await t.sameLine();
    t.tells({ ...earlier, removals: ['finished'] });
  });

  tape('a removal everywhere whose segment is gone when it is to be sent again', async (t) => {
    const entries = await removedAfterAnAdd(t);
    t.pass(3);
    await t.world.run(['segments', 'delete', t.idOf('crm'), '--confirm', t.accountId]);
    await t.night(entries);
    t.tells({ exit: 3, ...toVip, removals: ['stopped'] });
    await t.sameLine();
    t.tells(earlier);
  });

  tape('two removals everywhere of one ticket, which are sent again by a night', async (t) => {
    const entries = await removedAfterAnAdd(t);
    await t.removeEverywhere(people(10, 16), { file: 'others' });
    t.pass(3);
    await t.night(entries);
    t.tells({ ...toVip, removals: ['finished'] });
    t.sent('add vip 10', 'remove crm 20', 'remove crm 24');
    assert.deepEqual(stateOfReceipt(t), ['complete']);
  });

  tape('an add whose file changes, and whose segment is cleared: it can’t be undone', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.add('crm', people(0, 20));
    t.write('add.csv', people(0, 19));
    await t.undo({ allow: 'min-kept' });
    t.tells({ exit: 6, segments: { crm: { code: 'not-undoable' } } });
    t.write('add.csv', people(0, 20));
    await t.clear('crm');
    await t.undo({ allow: 'min-kept' });
    t.tells({ exit: 6, segments: { crm: { code: 'not-undoable' } } });
    t.sent();
  });

  tape('a clear', async (t) => {
    await t.segment('crm', { has: strangers });
    await t.clear('crm');
    t.tells({});
    await t.has('crm');
    t.sent('clear crm');
  });
});
