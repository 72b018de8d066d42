import fs from 'node:fs';
import { as, people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

/** What is stopped, and what it comes to if that is allowed. */
interface Stopped {
  /** After an update with people 0 to 100. */
  before?: (t: Tape) => unknown;
  act: (t: Tape, allow?: string) => Promise<unknown>;
  exit?: number;
  /** If it isn't the code. */
  allow?: string;
  /** Who is in the segment beside the strangers. */
  has?: readonly string[];
}

describe('tapes of safety checks', () => {
  const tape = useTapes();
  const next = people(5, 105);
  const update = (t: Tape, allow?: string) => t.update('crm', next, { allow });
  const suppressing =
    (suppress: readonly string[] | undefined, list = next) =>
    (t: Tape, allow?: string) =>
      t.update('crm', list, { suppress, allow });

  const table: Record<string, Stopped> = {
    'nothing-to-send': { act: (t) => t.update('crm', [], { dirty: ['nobody'] }) },
    empty: { act: (t) => (t.writeText('crm.csv', ''), t.sameLine()) },
    'wrong-type': { act: (t) => t.update('crm', ['1', '2', '3']), exit: 1 },
    binary: {
      act: (t) => (t.writeText('crm.csv', 'PK\u0003\u0004\0\0'), t.sameLine()),
      exit: 1,
    },
    'cut-off': { act: (t) => (t.writeText('crm.csv', `email\n${next.join('\n')}`), t.sameLine()) },
    'too-many-refused': {
      act: (t, allow) =>
        t.add('crm', next, { dirty: people(0, 20).map((one) => `${one}@`), allow }),
      has: people(0, 105),
    },
    'invalid-grew': {
      act: (t, allow) => t.update('crm', next, { dirty: ['a', 'b', 'c'], allow }),
      has: next,
    },
    'previous-unknown': {
      before: (t) => fs.rmSync(t.file('kept-crm.csv')),
      act: update,
      has: people(0, 105),
    },
    'other-formats': {
      before: (t) => t.update('crm', as('sha256', people(0, 100)), { allow: 'min-kept' }),
      act: (t, allow) => t.update('crm', as('sha256', next), { allow }),
      has: [...people(0, 100), ...as('sha256', next)],
    },
    'other-file': {
      before: async (t) => {
        await t.add('crm', people(0, 3), { file: 'news' });
        t.writeText('news.csv', 'id\n1\n2\n');
      },
      act: update,
      allow: 'remove-shared',
      has: next,
    },
    'size-unknown': {
      before: (t) => t.answers(1, 403, { of: 'statistics', times: 9 }),
      act: (t) => t.remove('crm', people(0, 5)),
      exit: 4,
    },
    'too-many-suppressed': {
      act: suppressing(people(400, 520), people(5, 1005)),
      has: [...people(5, 400), ...people(520, 1005)],
    },
    'suppression-missing': {
      before: suppressing(people(40, 45), people(0, 100)),
      act: update,
      has: next,
    },
    'suppression-empty': {
      before: suppressing(people(40, 45), people(0, 100)),
      act: suppressing([]),
      has: next,
    },
    'suppression-shrunk': {
      before: suppressing(people(95, 295), people(0, 100)),
      act: suppressing(people(95, 150)),
      has: people(5, 95),
    },
    'suppression-not-comparable': {
      before: (t) => t.update('crm', as('sha256', people(0, 100)), { allow: 'min-kept' }),
      act: (t, allow) =>
        t.add('crm', as('sha256', next), { suppress: as('md5', people(40, 45)), allow }),
      has: [...people(0, 100), ...as('sha256', people(0, 105))],
    },
  };
  for (const [code, { before, act, exit = 6, allow = code, has }] of Object.entries(table))
    tape(`${code}, and allowed`, async (t) => {
      await t.segment('crm', { has: strangers });
      await t.update('crm', people(0, 100));
      await before?.(t);
      await act(t);
      t.tells({ exit, segments: { crm: { code } } });
      t.sent();
      if (!has) return;
      await act(t, allow);
      await t.has('crm', strangers, has);
    });

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

  tape('a remove from several, one of which keeps people out', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(0, 5)] });
    await t.segment('Opt-outs', { has: people(0, 50) });
    await t.remove(['Opt-outs', 'crm'], people(0, 5));
    t.tells({
      exit: 1,
      segments: { 'Opt-outs': { code: 'keeps-people-out' }, crm: { leaving: 5 } },
    });
    await t.has('Opt-outs', people(0, 50));
    await t.has('crm', strangers);
  });

  tape('an add that is killed, while its people are removed everywhere', async (t) => {
    await t.segment('crm', { has: strangers });
    t.cut(2);
    await t.add('crm', people(0, 100), { chunks: 40 });
    await t.removeEverywhere(people(0, 5));
    await t.resumeAll();
    t.tells({});
    t.sent();
    await t.has('crm', strangers, people(5, 40));
  });

  tape('an add that is killed, and a later remove', async (t) => {
    await t.segment('crm', { has: [...strangers, ...people(200, 205)] });
    t.cut(2);
    await t.add('crm', people(0, 100), { chunks: 40 });
    await t.remove('crm', people(200, 205));
    await t.resumeAll();
    t.tells({});
    t.sent();
    await t.has('crm', strangers, people(0, 40));
  });
});
