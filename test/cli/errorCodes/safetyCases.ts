import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Batch } from '../../../src/app/uploads/batch/batch';
import { sendEach } from '../../../src/app/uploads/batch/sendEach';
import type { Choices } from '../../../src/app/uploads/choices/choices';
import { outcomeOf, outcomeOfFailure } from '../../../src/app/uploads/outcome';
import { EXIT_CODES } from '../../../src/cli/exitCodes';
import { people } from '../../support/people';
import { audience, leaf, not } from '../../unit/app/audiences/audiences';
import { PROGRAM } from '../../unit/app/uploads/draftBench';
import { csv } from '../../unit/upload/support/bench';
import type { World } from '../support/world';
import {
  add,
  addPart,
  editJob,
  failedRun,
  failing,
  resume,
  upload,
  type Cases,
  type Failed,
  type Places,
} from './cases';

/** Updates a segment that has `last.csv` with this file. */
async function updating(
  world: World,
  last: readonly string[],
  next: readonly string[] | string,
  ...more: string[]
): Promise<Failed> {
  const segment = await world.newSegment();
  world.writeCsv('last.csv', last);
  await add(world, segment, 'last.csv');
  if (typeof next === 'string') world.write('crm.csv', next);
  else world.writeCsv('crm.csv', next);
  const options = ['--previous', 'last.csv', ...more];
  return failedRun(await upload(world, segment, 'update', 'crm.csv', ...options));
}

/**
 * Adds a file with a suppression list, unless that isn't there. `writtenAt`: milliseconds since 1970.
 */
async function suppressed(
  world: World,
  rows: readonly string[],
  list?: readonly string[],
  given: { segment?: string; writtenAt?: number; more?: readonly string[] } = {},
): Promise<Failed> {
  const { segment = await world.newSegment(), writtenAt, more = [] } = given;
  world.writeCsv('crm.csv', rows);
  const written = list && world.writeCsv('opt-outs.csv', list);
  if (written && writtenAt !== undefined)
    fs.utimesSync(written, writtenAt / 1000, writtenAt / 1000);
  const ended = await upload(
    world,
    segment,
    'add',
    'crm.csv',
    '--suppress',
    'opt-outs.csv',
    ...more,
  );
  return ended.code === 0 ? { code: 'none', exitCode: 0 } : failedRun(ended);
}

const hashed =
  (algorithm: string) =>
  (email: string): string =>
    createHash(algorithm).update(email).digest('hex');

/** A new segment that a kept file was put into. */
async function kept(world: World, rows: readonly string[], before?: string): Promise<string> {
  const segment = await world.newSegment();
  if (before !== undefined) await add(world, segment, before);
  await keeping(world, segment, rows);
  return segment;
}

async function keeping(world: World, segment: string, rows: readonly string[]) {
  world.writeCsv('crm.csv', rows);
  return upload(world, segment, 'update', 'crm.csv', '--keep', 'last.csv');
}

const confirmed = (world: World): string[] => ['--confirm', world.sandbox.accountId];

/** What the first of several uploads by a program ends with. */
async function firstOf({ bench }: Places, ...choices: Partial<Choices>[]): Promise<Failed> {
  const batch = new Batch(
    choices.map((more) => {
      const { uri } = bench.chosen();
      return { into: bench.into(), operation: 'add', ...more, files: [{ uri }] };
    }),
    bench.drafts,
    { ...PROGRAM, command: 'uploadMany' },
  );
  const [{ error }] = await sendEach(batch, bench.drafts, async (draft) => {
    await draft.check();
    const sent = await draft.send('yes');
    return (await sent.run({})).report;
  });
  assert.ok(error);
  return { ...error, exitCode: EXIT_CODES[outcomeOfFailure(error)] };
}

