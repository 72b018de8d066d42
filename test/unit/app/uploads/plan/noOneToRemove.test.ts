import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Batch } from '../../../../../src/app/uploads/batch/batch';
import { sendEach } from '../../../../../src/app/uploads/batch/sendEach';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { DraftOptions } from '../../../../../src/app/uploads/draft/draft';
import { requireDraftPlan } from '../../../../../src/app/uploads/draftStep';
import { noOneToRemoveText } from '../../../../../src/app/uploads/plan/noOneToRemove';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';
import { people } from '../../../../support/people';
import { csv } from '../../../upload/support/bench';
import { draftBenchForEach, is, PERSON, PROGRAM, readyOf, SETTINGS } from '../draftBench';

/** A header, and nothing that is a row. */
const EMPTY: Record<string, string | Buffer> = {
  'a header': 'email\n',
  'a header without a line end': 'Email',
  'a header of several columns': 'name;e-mail;date\r\n',
  'a header and blank lines': 'email\r\n\r\n\n   \n\n',
  'a header and rows of blank fields': 'email,name\n,\n"",\n\t,\n',
  'a name that contains a word for its type': 'billing_email\n',
  'a compressed header': gzipSync('email\n'),
  'a header in UTF-16': Buffer.from('\ufeffemail\n', 'utf16le'),
};

/** Nothing to send, but not for want of people. */
const NOT_EMPTY: Record<string, string> = {
  'an invalid row': 'email\nnobody\n',
  'an empty field beside a name': 'email,name\n,Ada\n',
  'a blank row of another width': 'email,name\n   \n',
  'a message that an export left behind': 'Error: connection refused\n',
};

