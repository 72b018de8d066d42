import assert from 'node:assert/strict';
import fs from 'node:fs';
import { people, strangers } from './support/people';
import { useTapes, type Tape } from './support/tape';

describe('tapes of records that can’t be read', () => {
  const tape = useTapes();
  const code = 'records-unreadable';
  const has = [...strangers, ...people(0, 20)];
  /** Segments, of which only the first one has records. */
  const begun = async (t: Tape): Promise<void> => {
    await t.segment('crm', { has: strangers });
    await t.segment('vip', { has: strangers });
    await t.update('crm', people(0, 15));
    await t.add('crm', people(10, 25), { suppress: people(20, 25) });
  };
  /** Nothing was sent to it, and its record is as it was. */
  const isStopped = async (t: Tape, act: () => Promise<unknown>, told = {}): Promise<void> => {
    const before = t.stored('records');
    await act();
    t.tells({ exit: 1, segments: { crm: { code } }, ...told });
    t.sent();
    await t.has('crm', has);
    assert.deepEqual(t.stored('records'), before);
  };

  for (const how of ['torn', 'shortened', 'a folder', 'another version'] as const)
    tape(`an add without the suppression list, where they are ${how}`, async (t) => {
      await begun(t);
      t.damage('records', how);
      await isStopped(t, () => t.add('crm', people(15, 25)));
    });

  tape('whatever would change the segment', async (t) => {
    await begun(t);
    t.damage('records', 'a folder');
    await isStopped(t, () => t.update('crm', people(5, 25)));
    await isStopped(t, () => t.replace('crm', people(5, 25)));
    await isStopped(t, () => t.remove('crm', people(5, 10), { allow: 'min-kept' }));
    await isStopped(t, () => t.undo({ allow: 'min-kept' }));
    await isStopped(t, () => t.clear('crm'), { segments: {}, code });
  });

  tape('an update and an undo, where they are of another version', async (t) => {
    await begun(t);
    t.damage('records', 'another version');
    await isStopped(t, () => t.update('crm', people(5, 25)));
    await isStopped(t, () => t.undo({ allow: 'min-kept' }));
  });

  tape('an upload that was cut off, and is resumed', async (t) => {
    await begun(t);
    t.cut(2);
    await t.add('crm', people(0, 15), { chunks: 10, suppress: people(20, 25) });
    t.damage('records', 'a folder');
    // Its segment isn't told before it runs.
    await isStopped(t, () => t.resumeAll(), { segments: { unknown: { code } } });
  });

  tape('other segments, at the same time', async (t) => {
    await begun(t);
    t.damage('records', 'torn');
    const crm = { code };
    await t.add(['crm', 'vip'], people(30, 40));
    t.tells({ exit: 1, segments: { crm, vip: { new: 10 } } });
    t.sent('add vip 10');
    const operation = 'add' as const;
    await t.night([
      { segment: 'crm', operation, people: people(30, 50) },
      { segment: 'vip', operation, people: people(30, 50) },
    ]);
    t.tells({ exit: 3, segments: { crm, vip: { new: 20 } } });
    t.sent('add vip 20');
    await t.removeEverywhere(people(0, 50));
    t.tells({
      exit: 3,
      code,
      segments: { crm: { state: 'open' }, vip: { state: 'again' } },
      staying: 50,
    });
    await t.has('crm', has);
    await t.has('vip', strangers);
  });

  tape('one that is torn while the first request is sent', async (t) => {
    await begun(t);
    t.meanwhile(1, () => t.damage('records', 'torn'));
    await t.add('crm', people(0, 15), { chunks: 10, suppress: people(20, 25) });
    t.tells({ exit: 1, segments: { crm: { new: 15, notSent: 5, code } } });
    t.sent('add crm 10');
  });

  tape('the records of another list, beside the file that it keeps', async (t) => {
    await begun(t);
    t.damage('records', 'torn');
    await t.update('vip', people(0, 10));
    t.tells({ segments: { vip: { new: 10 } } });
    fs.renameSync(t.file('kept-crm.csv'), t.file('kept-other.csv'));
    await t.update('vip', people(0, 12), { list: 'other' });
    t.tells({ exit: 1, segments: { vip: { code } } });
    t.sent();
  });
});
