import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Batch } from '../../../../../../src/app/uploads/batch/batch';
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

describe('what is read for several uploads', () => {
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
  before(() => {
    told = fs.mkdtempSync(join(tmpdir(), 'reads-test-'));
    const tell = (files: typeof fs, folder: string): void => {
      const { open } = files.promises;
      files.promises.open = (path, ...rest) => {
        const [name] = /[^/\\]*$/.exec(String(path)) ?? [''];
        if (!name.endsWith('.csv')) return open(path, ...rest);
        if (files.existsSync(`${folder}/unreadable`))
          return Promise.reject(Object.assign(new Error(), { code: 'EIO' }));
        files.appendFileSync(`${folder}/opened`, ` ${name}`);
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

  it('is read once for the figures of each file, and once more with the others of its segment', async () => {
    const batch = await open(five());
    assert.deepEqual(reads(), [2, 2, 2, 2, 2]);
    assert.equal(planOf(batch).good, 16);
    batch.tick('2', false);
    await rest(batch);
    assert.equal(planOf(batch).good, 14);
    assert.deepEqual(reads(), [3, 3, 2, 3, 3]);
    batch.tick('2', true);
    await rest(batch);
    assert.equal(planOf(batch).good, 16);

    const [upload] = await batch.send(() => 'yes');
    assert.deepEqual(reads(), [3, 3, 2, 3, 3]);
    const { report } = await upload.run({});
    assert.deepEqual([report.sent, report.duplicates], [16, 4]);
    assert.equal(bench.stored.length, 1);
  });

  it('is read no more often by a column that was chosen of it', async () => {
    const choices = [0, 1, 2, 3].map((n): Choices => {
      const rows = people(4, n * 3, 'user').map((one) => `${one},other-${one}`);
      const file = bench.chosen(csv(rows, 'email,private email'), `two-${n}.csv`);
      const files = [{ ...file, columns: ['email'] }];
      return { into: bench.into(), operation: 'add', files };
    });
    const batch = await open(choices);
    assert.equal(planOf(batch).good, 13);
    forget();
    await batch.send(() => 'yes');
    assert.deepEqual(reads(), []);
  });

  it('tells of each file what the others leave of it', async () => {
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

  it('is read once in all of one file for many segments', async () => {
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

  it('is read once of a file that a program sends to many segments', async () => {
    const files = [bench.chosen(csv(people(5, 0, 'user')), 'all.csv')];
    const batch = await open(
      ['5', '6'].map((id) => ({ files, into: bench.into(id), operation: 'add' as const })),
      PROGRAM,
    );
    assert.deepEqual(reads(), [1]);
    assert.deepEqual([planOf(batch).good, bench.stored.length], [5, 2]);
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

  it('isn’t sent, and nothing else is, if sending is cancelled before its turn', async () => {
    const in6 = { into: bench.into('6') };
    const batch = await open([
      ...five().slice(0, 2),
      line('c.csv', people(3, 0, 'user'), in6),
      line('d.csv', people(3, 2, 'user'), in6),
    ]);
    let searches = 0;
    // The segment of the second upload is read once more.
    bench.searching = async () => {
      if (++searches === 2) batch.cancel();
      return bench.world.get('k') ?? [];
    };
    await refuses(
      batch.send(() => 'yes'),
      'cancelled',
    );
    assert.deepEqual(bench.sink.arrived, []);
    bench.searching = undefined;
    assert.deepEqual(
      (await send(batch)).map(({ sent }) => sent),
      [7, 5],
    );
  });

  for (const isFirst of [true, false])
    it(`isn’t sent if the ${isFirst ? 'first' : 'last'} of two uploads is changed while the other is prepared: nobody confirmed that`, async () => {
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

  it('is out of date once one of its files has changed, and no other segment is begun', async () => {
    const in6 = { into: bench.into('6') };
    const batch = await open([...five(), line('x.csv', people(3, 50, 'user'), in6)]);
    fs.appendFileSync(fileURLToPath(batch.lines[3].choices.files[0].uri), 'more@example.com\n');
    await refuses(
      batch.send(() => 'yes'),
      'changed',
    );
    assert.deepEqual(
      batch.groups.map(({ draft }) => draft?.step.kind),
      ['blocked', 'ready'],
    );
    assert.deepEqual(bench.sink.arrived, []);
    batch.checkFile(batch.lines[3].choices.files[0].uri);
    await rest(batch);
    assert.equal(planOf(batch).good, 17);
    assert.deepEqual(reads(), [3, 3, 3, 4, 3, 1]);
    assert.deepEqual(
      (await send(batch)).map(({ sent }) => sent),
      [17, 3],
    );
  });
});
