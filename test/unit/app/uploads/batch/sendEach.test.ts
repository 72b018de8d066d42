import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Batch } from '../../../../../src/app/uploads/batch/batch';
import type { BatchOwner } from '../../../../../src/app/uploads/batch/batchOwner';
import { sendEach, type UploadEnd } from '../../../../../src/app/uploads/batch/sendEach';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import type { FileChoice } from '../../../../../src/app/uploads/choices/fileChoice';
import {
  Draft,
  type DraftOptions,
  type DraftWork,
} from '../../../../../src/app/uploads/draft/draft';
import { requireDraftPlan, type DraftPlan } from '../../../../../src/app/uploads/draftStep';
import type { Upload } from '../../../../../src/app/uploads/upload';
import { badArgument, Cancelled, Failure } from '../../../../../src/common/failure';
import { fileName } from '../../../../../src/common/fileName';
import type { Report } from '../../../../../src/upload/jobTypes';
import { OPERATIONS } from '../../../../../src/upload/uploadTypes';
import { people } from '../../../../support/people';
import { csv } from '../../../upload/support/bench';
import { Random } from '../../../upload/support/random';
import { audience, leaf, not } from '../../audiences/audiences';
import { account, segment } from '../../segments/segments';
import { draftBenchForEach, PROGRAM, readyOf, SETTINGS } from '../draftBench';

const BY_PROGRAM: DraftOptions = { ...PROGRAM, command: 'uploadMany' };

/** The drafts of a batch, in the order of their first lines. */
const draftsOf = (batch: Batch): Draft[] =>
  batch.groups.flatMap(({ id }) => batch.draftOf(id) ?? []);

