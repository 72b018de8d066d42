import assert from 'node:assert/strict';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

describe('uploads undo', function () {
  this.timeout(60_000);
  const world = useWorld();
  const BEFORE = people(20, 0, 'before');
  let segment: string;

  const reportOf = (ended: Ended): Report => documentOf<{ report: Report }>(ended).report;
  const list = async (): Promise<string[]> => (await world.control.list(segment)).sort();

  async function add(file: string, ...more: string[]): Promise<string> {
    const args = ['add', file, '--segment', segment, '--json', ...more];
    return reportOf(endsWith(0, await world.run(args))).jobId;
  }

  const undo = (jobId: string, ...more: string[]): Promise<Ended> =>
    world.run(['uploads', 'undo', jobId, ...more]);

  /** Nothing is sent, and the reason is told. */
  async function isRefused(jobId: string, why: RegExp): Promise<void> {
    const removals = world.gate.count('addRemove');
    const { stdout, stderr } = endsWith(6, await undo(jobId, '--min-kept', '0'));
    assert.equal(stdout, '');
    assert.match(stderr, why);
    assert.match(stderr, /^operation=undoUpload code=not-undoable version=\d/m);
    assert.equal(world.gate.count('addRemove'), removals);
  }

  beforeEach(async () => {
    segment = await world.newSegment();
    world.writeCsv('before.csv', BEFORE);
    await add('before.csv');
  });

  it('removes what the files added, read and hashed as they were', async () => {
    world.write(
      'one.csv',
      `mail;other\n${people(3)
        .map((one) => `x;${one}`)
        .join('\n')}\n`,
    );
    world.write(
      'two.csv',
      `mail;other\n${people(4, 2)
        .map((one) => `x;${one}`)
        .join('\n')}\n`,
    );
    const jobId = await add('one.csv', 'two.csv', '--column', 'other', '--hash', 'sha256');
    assert.equal((await list()).length, 26);
    const ended = endsWith(0, await undo(jobId));
    assert.match(ended.stderr, /^Undoes the upload of .+\.$/m);
    assert.match(ended.stdout, /Removal of 6 from .+ accepted/);
    assert.deepEqual(await list(), [...BEFORE].sort());

    const { uploads } = documentOf<{ uploads: JobSummary[] }>(
      endsWith(0, await world.run(['uploads', 'list', '--json'])),
    );
    const removal = uploads.find(({ undoes }) => undoes === jobId);
    assert.ok(removal);
    const show = async (id: string): Promise<string> =>
      endsWith(0, await world.run(['uploads', 'show', id])).stdout;
    assert.match(await show(removal.jobId), /^Undoes the upload of .+\.$/m);
    assert.match(await show(jobId), new RegExp(`^Undone by upload ${removal.jobId}\\.$`, 'm'));
    await isRefused(jobId, /^Error: The upload of one\.csv, two\.csv was undone on /m);
    await isRefused(removal.jobId, /^Error: Only an Add can be undone\./m);
  });
});
