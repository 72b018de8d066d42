import assert from 'node:assert/strict';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { rejection, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

const csv = (rows: readonly string[]): string => `email\n${rows.join('\n')}\n`;

describe('Undo of an upload', function () {
  this.timeout(60_000);
  const BEFORE = people(20, 0, 'before').sort();
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;

  before(async () => void ({ server, end } = await signIn({ computation: 'immediate' })));
  after(() => end());
  beforeEach(async () => {
    ({ id: segmentId } = await server.control.putSegment({ name: 'To undo' }));
    await upload('undo-before.csv', BEFORE);
  });

  const list = async (): Promise<string[]> => (await server.control.list(segmentId)).sort();

  async function upload(
    name: string,
    rows: readonly string[],
    more: Record<string, unknown> = {},
  ): Promise<Report> {
    const report = await run<Report>('uploadCsv', await write(name, csv(rows)), {
      ...{ segmentId, operation: 'add', confirm: false },
      ...more,
    });
    assert.equal(report.state, 'finished');
    return report;
  }

  const isUndone = (): Promise<void> =>
    waitUntil(
      'what was added is removed',
      async () => (await server.control.list(segmentId)).length === BEFORE.length,
      40_000,
    );

  it('is on its report: the page of the removal is the confirmation', async () => {
    const added = await upload('undo-added.csv', people(10));
    assert.equal((await list()).length, 30);
    const { asked, pages } = await answering(
      [press('undo'), press('send', server.accountId)],
      async (shown) => {
        await run('openReport', { kind: 'job', jobId: added.jobId });
        await isUndone();
        await waitUntil('both pages say it', () => {
          const [ofAdd, ofRemoval] = shown();
          return (
            /^Undone at /.test(ofAdd.intro.at(0)?.text ?? '') &&
            /^Undoes the upload of /.test(ofRemoval.intro.at(0)?.text ?? '') &&
            ofRemoval.heading.text === 'Removal of 10 from To undo accepted'
          );
        });
      },
    );
    const [{ choices }, removal] = asked;
    assert.ok(choices.includes('Undo…'), choices.join());
    assert.equal(removal.text, 'Remove the people in undo-added.csv from To undo');
    assert.match(removal.detail, /^Undoes the upload of .+\.$/m);
    // Unlike Criteo, this sandbox has computed it already.
    assert.match(removal.detail, /^30 to 60\n20 to 50\n/m);
    assert.match(
      removal.detail,
      /^Up to 10 of these identifiers were in the segment before that upload\. Undo removes them too\.$/m,
    );
    assert.match(removal.detail, /^Below 70% the account ID must be typed\.$/m);
    assert.deepEqual(removal.choices, ['Remove 10']);
    assert.deepEqual(await list(), BEFORE);
    const buttons = pages[0].bar?.buttons.map(({ label }) => label);
    assert.ok(!buttons?.includes('Undo…'), 'once');
  });

  it('is in the palette, for the uploads that it is possible for', async () => {
    await upload('undo-earlier.csv', people(2, 50));
    await upload('undo-palette.csv', people(10));
    const { asked, result } = await answering(
      ['undo-palette.csv', press('send', server.accountId)],
      () => run<Report>('undoUpload'),
    );
    assert.ok(!asked[0].choices.includes('undo-earlier.csv'), 'a later upload went there');
    assert.deepEqual([result.operation, result.accepted], ['remove', 10]);
    assert.deepEqual(await list(), [...BEFORE, ...people(2, 50)].sort());
  });

  it('is a removal for programs, with its confirmation and its guard', async () => {
    const { jobId } = await upload('undo-program.csv', people(10));
    const guarded = await run<Report>('undoUpload', { jobId, confirm: false });
    assert.equal(guarded.error?.code, 'min-kept');
    assert.equal((await list()).length, 30);
    // Nobody is asked about what a safety check stops.
    assert.equal((await rejection(run('undoUpload', { jobId }))).code, 'min-kept');
    const { asked, result } = await answering([press('send')], () =>
      run<Report>('undoUpload', { jobId, minKept: 0.5 }),
    );
    assert.match(asked[0].detail, /A program waits for your confirmation/);
    assert.match(asked[0].detail, /^Undoes the upload of /m);
    assert.equal(result.accepted, 10);
    assert.deepEqual(await list(), BEFORE);
    const again = await rejection(run('undoUpload', { jobId, confirm: false, minKept: 0 }));
    assert.deepEqual([again.code, again.operation], ['not-undoable', 'undoUpload']);
    assert.match(again.message, /^The upload of undo-program\.csv was undone on /);

    const next = await upload('undo-program.csv', people(10));
    const removed = await run<Report>('undoUpload', {
      ...{ jobId: next.jobId, confirm: false, minKept: 0 },
    });
    assert.equal(removed.accepted, 10);
    for (const wrong of [
      { jobId, force: true },
      { jobId, minKept: 2 },
      { jobId, confirm: true },
      { jobId: '' },
    ])
      assert.equal((await rejection(run('undoUpload', wrong))).code, 'bad-argument');
    assert.equal((await rejection(run('undoUpload', { jobId: 'x' }))).code, 'unknown-job');
  });
});