describe('the uploads of a program', () => {
  const bench = draftBenchForEach();

  const batchOf = (wanted: readonly Choices[]): Batch =>
    new Batch(wanted, bench.drafts, BY_PROGRAM);
  const ends = (batch: Batch, run: (draft: Draft) => Promise<Report>): Promise<UploadEnd[]> =>
    sendEach(batch, bench.drafts, run);
  /** A file of these rows, to be added to the segment 5 unless told otherwise. */
  const want = (
    name: string,
    choices: Partial<Choices> = {},
    { rows = people(3, 0, name), ...reading }: { rows?: string[] } & Partial<FileChoice> = {},
  ): Choices => {
    const { uri } = bench.chosen(csv(rows), name);
    return { into: bench.into(), operation: 'add', ...choices, files: [{ uri, ...reading }] };
  };
  const unknown = { into: undefined, operation: undefined };
  const serve = async (draft: Draft) => {
    requireDraftPlan(await draft.check());
    return (await (await draft.send('yes')).run({})).report;
  };
  const namesIn = (batch: Batch): string[][] =>
    draftsOf(batch).map(({ choices }) => choices.files.map(({ uri }) => fileName(uri).raw()));

  describe('makes one draft', () => {
    it('of files that go to one segment in the same way', async () => {
      const wanted = ['b.csv', 'a.csv', 'c.csv'].map((name) => want(name));
      const batch = batchOf(wanted);
      assert.deepEqual(namesIn(batch), [['b.csv', 'a.csv', 'c.csv']]);
      const results = await ends(batch, serve);
      assert.equal(results.length, 3);
      const [{ report }] = results;
      assert.deepEqual([report?.state, report?.sent], ['finished', 9]);
      assert.ok(results.every((result) => result.report === report && !result.error));
      assert.equal(bench.sink.list('5').size, 9);
    });

    it('of a segment that several files replace, which is cleared once', async () => {
      bench.fill('5', 10);
      const choices = { operation: 'replace', minKept: 0 } as const;
      const batch = batchOf(['a.csv', 'b.csv'].map((name) => want(name, choices)));
      await ends(batch, serve);
      assert.deepEqual(
        bench.sink.arrived.map(({ kind }) => kind).filter((kind) => kind === 'clear'),
        ['clear'],
      );
      assert.deepEqual(
        bench.sink.list('5'),
        new Set([...people(3, 0, 'a.csv'), ...people(3, 0, 'b.csv')]),
      );
    });

    it('with a file once that is given twice, and twice where two of its columns are', async () => {
      const twice = [want('a.csv'), want('b.csv'), want('a.csv')];
      const batch = batchOf(twice);
      assert.deepEqual(namesIn(batch), [['a.csv', 'b.csv']]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report }) => report?.sent),
        twice.map(() => 6),
      );

      const { uri } = bench.chosen('mail,second\na@example.com,b@example.com\n', 'two.csv');
      const columns = batchOf(
        ['mail', 'second'].map((column) => ({
          into: bench.into('6'),
          operation: 'add',
          files: [{ uri, columns: [column] }],
        })),
      );
      assert.deepEqual(namesIn(columns), [['two.csv', 'two.csv']]);
      const [first, second] = await ends(columns, serve);
      assert.equal(first.report, second.report);
      assert.deepEqual(bench.sink.list('6'), new Set(['a@example.com', 'b@example.com']));
    });
  });

  it('removes people from several segments, but not from those that keep people out, or may', async () => {
    bench.world.get('k')?.push(segment('9', { accountId: '77', name: 'Opt-outs' }));
    for (const id of ['5', '6', '9']) bench.fill(id, 10);
    const removal = (id: string): Choices =>
      want(
        'unsub.csv',
        { into: bench.into(id), operation: 'remove' },
        { rows: people(2, 0, 'before') },
      );
    const endsOf = async (...ids: string[]): Promise<unknown[]> =>
      (await ends(batchOf(ids.map(removal)), serve)).map(
        ({ report, error }) => error?.code ?? report?.state,
      );
    bench.audiences = [audience('1', not(leaf('5')))];
    assert.deepEqual(await endsOf('5', '6', '9'), [
      'keeps-people-out',
      'finished',
      'keeps-people-out',
    ]);
    bench.audiences = new Error('no permission');
    assert.deepEqual(await endsOf('5', '6'), ['keeps-people-out', 'keeps-people-out']);
    assert.deepEqual(
      ['5', '6', '9'].map((id) => bench.sink.list(id).size),
      [10, 8, 10],
    );
    const [{ error }] = await ends(batchOf([removal('9'), removal('6')]), serve);
    assert.match(
      error?.message ?? '',
      /^Keeps people out: .* Nothing was removed from Opt-outs, .* Add these people to it, or remove them from it alone\.$/u,
    );
    // Of one segment, a program says what it wants.
    assert.deepEqual(await endsOf('9'), ['finished']);
  });

  it('makes drafts of their own of files without a segment, also of one name pattern', () => {
    const names = ['vip-2026-01.csv', 'lapsed.csv', 'vip-2026-02.csv', 'VIP (3).csv', 'vip.csv'];
    assert.deepEqual(
      namesIn(batchOf(names.map((name) => want(name, unknown)))),
      names.map((name) => [name]),
    );
  });

  it('makes drafts of their own of what differs in anything', () => {
    const other = bench.addAccount({ key: 'm', accountId: '88' }, [segment('5')]);
    const differing: Partial<Choices>[] = [
      { into: bench.into('6') },
      { into: bench.into('5', other) },
      { operation: 'remove' },
      { hash: 'md5' },
      { operation: 'remove', formats: 'all' },
      { maxInvalid: 0.2 },
      { operation: 'remove', minKept: 0.2 },
      { confirm: false },
      { confirm: '77' },
      unknown,
    ];
    const wanted = [{}, ...differing].map((choices) => want('a.csv', choices));
    const drafts = draftsOf(batchOf(wanted));
    assert.equal(drafts.length, wanted.length);
    assert.deepEqual(
      drafts.map(({ choices }) => choices),
      wanted,
    );
  });

  it('makes drafts of their own of files that their folders’ settings treat otherwise', () => {
    bench.settings = (uri) => ({
      ...SETTINGS,
      hash: uri.includes('a-2.csv') ? 'sha256' : 'none',
    });
    const batch = batchOf(['a-1.csv', 'a-2.csv', 'a-3.csv'].map((name) => want(name)));
    assert.deepEqual(namesIn(batch), [['a-1.csv', 'a-3.csv'], ['a-2.csv']]);
  });

  it('sends no file to the segment of another one of its name pattern', async () => {
    const batch = batchOf(
      ['5', '6'].map((id, month) => want(`vip-${month}.csv`, { into: bench.into(id) })),
    );
    await ends(batch, serve);
    assert.deepEqual(
      ['5', '6'].map((id) => bench.sink.list(id)),
      [0, 1].map((month) => new Set(people(3, 0, `vip-${month}.csv`))),
    );
  });

  describe('refuses a conflict', () => {
    const conflicts = async (
      first: Partial<Choices>,
      second: Partial<Choices>,
    ): Promise<boolean[]> => {
      const batch = batchOf([want('first.csv', first), want('second.csv', second)]);
      assert.equal(draftsOf(batch).length, 2);
      const results = await ends(batch, () => Promise.reject(new Cancelled()));
      return results.map(({ error }) => {
        if (error?.code === 'cancelled') return false;
        assert.equal(error?.code, 'conflict');
        assert.match(error.message, /first\.csv.*second\.csv|second\.csv.*first\.csv/);
        return true;
      });
    };

    for (const first of OPERATIONS)
      for (const second of OPERATIONS) {
        const wanted = first !== second || first === 'replace' || first === 'update';
        it(`${wanted ? '' : 'not '}of ${first} and ${second}`, async () => {
          assert.deepEqual(
            await conflicts({ operation: first }, { operation: second, hash: 'md5' }),
            [wanted, wanted],
          );
          assert.deepEqual(
            await conflicts({ operation: first }, { operation: second, into: bench.into('6') }),
            [false, false],
          );
        });
      }

    it('also through another account, but not with a segment of another API', async () => {
      const other = bench.addAccount({ key: 'm', accountId: '88' }, []);
      const elsewhere = bench.addAccount({ key: 'n', origin: 'https://other.example' }, []);
      const add = { operation: 'add' } as const;
      const remove = { operation: 'remove' } as const;
      const replace = { operation: 'replace' } as const;
      assert.deepEqual(await conflicts(add, { ...remove, into: bench.into('5', other) }), [
        true,
        true,
      ]);
      assert.deepEqual(await conflicts(add, { ...add, into: bench.into('5', other) }), [
        false,
        false,
      ]);
      assert.deepEqual(await conflicts(replace, { ...replace, into: bench.into('5', other) }), [
        true,
        true,
      ]);
      for (const there of [remove, replace])
        assert.deepEqual(await conflicts(replace, { ...there, into: bench.into('5', elsewhere) }), [
          false,
          false,
        ]);
    });

    it('not of a draft without a segment yet', async () => {
      assert.deepEqual(await conflicts({ operation: 'replace' }, unknown), [false, false]);
    });

    it('not of one that has no operation, which it is told, and the other goes', async () => {
      const batch = batchOf([want('a.csv'), want('b.csv', { operation: undefined })]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report, error }) => error?.code ?? report?.sent),
        [3, 'bad-argument'],
      );
    });

    it('and sends neither, but what is beside them', async () => {
      bench.fill('5', 10);
      const batch = batchOf([
        want('a.csv', { operation: 'replace' }),
        want('b.csv', { into: bench.into('6') }),
        want('c.csv', { operation: 'remove' }),
        want('d.csv', { operation: 'remove' }),
      ]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report, error }) => error?.code ?? report?.state),
        ['conflict', 'finished', 'conflict', 'conflict'],
      );
      assert.ok(bench.sink.arrived.every(({ segmentId }) => segmentId === '6'));
    });
  });

  describe('of which one file cannot be read', () => {
    const gone = (wanted: Choices): Choices => {
      fs.rmSync(fileURLToPath(wanted.files[0].uri));
      return wanted;
    };

    it('adds the others, each for itself', async () => {
      const batch = batchOf([want('a.csv'), gone(want('b.csv')), want('c.csv')]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report, error }) => error?.code ?? report?.sent),
        [3, 'not-found', 3],
      );
      assert.notEqual(results[0].report?.jobId, results[2].report?.jobId);
      assert.match(results[1].error?.message ?? '', /b\.csv/);
      assert.equal(bench.sink.list('5').size, 6);
    });

    it('replaces nothing, and says of all of them why', async () => {
      bench.fill('5', 10);
      const choices = { operation: 'replace', minKept: 0 } as const;
      const batch = batchOf([
        want('a.csv', choices),
        gone(want('b.csv', choices)),
        want('c.csv', choices),
      ]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ error }) => error?.code),
        ['not-found', 'not-found', 'not-found'],
      );
      assert.equal(bench.sink.arrived.length, 0);
      assert.equal(bench.sink.list('5').size, 10);
    });

    it('or is stopped: a clean one doesn’t hide it, and it doesn’t hold back the clean one', async () => {
      const choices = { confirm: false, maxInvalid: 0.1 } as const;
      const batch = batchOf([
        want('good.csv', choices, { rows: people(100, 0, 'user') }),
        want('bad.csv', choices, { rows: ['nobody', ...people(4, 0, 'bad')] }),
        want('none.csv', choices, { rows: ['nobody', 'no one'], columns: [0] }),
      ]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report }) => report?.error?.code ?? report?.sent),
        [100, 'too-many-refused', 'nothing-to-send'],
      );
      assert.equal(bench.sink.list('5').size, 100);
    });

    it('or is empty: a list is not replaced by the others', async () => {
      bench.fill('5', 3);
      const choices = { operation: 'replace', minKept: 0, confirm: false } as const;
      const batch = batchOf([want('good.csv', choices), want('empty.csv', choices, { rows: [] })]);
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report }) => report?.error?.code),
        ['nothing-to-send', 'nothing-to-send'],
      );
      assert.match(results[0].report?.error?.message ?? '', /no rows to send in empty\.csv/);
      assert.equal(bench.sink.arrived.length, 0);
    });

    it('gives one that is given twice the same end both times', async () => {
      const good = want('a.csv');
      const batch = batchOf([good, gone(want('b.csv')), good]);
      const [first, , third] = await ends(batch, serve);
      assert.equal(first.report?.sent, 3);
      assert.equal(third.report, first.report);
      assert.equal(bench.sink.received, 3);
    });

    it('has the result of each file, even if it is read differently by then', async () => {
      const batch = batchOf(['vip-1.csv', 'vip-2.csv'].map((name) => want(name)));
      const [draft] = draftsOf(batch);
      readyOf(await draft.chooseReading({ columns: ['email'] }));
      fs.rmSync(fileURLToPath(draft.choices.files[1].uri));
      const results = await ends(batch, serve);
      assert.deepEqual(
        results.map(({ report, error }) => error?.code ?? report?.sent),
        [3, 'not-found'],
      );
    });
  });

  it('are none where nothing was chosen', async () => {
    assert.deepEqual(await ends(batchOf([]), () => assert.fail('there is no draft')), []);
  });

  it('doesn’t retry single files of an upload that started or was cancelled', async () => {
    for (const [failure, begins] of [
      [new Failure('locked', 'Busy.'), true],
      [new Cancelled(), false],
    ] as const) {
      const batch = batchOf([want('a.csv'), want('b.csv')]);
      let runs = 0;
      const results = await ends(batch, async (draft) => {
        runs++;
        await draft.check();
        if (begins) await draft.send('yes');
        throw failure;
      });
      assert.equal(runs, 1);
      assert.deepEqual(
        results.map(({ error }) => error?.code),
        [failure.code, failure.code],
      );
    }
    assert.equal(bench.sink.arrived.length, 0);
  });
});

