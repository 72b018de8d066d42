import assert from 'node:assert/strict';
import type { Algebra } from '../../../../../src/api/apiTypes';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { Draft } from '../../../../../src/app/uploads/draft/draft';
import { people } from '../../../../support/people';
import { csv } from '../../../upload/support/bench';
import { audience, leaf, not } from '../../audiences/audiences';
import { segment } from '../../segments/segments';
import { draftBenchForEach, PERSON, PROGRAM, readyOf } from '../draftBench';

const LEFT = csv(people(5, 0, 'left'));

describe('an upload of people who opted out', () => {
  const bench = draftBenchForEach();

  const open = async (name: string, choices: Partial<Choices> = {}): Promise<Draft> => {
    const files = [bench.chosen(LEFT, name)];
    const draft = bench.draft({ into: bench.into(), files, ...choices }, PERSON);
    await draft.check();
    return draft;
  };
  const send = async (name: string, choices: Partial<Choices>, content = LEFT): Promise<void> => {
    const files = [bench.chosen(content, name)];
    const draft = bench.draft({ into: bench.into(), files, minKept: 0, ...choices }, PERSON);
    await draft.check();
    const { confirmation } = readyOf(draft.step);
    const confirmed =
      confirmation?.kind === 'accountId' ? { accountId: bench.account.accountId } : 'yes';
    assert.equal((await (await draft.send(confirmed)).run({})).report.state, 'finished');
  };
  const used = (...rules: Algebra[]): void => {
    bench.audiences = rules.map((rule, index) => audience(String(index), rule));
  };
  const reasonOf = ({ step }: Draft): string | undefined => {
    const { optOut, reasons } = readyOf(step);
    assert.equal(reasons.includes(optOut ?? ''), optOut !== undefined);
    return optOut;
  };

  it('begins as a Remove if the name of the file says so', async () => {
    bench.fill('5', 100);
    const draft = bench.draft(
      { into: bench.into(), files: [bench.chosen(LEFT, 'unsub.csv')] },
      PERSON,
    );
    assert.equal(draft.operation, 'remove', 'before it is checked');
    await draft.check();
    assert.deepEqual([draft.operation, reasonOf(draft)], ['remove', undefined]);
    for (const operation of ['add', 'replace', 'update'] as const) {
      await draft.choose({ operation, previous: [] });
      assert.equal(draft.operation, operation);
      assert.match(reasonOf(draft) ?? '', /says that its people opted out\. This puts them in/);
    }
  });

  it('begins as a Remove if the last upload of a file of this name was one', async () => {
    bench.fill('6', 100);
    assert.equal((await open('leavers.csv')).operation, 'add');
    await send('leavers.csv', { operation: 'remove', into: bench.into('6') });
    const draft = await open('Leavers.csv');
    assert.equal(draft.operation, 'remove');
    await draft.choose({ operation: 'add' });
    assert.match(reasonOf(draft) ?? '', /last used to remove people/);
    assert.equal((await open('others.csv')).operation, 'add');
    await send('leavers.csv', { operation: 'add', into: bench.into('6') });
    assert.equal((await open('leavers.csv')).operation, 'add', 'it was added since');
  });

  it('begins as a Remove if these people were removed last, by whatever file', async () => {
    bench.fill('5', 100);
    await send('a.csv', { operation: 'remove' });
    const draft = await open('b.csv');
    assert.equal(draft.operation, 'remove');
    assert.deepEqual(bench.stored.length, 2, 'no plan is left over');
    await draft.choose({ operation: 'add' });
    assert.match(reasonOf(draft) ?? '', /were removed from this segment on .* puts them back\.$/u);
    // Other people, or another segment.
    const other = bench.chosen(csv(people(6)), 'c.csv');
    assert.equal((await open('b.csv', { files: [other] })).operation, 'add');
    assert.equal((await open('b.csv', { into: bench.into('6') })).operation, 'add');
  });

  it('is none after an undo, which removes what was added by mistake', async () => {
    await send('a.csv', { operation: 'add' });
    const [{ jobId }] = bench.current.jobs();
    const undo = await bench.drafts.undo(
      jobId,
      { by: 'person', command: 'undoUpload' },
      { minKept: 0 },
    );
    await undo.check();
    assert.equal(reasonOf(undo), undefined);
    await (await undo.send({ accountId: bench.account.accountId })).run({});
    for (const name of ['a.csv', 'b.csv']) {
      const again = await open(name);
      assert.deepEqual([again.operation, reasonOf(again)], ['add', undefined], name);
    }
  });

  it('begins as an Add for a segment that keeps people out, which a Remove would undo', async () => {
    used(not(leaf('5')));
    bench.fill('5', 100);
    const draft = await open('optout.csv');
    assert.deepEqual([draft.operation, reasonOf(draft)], ['add', undefined]);
    await draft.choose({ operation: 'remove' });
    assert.match(reasonOf(draft) ?? '', /^Keeps people out: .* may be targeted again\.$/u);
    await draft.choose({ into: bench.into('6'), operation: undefined });
    assert.equal(draft.operation, 'remove');
    bench.world.set('k', [segment('5', { accountId: '77', name: 'Désinscrits' })]);
    bench.audiences = new Error('no permission');
    const byName = await open('customers.csv', { operation: 'remove' });
    assert.match(reasonOf(byName) ?? '', /Keeps people out/);
  });

  it('asks what to do where the segment is used both ways, or its audiences can’t be read', async () => {
    for (const audiences of [[leaf('5'), not(leaf('5'))], undefined]) {
      if (audiences) used(...audiences);
      else bench.audiences = new Error('no permission');
      const { step, operation } = await open('optout.csv');
      assert.equal(step.kind === 'needs' && step.missing, 'operation');
      assert.equal(operation, undefined);
      // Whoever isn’t opted out needs no audiences.
      assert.equal((await open('crm.csv')).operation, 'add');
    }
  });

  it('is what a program says, which is told like a person but not held up', async () => {
    const files = [bench.chosen(LEFT, 'optout.csv')];
    const draft = bench.draft(
      { into: bench.into(), files, operation: 'add', confirm: false },
      PROGRAM,
    );
    await draft.check();
    assert.equal(draft.operation, 'add');
    assert.match(reasonOf(draft) ?? '', /says that its people opted out\. This puts them in/);
    assert.equal((await (await draft.send()).run({})).report.state, 'finished');
    // Not where it keeps people out, nor of a removal, which needs no audiences for that.
    used(not(leaf('6')));
    for (const choices of [
      { operation: 'add', into: bench.into('6') },
      { operation: 'remove', into: bench.into(), minKept: 0 },
    ] as const) {
      const other = bench.draft({ ...choices, files }, PROGRAM);
      await other.check();
      assert.equal(reasonOf(other), undefined, choices.operation);
    }
    // Where a person confirms what it proposes, that person is told.
    const proposal = bench.draft(
      { into: bench.into(), files, operation: 'add' },
      { ...PROGRAM, isProposal: true },
    );
    await proposal.check();
    assert.match(reasonOf(proposal) ?? '', /says that its people opted out/);
    const { step } = bench.draft({ into: bench.into(), files }, PROGRAM);
    assert.equal(step.kind, 'checking');
  });
});