export const safetyCases = {
  'not-confirmed': async ({ world }) => {
    const { jobId } = await addPart(world);
    editJob(world, jobId, ({ plannedAt }) => ({ plannedAt: plannedAt - 25 * 3_600_000 }));
    return resume(world, jobId);
  },
  protected: async ({ world }) =>
    failedRun(await world.run(['clear', await world.newSegment(), '--confirm', '1', '--json'])),
  changed: async ({ bench }) => {
    const { uri } = bench.chosen();
    const draft = bench.draft({ files: [{ uri }], into: bench.into(), operation: 'add' }, PROGRAM);
    await draft.check();
    bench.world.set('k', []);
    return failing(() => draft.send('yes'));
  },
  'nothing-to-send': async ({ world }) => {
    world.writeCsv('list.csv', ['no', 'nor this']);
    const more = ['--max-invalid', '1'];
    return failedRun(await upload(world, await world.newSegment(), 'add', 'list.csv', ...more));
  },
  'too-many-refused': async ({ world }) => {
    world.writeCsv('list.csv', [...people(8), 'no', 'nor this']);
    return failedRun(await upload(world, await world.newSegment(), 'add', 'list.csv'));
  },
  'min-kept': async ({ world }) => {
    const segment = await world.newSegment({ identifiers: people(100) });
    world.writeCsv('list.csv', people(10));
    return failedRun(await upload(world, segment, 'replace', 'list.csv', ...confirmed(world)));
  },
  'size-unknown': async ({ world }) => {
    const segment = await world.newSegment({ identifiers: people(5) });
    world.control.addFaults({ fault: '403', operation: 'statistics', times: 1000 });
    world.writeCsv('list.csv', people(5));
    return failedRun(await upload(world, segment, 'replace', 'list.csv', ...confirmed(world)));
  },
  'max-removed': ({ world }) => updating(world, people(100), people(60), '--min-kept', '0'),
  'previous-unknown': async ({ world }) => {
    const segment = await kept(world, people(50));
    fs.rmSync(path.join(world.folder, 'last.csv'));
    return failedRun(await keeping(world, segment, people(50, 2)));
  },
  'other-list': async ({ world }) => {
    world.writeCsv('crm.csv', people(50));
    const segment = await world.newSegment();
    await add(world, segment, 'crm.csv');
    return failedRun(await keeping(world, segment, people(50, 2)));
  },
  'other-formats': async ({ world }) => {
    const hashed = people(20).map((one) => createHash('sha256').update(one).digest('hex'));
    const plain = world.writeCsv('plain.csv', people(20));
    const segment = await world.newSegment();
    await add(world, segment, 'plain.csv');
    fs.rmSync(plain);
    await keeping(world, segment, hashed);
    return failedRun(await keeping(world, segment, hashed.slice(1)));
  },
  'other-file': async ({ world }) => {
    world.write(
      'news.csv',
      `name,email\n${people(5)
        .map((one) => `x,${one}\n`)
        .join('')}`,
    );
    const segment = await kept(world, people(20), 'news.csv');
    world.writeCsv('news.csv', ['1', '2'], 'id');
    return failedRun(await keeping(world, segment, people(19, 1)));
  },
  'invalid-grew': ({ world }) => updating(world, people(100), [...people(97), 'a', 'b', 'c']),
  'cut-off': ({ world }) => updating(world, people(100), `email\n${people(98).join('\n')}`),
  'suppression-missing': ({ world }) => suppressed(world, people(20)),
  'suppression-empty': async ({ world }) => {
    const segment = await world.newSegment();
    await suppressed(world, people(20), people(15, 50), { segment });
    return suppressed(world, people(20), [], { segment });
  },
  'suppression-stale': ({ world }) =>
    suppressed(world, people(20), people(2), {
      more: ['--suppress-max-age', '26h'],
      writtenAt: Date.now() - 43 * 3_600_000,
    }),
  'suppression-shrunk': async ({ world }) => {
    const segment = await world.newSegment();
    await suppressed(world, people(20), people(15, 50), { segment });
    return suppressed(world, people(20), people(4, 50), { segment });
  },
  'suppression-not-comparable': ({ world }) =>
    suppressed(world, people(20).map(hashed('sha256')), people(2).map(hashed('md5'))),
  'too-many-suppressed': ({ world }) => suppressed(world, people(900), people(101)),
  'suppression-changed': async ({ bench }) => {
    const path = fileURLToPath(bench.chosen(csv(people(2)), 'opt-outs.csv').uri);
    const into = bench.into();
    const suppress = [{ file: pathToFileURL(path).href }];
    const { draft } = await bench.check({ into, operation: 'add', suppress }, PROGRAM);
    const { jobId } = await draft.send('yes');
    fs.writeFileSync(path, csv(people(3)));
    // Whoever runs it otherwise starts it over.
    const { report } = await bench.current.run(jobId, bench.client());
    assert.ok(report.error);
    return { ...report.error, exitCode: EXIT_CODES[outcomeOf(report)] };
  },
  superseded: async ({ world }) => {
    const { segment, jobId } = await addPart(world);
    world.writeCsv('leavers.csv', people(1));
    await upload(world, segment, 'remove', 'leavers.csv', '--min-kept', '0');
    return resume(world, jobId);
  },
  'people-removed': async ({ world }) => {
    const { jobId } = await addPart(world);
    world.writeCsv('leavers.csv', people(1));
    await world.run(['remove', 'leavers.csv', '--all-segments', '--receipt', 'receipts']);
    return resume(world, jobId);
  },
  'not-undoable': async ({ world }) => {
    const segment = await world.newSegment();
    world.writeCsv('list.csv', people(3));
    const jobId = await add(world, segment, 'list.csv');
    world.writeCsv('more.csv', people(3, 3));
    await add(world, segment, 'more.csv');
    return failedRun(await world.run(['uploads', 'undo', jobId, '--min-kept', '0', '--json']));
  },
  conflict: (places) => firstOf(places, { operation: 'add' }, { operation: 'remove' }),
  'keeps-people-out': (places) => {
    places.bench.audiences = [audience('1', not(leaf('5')))];
    for (const id of ['5', '6']) places.bench.fill(id, 10);
    return firstOf(
      places,
      ...['5', '6'].map((id) => ({ into: places.bench.into(id), operation: 'remove' }) as const),
    );
  },
} satisfies Cases;