describe('any uploads of a program', () => {
  const here = account({}, { key: 'here' });
  const also = account({}, { key: 'also', accountId: '78' });
  const there = account({}, { key: 'there', origin: 'https://other.example' });
  const broken = 'file:///broken-1.csv';
  const uris = [broken, ...['a-1', 'a-2', 'b-1', 'b-2', 'c'].map((name) => `file:///${name}.csv`)];

  /** What a draft has done for it where every file but one can be read. */
  const work: DraftWork = {
    likelyOperation: ({ operation }) => operation,
    nextStep: ({ files, into, operation }) =>
      Promise.resolve(
        !into || !operation
          ? { step: { kind: 'blocked', failure: badArgument('uploadMany', 'None.'), changes: [] } }
          : files.some(({ uri }) => uri === broken)
            ? { step: { kind: 'blocked', failure: new Failure('not-found', 'Gone.'), changes: [] } }
            : {
                step: {
                  kind: 'ready',
                  planned: { plan: {}, confirmation: { kind: 'nothing' } } as DraftPlan,
                },
              },
      ),
    changedSince: () => Promise.resolve(undefined),
    discard: () => Promise.resolve(),
    handOver: () => Promise.resolve({} as Upload),
  };

  const owner = {
    draft: (choices: Choices, manner: DraftOptions) => new Draft(work, choices, manner),
    destination: ({ account, segmentId }: NonNullable<Choices['into']>) =>
      Promise.resolve({ account, segment: segment(segmentId) }),
    optOuts: { roleOf: () => Promise.resolve('target') },
    workspace: {
      settingsOf: () => ({ hash: 'none', dedupe: true, chunkSize: 50_000, concurrency: 4 }),
    },
  } as unknown as BatchOwner;

  function anyWanted(random: Random): Choices {
    const uri = random.pick(uris);
    const file: FileChoice = { uri, columns: random.pick([undefined, [0], [1]]) };
    if (random.chance(0.15)) return { files: [file] };
    return {
      files: [file],
      into: {
        account: random.pick([here, here, here, also, there]),
        segmentId: random.pick(['5', '5', '6', '7', '8']),
      },
      operation: random.pick(OPERATIONS),
      hash: random.pick([undefined, undefined, 'md5']),
    };
  }

  /** What a file has in common with those that are one upload with it. */
  const wayOf = ({ files: [{ uri }], into, operation, hash }: Choices): string =>
    into ? [into.account.key, into.segmentId, operation, hash].join() : `unknown, ${uri}`;
  const placeOf = ({ into }: Choices): string | undefined =>
    into && `${into.account.origin} ${into.segmentId}`;
  const opposes = (one: Choices, other: Choices): boolean =>
    one.into !== undefined &&
    placeOf(one) === placeOf(other) &&
    wayOf(one) !== wayOf(other) &&
    (one.operation !== other.operation ||
      one.operation === 'replace' ||
      one.operation === 'update');

  const isSame =
    ({ files: [file] }: Choices) =>
    (other: FileChoice): boolean =>
      JSON.stringify(other) === JSON.stringify(file);

  async function holds(seed: number): Promise<void> {
    const random = new Random(seed);
    const chosen = Array.from({ length: random.int(0, 9) }, () => anyWanted(random));
    const batch = new Batch(chosen, owner, BY_PROGRAM);

    const drafts = draftsOf(batch).map(({ choices }) => choices);
    assert.deepEqual(drafts.map(wayOf), [...new Set(chosen.map(wayOf))]);
    for (const draft of drafts) {
      const files = chosen
        .filter((one) => wayOf(one) === wayOf(draft))
        .map(({ files }) => files[0]);
      const distinct = new Map(files.map((file) => [JSON.stringify(file), file]));
      assert.deepEqual(draft.files, [...distinct.values()]);
    }

    const sent: Choices[] = [];
    const results = await sendEach(batch, owner, async (draft) => {
      requireDraftPlan(await draft.check());
      await draft.send();
      sent.push(draft.choices);
      return { jobId: String(sent.length - 1), sides: {} } as Report;
    });

    for (const [i, one] of sent.entries())
      for (const other of sent.slice(i + 1)) {
        assert.ok(!opposes(one, other));
        assert.ok(one.operation !== 'replace' || placeOf(one) !== placeOf(other));
      }
    assert.equal(results.length, chosen.length);
    for (const [i, choices] of chosen.entries()) {
      const { report, error } = results[i];
      assert.notEqual(report === undefined, error === undefined);
      assert.equal(error?.code, expected(choices));
      if (!report) continue;
      const upload = sent[Number(report.jobId)];
      assert.equal(wayOf(upload), wayOf(choices));
      assert.ok(upload.files.some(isSame(choices)));
      const twice = sent.filter(
        (one) => wayOf(one) === wayOf(choices) && one.files.some(isSame(choices)),
      );
      assert.equal(twice.length, 1);
    }

    /** The code of the failure that a file must end with; undefined where it must go. */
    function expected(choices: Choices): string | undefined {
      if (!choices.into) return 'bad-argument';
      if (chosen.some((other) => opposes(choices, other))) return 'conflict';
      const together =
        choices.operation === 'replace' || choices.operation === 'update'
          ? chosen.filter((other) => wayOf(other) === wayOf(choices))
          : [choices];
      return together.some(({ files }) => files[0].uri === broken) ? 'not-found' : undefined;
    }
  }

  it('has each file in one draft, and a result for each', async () => {
    for (let seed = 1; seed <= 300; seed++)
      await holds(seed).catch((cause: unknown) => {
        throw new Error(`seed ${seed}`, { cause });
      });
  });
});
