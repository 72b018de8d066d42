import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Batch } from '../../../../../src/app/uploads/batch/batch';
import { sendEach } from '../../../../../src/app/uploads/batch/sendEach';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { Draft, DraftOptions } from '../../../../../src/app/uploads/draft/draft';
import { proposedPairings } from '../../../../../src/app/uploads/draft/draftPairings';
import { checkResultOf } from '../../../../../src/app/uploads/plan/checkResult';
import { people } from '../../../../support/people';
import { csv } from '../../../upload/support/bench';
import { audience, leaf, not } from '../../audiences/audiences';
import { CHECK, draftBenchForEach, is, PERSON, PROGRAM, readyOf, SETTINGS } from '../draftBench';

const [ADA, BOB, CLEO] = people(3, 0, 'out');

describe('the suppression lists of an upload', () => {
  const bench = draftBenchForEach();
  /** A list with these people, as a choice. */
  const listOf = (name: string, rows: readonly string[]) => ({
    file: bench.chosen(csv(rows), name).uri,
  });
  const file = (name = 'crm.csv') => bench.chosen(csv([ADA, BOB, CLEO, ...people(7)]), name);
  const set = (...suppress: { file: string; maxAge?: string }[]): void => {
    bench.settings = () => ({ ...SETTINGS, suppress });
  };
  const add = (more: Partial<Choices> = {}): Partial<Choices> => ({
    files: [file()],
    into: bench.into(),
    operation: 'add',
    ...more,
  });
  const plan = async (choices: Partial<Choices>, manner: DraftOptions = PERSON) =>
    readyOf((await bench.check(choices, manner)).step);
  const names = (lists: readonly { path: string; by: string }[] = []) =>
    lists.map(({ path, by }) => `${path.split('/').at(-1)} ${by}`);

  it('are those of the setting, of the pairing and those that were chosen, and it is known which is which', async () => {
    const [ofSetting, ofPairing, chosen] = [
      listOf('set.csv', [ADA]),
      listOf('paired.csv', [BOB]),
      listOf('own.csv', [CLEO]),
    ];
    const into = { accountKey: 'k', accountId: '77', segmentId: '5' };
    await bench.pairings.keep([{ pattern: 'crm.csv', ...into, suppress: [ofPairing] }]);
    set(ofSetting);
    const [remembered] = await bench.drafts.remembered([file().uri]);
    assert.deepEqual(remembered.suppress, [ofPairing]);
    const suppress = [...(remembered.suppress ?? []), chosen];
    for (const operation of ['add', 'replace'] as const) {
      const planned = await plan(add({ operation, suppress }));
      assert.equal(planned.plan.suppressed, 3);
      assert.deepEqual(names(planned.lists), [
        'paired.csv pairing',
        'own.csv choice',
        'set.csv setting',
      ]);
      assert.equal(planned.areListsUnused, undefined);
    }
    const alone = await plan(add());
    assert.deepEqual([alone.plan.suppressed, names(alone.lists)], [1, ['set.csv setting']]);
    bench.settings = () => SETTINGS;
    assert.equal((await plan(add())).lists, undefined);
  });

  it('of a setting hold back no removal', async () => {
    set({ file: 'file:///gone.csv' });
    bench.fill('5', 1000);
    const { plan: removal, lists } = await plan(add({ operation: 'remove' }));
    assert.deepEqual([removal.good, removal.suppression, lists], [10, undefined, undefined]);
  });

  it('aren’t used for a segment that keeps people out, and that is known', async () => {
    bench.audiences = [audience('1', not(leaf('5')))];
    const list = listOf('opt-outs.csv', [ADA]);
    set(list);
    for (const manner of [PERSON, PROGRAM]) {
      const more = { suppress: [{ file: 'file:///gone.csv' }], requireSuppression: true };
      const planned = await plan(add(more), manner);
      assert.deepEqual([planned.plan.good, planned.plan.suppression], [10, undefined]);
      assert.equal(planned.areListsUnused, true);
      assert.deepEqual(names(planned.lists), ['gone.csv choice', 'opt-outs.csv setting']);
      assert.equal(checkResultOf(planned).suppressionUnused, true);
      // That one is required doesn't count either, which is said, too.
      const settings = bench.settings;
      bench.settings = () => SETTINGS;
      const required = await plan(add({ requireSuppression: true }), manner);
      assert.deepEqual([required.areListsUnused, required.lists], [true, undefined]);
      const none = await plan(add(), manner);
      assert.equal(none.areListsUnused, undefined);
      bench.settings = settings;
      // It is filled from such a list.
      const filled = await plan(add({ files: [{ uri: list.file }] }), manner);
      assert.equal(filled.plan.good, 1);
    }
    bench.audiences = [audience('1', not(leaf('5'))), audience('2', leaf('5'))];
    assert.equal((await plan(add())).plan.suppressed, 1, 'it is both');
    bench.audiences = new Error('nobody knows');
    assert.equal((await plan(add())).plan.suppressed, 1, 'they can’t be read');
  });

  it('can’t be one of its own files, by whatever path', async () => {
    const list = listOf('opt-outs.csv', [ADA]);
    const path = fileURLToPath(list.file);
    const link = join(dirname(path), 'link.csv');
    fs.symlinkSync(path, link);
    set(list);
    for (const uri of [list.file, pathToFileURL(link).href])
      for (const manner of [PERSON, PROGRAM]) {
        const { step } = await bench.check(add({ files: [file(), { uri }] }), manner);
        is(step, 'blocked');
        assert.equal(step.failure.code, 'bad-argument');
        assert.match(step.failure.message, /^opt-outs\.csv is a suppression list of this upload/);
      }
    bench.fill('5', 1000);
    const removal = add({ operation: 'remove', files: [{ uri: list.file }] });
    assert.equal((await plan(removal)).plan.good, 1);
  });

  it('leave out the file that is one, of several that a program sends', async () => {
    const list = listOf('opt-outs.csv', [ADA]);
    set(list);
    const choices = [{ uri: list.file }, file('a.csv'), file('b.csv')].map((one) => ({
      ...{ files: [one], into: bench.into() },
      operation: 'add' as const,
    }));
    const batch = new Batch(choices, bench.drafts, { ...PROGRAM, command: 'uploadMany' });
    const run = async (draft: Draft) => {
      await draft.check();
      return (await (await draft.send('yes')).run({})).report;
    };
    const ends = await sendEach(batch, bench.drafts, run);
    assert.deepEqual(
      ends.map(({ report, error }) => error?.code ?? report?.state),
      ['bad-argument', 'finished', 'finished'],
    );
  });

  it('stop an upload where an entry of the setting is none', async () => {
    bench.settings = () => ({ ...SETTINGS, wrongList: 'An entry is wrong.' });
    for (const manner of [PERSON, PROGRAM]) {
      const { step } = await bench.check(add(), manner);
      is(step, 'blocked');
      assert.deepEqual(
        [step.failure.code, step.failure.message],
        ['bad-setting', 'An entry is wrong.'],
      );
    }
    bench.fill('5', 1000);
    await plan(add({ operation: 'remove' }));
    await plan({ files: [file()], identifierType: 'Email', operation: 'add' }, CHECK);
  });

  it('are saved first', async () => {
    const list = listOf('opt-outs.csv', [ADA]);
    bench.unsaved.add(list.file);
    const { step } = await bench.check(add({ suppress: [list] }), PERSON);
    is(step, 'needs');
    assert.ok(step.missing === 'save');
    assert.equal(step.uri, list.file);
  });

  it('stop a person and a program alike, who may allow it once', async () => {
    const list = { ...listOf('opt-outs.csv', [ADA]), maxAge: '26h' };
    fs.utimesSync(fileURLToPath(list.file), 1_000_000, 1_000_000);
    for (const manner of [PERSON, PROGRAM])
      for (const by of ['setting', 'choice'] as const) {
        if (by === 'setting') set(list);
        else set();
        const suppress = by === 'choice' ? [list] : undefined;
        const { draft, step } = await bench.check(add({ suppress }), manner);
        is(step, 'blocked');
        assert.equal(step.failure.code, 'suppression-stale');
        assert.deepEqual(names(step.stop?.lists), [`opt-outs.csv ${by}`]);
        assert.match(step.stop?.fact ?? '', /^opt-outs\.csv was written .* ago, the limit is/);
        const next = readyOf(await draft.choose({ allow: ['suppression-stale'] }));
        assert.equal(next.plan.suppressed, 1);
        assert.deepEqual(next.plan.suppression?.allowed, ['suppression-stale']);
      }
  });

  it('stop no check, which may be of one of them', async () => {
    const list = listOf('opt-outs.csv', [ADA]);
    set({ ...list, maxAge: '1m' }, { file: 'file:///gone.csv' });
    fs.utimesSync(fileURLToPath(list.file), 1_000_000, 1_000_000);
    const check = (uri: string) =>
      plan({ files: [{ uri }], identifierType: 'Email', operation: 'add' }, CHECK);
    assert.equal((await check(file().uri)).plan.suppressed, 1);
    assert.equal((await check(list.file)).plan.good, 1);
  });

  it('are remembered for such files, but not those of the setting', async () => {
    const [ofSetting, chosen] = [listOf('set.csv', [ADA]), listOf('own.csv', [BOB])];
    set(ofSetting);
    const choices = add({ suppress: [ofSetting, chosen] });
    const { draft } = await bench.check(choices, PERSON);
    const proposed = proposedPairings([draft], bench.pairings);
    assert.deepEqual(
      proposed.map(({ pairing }) => pairing.suppress),
      [[chosen]],
    );
    await (await draft.send('yes')).run({});
    assert.deepEqual(
      bench.pairings.own().map(({ suppress }) => suppress),
      [[chosen]],
    );
  });
});