describe('a removal without anyone to remove', () => {
  const bench = draftBenchForEach();
  beforeEach(() => bench.fill('5', 10));

  const choicesOf = (
    content: string | Buffer,
    more: Partial<Choices> = {},
    name = 'opt-outs.csv',
  ): Partial<Choices> => ({
    into: bench.into(),
    operation: 'remove',
    files: [bench.chosen(content, name)],
    ...more,
  });
  const leavesNothing = (): void => {
    assert.equal(bench.sink.arrived.length, 0);
    assert.equal(bench.sink.list('5').size, 10);
    assert.deepEqual(bench.current.jobs(), []);
    assert.deepEqual(bench.stored, []);
  };

  for (const [what, content] of Object.entries(EMPTY))
    it(`finishes for a program without a request or a record: ${what}`, async () => {
      const { draft, step } = await bench.check(choicesOf(content), PROGRAM);
      // Nobody has to confirm that nothing is sent.
      assert.equal(readyOf(step).confirmation?.kind, 'nothing');
      const { report } = await (await draft.send()).run({});
      assert.deepEqual(
        [report.state, report.rows - report.blank, report.sent, report.unsent, report.calls],
        ['finished', 0, 0, 0, 0],
      );
      assert.equal(report.error, undefined);
      leavesNothing();
    });

  for (const [what, content] of Object.entries(NOT_EMPTY))
    it(`is stopped where the file isn’t empty: ${what}`, async () => {
      const choices = choicesOf(content);
      const { draft, step } = await bench.check({ ...choices, confirm: false }, PROGRAM);
      is(step, 'blocked');
      assert.equal(step.failure.code, 'nothing-to-send');
      const { report } = await (await draft.send()).run({});
      assert.equal(report.error?.code, 'nothing-to-send');
      assert.equal(bench.sink.arrived.length, 0);
    });

  it('takes a header of any name that is said to be one', async () => {
    for (const reading of [{ columns: ['who'] }, { columns: [0], dialect: { header: true } }]) {
      const files = [{ ...bench.chosen('who\n', 'who.csv'), ...reading }];
      readyOf((await bench.check(choicesOf('', { files }), PROGRAM)).step);
    }
    const files = [{ ...bench.chosen('who\n', 'who.csv'), columns: [0] }];
    is((await bench.check(choicesOf('', { files }), PROGRAM)).step, 'blocked');
  });

  it('is nothing for a person, a proposal or another operation', async () => {
    const manners: DraftOptions[] = [PERSON, { ...PROGRAM, isProposal: true }];
    for (const manner of manners) {
      const { draft, step } = await bench.check(choicesOf('email\n'), manner);
      is(step, 'blocked');
      assert.equal(step.failure.code, 'nothing-to-send');
      await draft.discard();
    }
    for (const operation of OPERATIONS.filter((one) => one !== 'remove')) {
      const update = operation === 'update' && {
        previous: [bench.chosen(csv(people(10)), 'last.csv')],
      };
      const choices = choicesOf('email\n', {
        operation,
        ...(operation !== 'add' && { minKept: 0 }),
        ...update,
      });
      const { step, draft } = await bench.check(choices, PROGRAM);
      is(step, 'blocked');
      assert.equal(step.failure.code, 'nothing-to-send', operation);
      await draft.discard();
    }
    leavesNothing();
  });

  it('is checked again where the file has changed since', async () => {
    const choices = choicesOf('email\n');
    const { draft } = await bench.check({ ...choices, confirm: false }, PROGRAM);
    const upload = await draft.send();
    const [{ uri }] = choices.files ?? assert.fail();
    fs.writeFileSync(fileURLToPath(uri), csv(people(3)));
    const { report } = await upload.run({});
    assert.deepEqual([report.state, report.error?.code], ['failed', 'nothing-to-send']);
  });

  it('doesn’t supersede what is unfinished', async () => {
    bench.settings = () => ({ ...SETTINGS, chunkSize: 1, concurrency: 1 });
    const adding = await bench.check(
      { into: bench.into(), operation: 'add', files: [bench.chosen(csv(people(4, 50)))] },
      PROGRAM,
    );
    const upload = await adding.draft.send('yes');
    bench.sink.onApplied = ({ number }) => void (number === 2 && upload.cancel());
    await upload.run({});
    bench.sink.onApplied = () => undefined;
    const { draft } = await bench.check(choicesOf('email\n'), PROGRAM);
    await (await draft.send()).run({});
    assert.equal(upload.job?.resumable, true);
    const { report } = await upload.run({});
    assert.deepEqual([report.state, report.error], ['finished', undefined]);
    assert.equal(bench.sink.list('5').size, 14);
  });

  describe('of several files', () => {
    /** The end of each file: its code, or how many were sent. */
    const ends = async (...contents: readonly string[]): Promise<unknown[]> => {
      const entries = contents.map((content, n) => {
        const { uri } = bench.chosen(content, `opt-outs ${n}.csv`);
        const choices = { ...choicesOf(''), minKept: 0, confirm: false as const };
        return { ...choices, files: [{ uri }] } as Choices;
      });
      const batch = new Batch(entries, bench.drafts, { ...PROGRAM, command: 'uploadMany' });
      const results = await sendEach(batch, bench.drafts, async (draft) => {
        requireDraftPlan(await draft.check());
        return (await (await draft.send('yes')).run({})).report;
      });
      return results.map(({ report, error }) => (report?.error ?? error)?.code ?? report?.sent);
    };

    it('finishes if each of them has only a header', async () => {
      assert.deepEqual(await ends('email\n', 'email\n\n'), [0, 0]);
      leavesNothing();
    });

    it('goes unnoticed in none of them beside others', async () => {
      assert.deepEqual(await ends('email\n', csv(people(3))), ['nothing-to-send', 3]);
    });
  });

  it('is said in a sentence', () => {
    assert.equal(noOneToRemoveText('opt-outs.csv', 1), 'opt-outs.csv has no one to remove.');
    assert.equal(noOneToRemoveText('a.csv, b.csv', 2), 'a.csv, b.csv have no one to remove.');
  });
});
