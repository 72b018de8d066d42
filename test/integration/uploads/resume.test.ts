import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { rejection, requestCount, run, signIn } from '../segments/signedIn';
import { onDiskOnly, write } from './files';
import { answering } from './person';

describe('Resuming an upload', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;

  before(async () => void ({ server, end } = await signIn({ computation: 'immediate' })));
  after(() => end());
  beforeEach(
    async () => ({ id: segmentId } = await server.control.putSegment({ name: 'To resume' })),
  );

  const upload = async (
    name: string,
    rows: readonly string[],
    more: Record<string, unknown> = {},
  ): Promise<Report> =>
    run<Report>('uploadCsv', await write(name, `email\n${rows.join('\n')}\n`), {
      ...{ segmentId, operation: 'add', confirm: false },
      ...more,
    });

  /** An add that had no permission. */
  async function cutOff(name: string): Promise<string> {
    server.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 1 });
    const { jobId, state } = await upload(name, people(5));
    assert.equal(state, 'failed');
    return jobId;
  }

  const row = (jobId: string): object => ({ kind: 'job', jobId });

  it('is rejected once a later removal has finished, and a person is offered to start over', async () => {
    const jobId = await cutOff('resume-outdated.csv');
    await upload('resume-before.csv', people(3, 10));
    const removed = await upload('resume-leavers.csv', people(1, 10), {
      ...{ operation: 'remove', minKept: 0 },
    });
    assert.equal(removed.state, 'finished');
    const sent = requestCount(server, 'addRemove');
    const { code, operation, message } = await rejection(run('resumeUpload', { jobId }));
    assert.deepEqual([code, operation], ['superseded', 'resumeUpload']);
    assert.match(message, /^A later Replace, Update, Remove or Clear changed the segment/);
    const { asked } = await answering([/^Start Over…$/, undefined], () =>
      Promise.resolve(run('resumeUpload', row(jobId))).catch(() => undefined),
    );
    assert.equal(asked[0].text, message);
    assert.match(asked[1].text, /resume-outdated\.csv/, 'the page of a new upload');
    assert.equal(requestCount(server, 'addRemove'), sent);
    const report = await run<Report>('openReport', { jobId });
    assert.equal(report.error?.code === 'superseded', false, 'its own report stays');
  });

  it('is confirmed if it was checked more than 24 hours ago', async () => {
    const old = onDiskOnly(await cutOff('resume-old.csv'), 25);
    const sent = requestCount(server, 'addRemove');
    const refused = await rejection(run('resumeUpload', { jobId: old, confirmOld: false }));
    assert.equal(refused.code, 'not-confirmed');
    assert.match(refused.message, /^resume-old\.csv was checked more than .*“confirmOld”/);
    const missing = await rejection(run('resumeUpload', { confirmOld: 'yes' }));
    assert.match(missing.message, /^“jobId”/);
    const wrong = await rejection(run('resumeUpload', { jobId: old, confirmOld: 'yes' }));
    assert.equal(wrong.code, 'bad-argument');
    const { asked } = await answering([undefined], async () =>
      assert.equal((await rejection(run('resumeUpload', { jobId: old }))).code, 'cancelled'),
    );
    assert.deepEqual(asked[0].choices, ['Resume']);
    assert.equal(requestCount(server, 'addRemove'), sent);
    const report = await run<Report>('resumeUpload', { jobId: old, confirmOld: true });
    assert.equal(report.state, 'finished');
  });

  it('asks a person, who can start over instead', async () => {
    const old = onDiskOnly(await cutOff('resume-again.csv'), 25);
    const { asked } = await answering([/^Start Over…$/, undefined], () =>
      Promise.resolve(run('resumeUpload', row(old))).catch(() => undefined),
    );
    const [question, page] = asked;
    assert.match(question.text, /^resume-again\.csv was checked more than 24 hours ago, on /);
    assert.match(question.detail, /may have changed since then, and there may be a newer file/);
    assert.deepEqual(question.choices, ['Resume', 'Start Over…']);
    assert.equal(page.text, 'Add resume-again.csv to To resume');
    const { asked: again } = await answering([/^Resume$/], () =>
      run<Report>('resumeUpload', row(old)),
    );
    assert.equal(again.length, 1);
    assert.deepEqual((await server.control.list(segmentId)).sort(), people(5).sort());
  });
});
