import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Batch } from '../../../../../../src/app/uploads/batch/batch';
import { isShown } from '../../../../../../src/app/uploads/batch/batchGroup';
import { lineFigures } from '../../../../../../src/app/uploads/batchPage/batchView';
import type { Choices } from '../../../../../../src/app/uploads/choices/choices';
import type { DraftOptions } from '../../../../../../src/app/uploads/draft/draft';
import { draftPlanOf } from '../../../../../../src/app/uploads/draftStep';
import type { Report } from '../../../../../../src/upload/jobTypes';
import type { Operation, Plan } from '../../../../../../src/upload/uploadTypes';
import { people } from '../../../../../support/people';
import { waitUntil } from '../../../../../support/waitUntil';
import { csv, options, WORKER } from '../../../../upload/support/bench';
import { draftBenchForEach, PERSON, PROGRAM, refuses } from '../../draftBench';

const MANY: DraftOptions = { ...PERSON, command: 'uploadMany' };

describe('what several uploads are estimated to be', () => {
  const batches: Batch[] = [];
  afterEach(() => Promise.all(batches.splice(0).map((batch) => batch.dispose())));
  const bench = draftBenchForEach();

  /** What the thread that reads is told, and tells, in files. */
  let told: string;
  const opened = (): string[] => fs.readFileSync(join(told, 'opened'), 'utf8').split(' ').slice(1);
  const forget = (): void => fs.writeFileSync(join(told, 'opened'), '');
  /** Every file can’t be read for now. */
  const makeUnreadable = (): void => fs.writeFileSync(join(told, 'unreadable'), '');
  const makeReadable = (): void => fs.rmSync(join(told, 'unreadable'), { force: true });
  /** Once a file is opened, another one gets more. */
  const appendWhenOpened = (name: string, path: string, text: string): void =>
    fs.writeFileSync(join(told, name), JSON.stringify({ path, text }));
  before(() => {
    told = fs.mkdtempSync(join(tmpdir(), 'estimates-test-'));
    const tell = (files: typeof fs, folder: string): void => {
      const { open } = files.promises;
      files.promises.open = (path, ...rest) => {
        const [name] = /[^/\\]*$/.exec(String(path)) ?? [''];
        if (!name.endsWith('.csv')) return open(path, ...rest);
        if (files.existsSync(`${folder}/unreadable`))
          return Promise.reject(Object.assign(new Error(), { code: 'EIO' }));
        files.appendFileSync(`${folder}/opened`, ` ${name}`);
        if (files.existsSync(`${folder}/${name}`)) {
          const more = JSON.parse(files.readFileSync(`${folder}/${name}`, 'utf8')) as {
            path: string;
            text: string;
          };
          files.rmSync(`${folder}/${name}`);
          files.appendFileSync(more.path, more.text);
        }
        return open(path, ...rest);
      };
    };
    bench.workerPath = join(told, 'worker.js');
    fs.writeFileSync(
      bench.workerPath,
      `(${tell.toString()})(require('node:fs'), ${JSON.stringify(told)}); require(${JSON.stringify(WORKER)});`,
    );
  });
  after(() => fs.rmSync(told, { recursive: true }));
  /** How often a file is opened to be read once. */
  const once = new Map<Operation, number>();
  beforeEach(async () => {
    makeReadable();
    const file = bench.file(csv(people(3, 0, 'other')), 'other.csv');
    for (const operation of ['add', 'remove'] as const) {
      forget();
      await bench.current.plan([file], bench.target(), options({ operation }), { isCheck: true });
      once.set(operation, opened().length);
    }
    forget();
  });
  /** How often each file was read, by name. */
  const reads = (operation: Operation = 'add'): number[] => {
    const times = new Map<string, number>();
    for (const name of opened()) times.set(name, (times.get(name) ?? 0) + 1);
    return [...times].sort().map(([, count]) => count / (once.get(operation) ?? 0));
  };

  const line = (name: string, rows: string[], choices: Partial<Choices> = {}): Choices => ({
    into: bench.into(),
    operation: 'add',
    ...choices,
    files: [bench.chosen(csv(rows), name)],
  });
  const open = async (choices: readonly Choices[], manner = MANY): Promise<Batch> => {
    const batch = new Batch(choices, bench.drafts, manner);
    batches.push(batch);
    batch.start();
    return rest(batch);
  };
  const rest = async (batch: Batch): Promise<Batch> => {
    const isBusy = ({ step }: { step: { kind: string } }): boolean => step.kind === 'checking';
    await waitUntil(
      'every check has ended',
      () =>
        batch.lines.every(({ check, isPreparing }) => !isPreparing && !(check && isBusy(check))) &&
        batch.groups.every(({ draft }) => draft && !isBusy(draft)),
    );
    return batch;
  };
  const planOf = (batch: Batch, group = 0): Plan => {
    const { draft } = batch.groups[group];
    return (draft && draftPlanOf(draft.step)?.plan) ?? assert.fail('there is no plan');
  };
  const send = async (batch: Batch): Promise<Report[]> => {
    const reports: Report[] = [];
    for (const upload of await batch.send(() => ({ accountId: '77' })))
      reports.push((await upload.run({})).report);
    return reports;
  };
  /** Of five files for one segment, each of which has one person of the one before. */
  const five = (): Choices[] =>
    [0, 1, 2, 3, 4].map((n) => line(`part-${n}.csv`, people(4, n * 3, 'user')));

  it('comes from the check of each file: a tick reads nothing, and sending reads it once more', async () => {
    const batch = await open(five());
    assert.deepEqual(reads(), [1, 1, 1, 1, 1]);
    assert.equal(planOf(batch).good, 16);
    for (const [id, good] of [
      ['2', 14],
      ['0', 11],
      ['4', 8],
    ] as const) {
      batch.tick(id, false);
      await rest(batch);
      assert.equal(planOf(batch).good, good);
    }
    batch.tick(undefined, true);
    await rest(batch);
    assert.deepEqual(reads(), [1, 1, 1, 1, 1]);
    assert.deepEqual(bench.stored, []);

    const [upload] = await batch.send(() => 'yes');
    assert.deepEqual(reads(), [2, 2, 2, 2, 2]);
    const { report } = await upload.run({});
    assert.deepEqual([report.sent, report.duplicates], [16, 4]);
    assert.equal(bench.stored.length, 1);
  });

  it('reads each file once to be sent, also by a column that was chosen of it', async () => {
    const choices = [0, 1, 2, 3].map((n): Choices => {
      const rows = people(4, n * 3, 'user').map((one) => `${one},other-${one}`);
      const file = bench.chosen(csv(rows, 'email,private email'), `two-${n}.csv`);
      const files = [{ ...file, columns: ['email'] }];
      return { into: bench.into(), operation: 'add', files };
    });
    const batch = await open(choices);
    assert.equal(planOf(batch).good, 13);
    forget();
    batch.tick('3', false);
    batch.tick('3', true);
    await rest(batch);
    assert.deepEqual(reads(), []);
    await batch.send(() => 'yes');
    assert.deepEqual(reads(), [1, 1, 1, 1]);
  });

  it('says of each file what the others leave of it', async () => {
    const batch = await open(five().slice(0, 3));
    const figures = (): unknown[] => {
      const [group] = batch.groups;
      return group.lines.map((one) => {
        const { good, duplicates } = lineFigures(one, group) ?? assert.fail();
        return [good, duplicates];
      });
    };
    assert.deepEqual(figures(), [
      [4, 0],
      [3, 1],
      [3, 1],
    ]);
    batch.tick('0', false);
    await rest(batch);
    assert.deepEqual(figures().slice(1), [
      [4, 0],
      [3, 1],
    ]);
  });

  it('is the plan of one file for many segments, which reads it once in all', async () => {
    const files = [bench.chosen(csv(people(5, 0, 'user')), 'opted-out.csv')];
    for (const id of ['5', '6']) bench.fill(id, 100);
    const batch = await open(
      ['5', '6'].map((id) => ({ files, into: bench.into(id), operation: 'remove' as const })),
    );
    assert.deepEqual([planOf(batch, 0).good, planOf(batch, 1).good], [5, 5]);
    const uploads = await batch.send(() => 'yes');
    assert.deepEqual(reads('remove'), [1]);
    for (const upload of uploads) assert.equal((await upload.run({})).report.sent, 5);
  });

  it('is found once a file can be read again that couldn’t be read before, although it is the same', async () => {
    const files = [bench.chosen(csv(people(5, 0, 'user')), 'all.csv')];
    makeUnreadable();
    const batch = await open(
      ['5', '6'].map((id) => ({ files, into: bench.into(id), operation: 'add' as const })),
    );
    const steps = (): unknown[] => batch.groups.map(({ draft }) => draft?.step.kind);
    assert.deepEqual(steps(), ['blocked', 'blocked']);
    makeReadable();
    batch.check();
    await rest(batch);
    assert.deepEqual(steps(), ['ready', 'ready']);
  });

  it('reads a file once that a program sends to many segments', async () => {
    const files = [bench.chosen(csv(people(5, 0, 'user')), 'all.csv')];
    const batch = await open(
      ['5', '6'].map((id) => ({ files, into: bench.into(id), operation: 'add' as const })),
      PROGRAM,
    );
    assert.deepEqual(reads(), [1]);
    // A program is told what will be sent.
    assert.deepEqual([planOf(batch).estimate, bench.stored.length], [undefined, 2]);
  });

  it('asks for the size of a segment once, however often its files change', async () => {
    const batch = await open(five());
    batch.tick('2', false);
    await rest(batch);
    const { id } = batch.groups[0];
    batch.changeGroup(id, { operation: 'remove' });
    await rest(batch);
    await batch.send(() => 'yes');
    assert.equal(bench.sink.statisticsCalls, 1);
  });

  describe('where something speaks against the plan that wasn’t seen before', () => {
    /** Files of plain addresses and of hashes, whose people can't be compared from their checks. */
    const mixed = async (minKept = 0.7): Promise<Batch> => {
      bench.settings = () => ({ hash: 'sha256', dedupe: true, chunkSize: 50_000, concurrency: 4 });
      const { createHash } = await import('node:crypto');
      const hashed = people(40, 0, 'user').map((one) =>
        createHash('sha256').update(one).digest('hex'),
      );
      bench.fill('5', 100);
      return open([
        line('plain.csv', people(40, 0, 'user'), { operation: 'replace', minKept }),
        line('hashed.csv', hashed, { operation: 'replace', minKept }),
      ]);
    };

    it('nothing is sent, it is asked again, and the files aren’t read a third time', async () => {
      const batch = await mixed();
      assert.deepEqual(
        [planOf(batch).estimate, planOf(batch).good, planOf(batch).distinct],
        ['atMost', 80, 80],
      );
      await assert.rejects(
        batch.send(() => 'yes'),
        { code: 'changed', message: /^Nothing was sent\. .* 100 identifiers, .* 40\. / },
      );
      assert.deepEqual(bench.sink.arrived, []);
      const [{ draft }] = batch.groups;
      assert.equal(draft?.step.kind, 'ready');
      assert.deepEqual([planOf(batch).estimate, planOf(batch).good], [undefined, 40]);
      await refuses(
        batch.send(() => 'yes'),
        'protected',
      );
      const counted = reads();
      const [upload] = await batch.send(() => ({ accountId: '77' }));
      assert.deepEqual(reads(), counted);
      await upload.run({});
      assert.equal(bench.sink.list('5').size, 40);
    });

    it('also where a loss that was seen is greater', async () => {
      const batch = await mixed(0.9);
      await refuses(
        batch.send(() => 'yes'),
        'protected',
      );
      await assert.rejects(
        batch.send(() => ({ accountId: '77' })),
        { code: 'changed', message: /^Nothing was sent\. .* 100 identifiers, .* 40\. / },
      );
      assert.deepEqual(bench.sink.arrived, []);
      assert.equal((await send(batch))[0].sent, 40);
    });

    it('no group’s step says it, unlike that a file has changed', async () => {
      const batch = await mixed();
      const stopped = line('stopped.csv', people(3, 50, 'user'), { into: bench.into('6') });
      const other = await open([stopped, ...batch.lines.map(({ choices }) => choices)]);
      const draft = other.draftOf(other.groups[0].id) ?? assert.fail();
      const check = draft.check();
      draft.cancel();
      await check;
      assert.equal(draft.step.kind, 'blocked');
      const isSaid = async (): Promise<boolean> =>
        isShown(
          other.groups,
          await other.send(() => ({ accountId: '77' })).catch((error: unknown) => error),
        );
      assert.equal(await isSaid(), false);
      assert.equal(planOf(other, 1).estimate, undefined);
      fs.appendFileSync(fileURLToPath(other.lines[1].choices.files[0].uri), 'one\n');
      assert.equal(await isSaid(), true);
    });

    it('no other segment is begun', async () => {
      const alone = line('alone.csv', people(3, 50, 'user'), { into: bench.into('6') });
      const batch = await mixed();
      const other = await open([alone, ...batch.lines.map(({ choices }) => choices)]);
      await refuses(
        other.send(() => 'yes'),
        'changed',
      );
      assert.deepEqual(
        other.groups.map(({ draft }) => draft?.step.kind),
        ['ready', 'ready'],
      );
      assert.equal((await send(other)).length, 2);
      assert.equal(bench.sink.list('6').size, 3);
    });
  });

  it('isn’t sent if one of its files changes while the others are read: it is asked again', async () => {
    const batch = await open(five());
    const [{ draft }] = batch.groups;
    const path = fileURLToPath(batch.lines[3].choices.files[0].uri);
    appendWhenOpened('part-0.csv', path, people(5, 50, 'user').join('\n'));
    await assert.rejects(
      batch.send(() => 'yes'),
      { code: 'changed', message: /“part-3\.csv” has changed\./ },
    );
    assert.deepEqual([draft?.step.kind, planOf(batch).good], ['ready', 21]);
    assert.equal((await send(batch))[0].sent, 21);
  });

  it('isn’t sent if a virtual file has other content of the same size', async () => {
    const choices = [0, 1].map((n): Choices => {
      const uri = `memfs:/${n}.csv`;
      bench.virtual.set(uri, Buffer.from(csv(people(3, n * 2, 'user'))));
      return { files: [{ uri }], into: bench.into(), operation: 'add' };
    });
    const batch = await open(choices);
    bench.virtual.set('memfs:/1.csv', Buffer.from(csv(people(3, 2, 'resu'))));
    await refuses(
      batch.send(() => 'yes'),
      'changed',
    );
    assert.equal((await send(batch))[0].sent, 6);
  });

  it('stays while its planning is cancelled', async () => {
    const batch = await open(five());
    const draft = batch.draftOf(batch.groups[0].id) ?? assert.fail();
    const listening = draft.onDidChange(() => {
      if (draft.planning) batch.cancel();
    });
    await refuses(
      batch.send(() => 'yes'),
      'cancelled',
    );
    listening.dispose();
    assert.deepEqual([draft.planning, planOf(batch).estimate], [undefined, 'exact']);
    assert.deepEqual(bench.stored, []);
    assert.equal((await send(batch))[0].sent, 16);
  });

  it('isn’t planned, and nothing else is sent, if sending is cancelled before its turn', async () => {
    const in6 = { into: bench.into('6') };
    const batch = await open([
      ...five().slice(0, 2),
      line('c.csv', people(3, 0, 'user'), in6),
      line('d.csv', people(3, 2, 'user'), in6),
    ]);
    // The first group is planned; the segment of the second is read once more.
    bench.searching = async () => {
      if (bench.stored.length > 0) batch.cancel();
      return bench.world.get('k') ?? [];
    };
    await refuses(
      batch.send(() => 'yes'),
      'cancelled',
    );
    assert.deepEqual(
      [planOf(batch, 0).estimate, planOf(batch, 1).estimate, bench.stored.length],
      [undefined, 'exact', 1],
    );
    bench.searching = undefined;
    assert.deepEqual(
      (await send(batch)).map(({ sent }) => sent),
      [7, 5],
    );
  });

  for (const isFirst of [true, false])
    it(`isn’t sent if the ${isFirst ? 'first' : 'last'} of two uploads is changed while the other is planned: nobody confirmed that`, async () => {
      const previous = [bench.chosen(csv(people(6, 0, 'user')), 'before.csv')];
      const update = line('now.csv', people(6, 1, 'user'), { operation: 'update', previous });
      const adds = ['c.csv', 'd.csv'].map((name) =>
        line(name, people(3, 0, name), { into: bench.into('6') }),
      );
      const batch = await open(isFirst ? [update, ...adds] : [...adds, update]);
      const draft = batch.draftOf(batch.groups[isFirst ? 0 : 1].id) ?? assert.fail();
      let searches = 0;
      // The segment of each is read once more when it is its turn.
      bench.searching = async () => {
        if (++searches === (isFirst ? 2 : 1)) await draft.choose({ allow: ['remove-shared'] });
        return bench.world.get('k') ?? [];
      };
      await refuses(
        batch.send(() => ({ accountId: '77' })),
        'not-confirmed',
      );
      assert.equal(draft.step.kind, 'ready');
      assert.equal((await send(batch)).length, 2);
    });

  it('isn’t sent to a segment that is left out while the file is read', async () => {
    const files = [bench.chosen(csv(people(5, 0, 'user')), 'all.csv')];
    const batch = await open(
      ['5', '6'].map((id) => ({ files, into: bench.into(id), operation: 'add' as const })),
    );
    const sending = batch.send(() => 'yes');
    batch.tick('1', false);
    await refuses(sending, 'cancelled');
    assert.equal((await send(batch)).length, 1);
    assert.equal(bench.sink.list('6').size, 0);
  });

  it('is out of date once one of its files has changed', async () => {
    const batch = await open(five());
    fs.appendFileSync(fileURLToPath(batch.lines[3].choices.files[0].uri), 'more@example.com\n');
    await refuses(
      batch.send(() => 'yes'),
      'changed',
    );
    assert.equal(batch.groups[0].draft?.step.kind, 'blocked');
    batch.checkFile(batch.lines[3].choices.files[0].uri);
    await rest(batch);
    assert.equal(planOf(batch).good, 17);
    assert.deepEqual(reads(), [1, 1, 1, 2, 1]);
    assert.equal((await send(batch))[0].sent, 17);
  });
});
