import fs from 'node:fs';
import path from 'node:path';
import { requireDraftPlan } from '../../../src/app/uploads/draftStep';
import { commandLineOf } from '../../../src/app/uploads/repeat/repeatUpload';
import { parseReportFile } from '../../../src/app/uploads/report/reportFile';
import { WorkerClient } from '../../../src/upload/worker/workerClient';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { PROGRAM, readyOf } from '../../unit/app/uploads/draftBench';
import { csv } from '../../unit/upload/support/bench';
import { add, addPart, failedRun, failing, resume, running, upload, type Cases } from './cases';

export const uploadCases = {
  locked: async ({ world }) => {
    const segment = await world.newSegment();
    world.writeCsv('list.csv', people(3));
    world.control.addFaults({ fault: 'latency', operation: 'addRemove', ms: 60_000 });
    const uploading = upload(world, segment, 'add', 'list.csv');
    await waitUntil('the upload is sending', () => world.gate.count('addRemove') > 0);
    const clearing = ['clear', segment, '--confirm', world.sandbox.accountId, '--json'];
    const ended = failedRun(await world.run([...clearing, '--max-wait', '0s']));
    world.control.clearFaults();
    await uploading;
    return ended;
  },
  'adds-open': async ({ world }) => {
    const segment = await world.newSegment();
    world.writeCsv('last.csv', people(50));
    await add(world, segment, 'last.csv');
    world.writeCsv('crm.csv', people(50, 5));
    world.control.addFaults({ fault: '400', operation: 'addRemove' });
    const options = ['--previous', 'last.csv', '--chunk-size', '25'];
    return failedRun(await upload(world, segment, 'update', 'crm.csv', ...options));
  },
  incomplete: async ({ world }) => {
    const segment = await world.newSegment();
    world.writeCsv('last.csv', people(50));
    await add(world, segment, 'last.csv');
    world.writeCsv('crm.csv', people(50, 5));
    // The response to the removal has no counts.
    world.control.addFaults({
      ...({ fault: 'malformedJson', operation: 'addRemove', nth: 2 } as const),
      body: '{"data":{"attributes":{}}}',
    });
    const options = ['--previous', 'last.csv'];
    return failedRun(await upload(world, segment, 'update', 'crm.csv', ...options));
  },
  'refused-too-much': async ({ world }) => {
    world.writeCsv('list.csv', people(10));
    world.control.addFaults({
      ...({ fault: 'malformedJson', operation: 'addRemove' } as const),
      body: '{"data":{"attributes":{"nbValidIdentifiers":6,"nbInvalidIdentifiers":4}}}',
    });
    return failedRun(await upload(world, await world.newSegment(), 'add', 'list.csv'));
  },
  'not-kept': async ({ world }) => {
    world.writeCsv('crm.csv', people(3));
    const keep = ['--keep', 'nowhere/kept.csv'];
    return failedRun(await upload(world, await world.newSegment(), 'update', 'crm.csv', ...keep));
  },
  'list-emptied': async ({ world }) => {
    const { segment, jobId } = await addPart(world);
    await world.run(['clear', segment, '--confirm', world.sandbox.accountId]);
    return resume(world, jobId);
  },
  'list-changed': async ({ bench }) => {
    bench.sink.invalid = (value) => /user[1-4]@/.test(value);
    bench.sink.samples = 1;
    const send = async (operation: 'add' | 'remove', file: { uri: string }): Promise<string> => {
      const choices = {
        ...{ into: bench.into(), operation, files: [file] },
        ...(operation === 'remove' && { minKept: 0 }),
      };
      const { draft, step } = await bench.check(choices, PROGRAM);
      const { plan } = readyOf(step);
      await (await draft.send('yes')).run({});
      return plan.jobId;
    };
    const file = bench.chosen(csv(people(50, 0, 'user')));
    const jobId = await send('add', file);
    await send('remove', file);
    return failing(() => bench.current.findRejected(jobId, bench.client()));
  },
  'unknown-job': running('uploads', 'show', 'mwxw1o2r-03294685'),
  'not-resumable': async ({ world }) => {
    world.writeCsv('list.csv', people(3));
    return resume(world, await add(world, await world.newSegment(), 'list.csv'));
  },
  'journal-full': async ({ world }) => {
    const segment = await world.newSegment();
    world.writeCsv('list.csv', people(3));
    await add(world, segment, 'list.csv');
    const jobs = path.join(world.stateFolder, 'jobs');
    fs.rmSync(jobs, { recursive: true });
    fs.writeFileSync(jobs, '');
    return failedRun(await upload(world, segment, 'add', 'list.csv'));
  },
  'journal-broken': async ({ world }) => {
    const { jobId } = await addPart(world);
    fs.writeFileSync(path.join(world.stateFolder, 'jobs', jobId, 'chunks.json'), '{}');
    return resume(world, jobId);
  },
  worker: async () => {
    const code = path.join(__dirname, '..', '..', 'unit', 'upload', 'support', 'worker.js');
    const worker = new WorkerClient(code, undefined, []);
    try {
      // Without anything to check.
      return await failing(() => worker.run({ task: 'validate' } as never));
    } finally {
      await worker.close();
    }
  },
  'not-expressible': async ({ bench }) => {
    const uri = 'memfs:/people.csv';
    bench.virtual.set(uri, Buffer.from(csv(people(3))));
    const choices = { into: bench.into(), operation: 'add', files: [{ uri }] } as const;
    const { plan } = readyOf((await bench.check(choices, PROGRAM)).step);
    const around = { folder: '/work', stateDir: '/state', platform: 'linux' } as const;
    return failing(() => commandLineOf(plan, bench.account, around));
  },
  'unsaved-changes': async ({ bench }) => {
    const file = bench.chosen();
    bench.unsaved.add(file.uri);
    const { step } = await bench.check({ files: [file] }, PROGRAM);
    return failing(() => requireDraftPlan(step));
  },
  'not-ready': () => failing(() => requireDraftPlan({ kind: 'checking' })),
  'bad-report': () => failing(() => parseReportFile(Buffer.from('{}'), 'report.json')),
} satisfies Cases;
