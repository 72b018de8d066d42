import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { newSegment, rejection, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press } from './person';

/** What the menu of a row does that a person clicks in the Uploads view. */
describe('the menu of an upload’s row', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => ({ server, end } = await signIn()));
  after(() => end());
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const row = (...jobIds: string[]): object => ({ kind: 'job', jobId: jobIds[0], jobIds });
  const isGone = async (jobId: string): Promise<boolean> =>
    (await rejection(run('openReport', { jobId }))).code === 'unknown-job';
  const activeTab = (): string | undefined =>
    vscode.window.tabGroups.activeTabGroup.activeTab?.label;
  const file = (name: string): Promise<vscode.Uri> =>
    write(name, `email\n${people(3).join('\n')}\n`);
  const add = { operation: 'add', confirm: false };
  /** An add that had no permission, and can be resumed. */
  async function cutOff(name: string, segmentId: string): Promise<string> {
    server.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 1 });
    const { jobId, state } = await run<Report>('uploadCsv', await file(name), {
      ...{ segmentId, ...add },
    });
    assert.equal(state, 'failed');
    return jobId;
  }
  async function together(name: string): Promise<string[]> {
    const uri = (await file(name)).toString();
    const segmentIds = [await newSegment(server, 'One'), await newSegment(server, 'Two')];
    const results = await run<{ report?: Report }[]>(
      'uploadMany',
      segmentIds.map((segmentId) => ({ uri, segmentId, ...add })),
    );
    return results.map(({ report }) => report?.jobId ?? assert.fail());
  }

  it('opens its file and its segment', async () => {
    const segmentId = await newSegment(server, 'Shown from its row');
    const { jobId } = await run<Report>('uploadCsv', await file('row-opened.csv'), {
      ...{ segmentId, ...add },
    });
    await run('openUploadedFile', row(jobId));
    await waitUntil('the file', () => activeTab() === 'row-opened.csv');
    assert.deepEqual(await run('showUploadSegment', row(jobId)), { segmentId });
    await waitUntil('the segment', () => activeTab() === 'Shown from its row');
  });

  it('of several segments copies a line for each, opens one page, and deletes all records', async () => {
    const jobs = await together('row-together.csv');
    await run('copyAsCommand', row(...jobs));
    const lines = (await vscode.env.clipboard.readText()).split('\n');
    assert.deepEqual(
      lines.map((line) => /^criteo-audiences add row-together\.csv --segment \d+ /.test(line)),
      [true, true],
    );
    const pages = (): number => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
    for (let times = 0; times < 2; times++) {
      await run('openReport', row(...jobs));
      await waitUntil('its page', () => pages() === 1);
    }
    const { asked } = await answering(['Delete 2 Records'], () => run('forgetJob', row(...jobs)));
    assert.equal(asked[0].text, 'Delete 2 upload records?');
    for (const jobId of jobs) assert.ok(await isGone(jobId));
  });

  it('asks before a record is deleted that could be resumed, with that of others selected', async () => {
    const segmentId = await newSegment(server, 'Cut off in the view');
    const [one, two] = [
      await cutOff('row-one.csv', segmentId),
      await cutOff('row-two.csv', segmentId),
    ];
    const alone = await answering([undefined], () => run('forgetJob', row(one)));
    assert.equal(alone.asked[0].text, 'Delete 1 upload record?');
    assert.match(alone.asked[0].detail, /^1 upload can’t be resumed then\./);
    const rows = [row(one), row(two)];
    const both = await answering(['Delete 2 Records'], () => run('forgetJob', rows[0], rows));
    assert.match(both.asked[0].detail, /^2 uploads can’t be resumed then\./);
    for (const jobId of [one, two]) assert.ok(await isGone(jobId));
  });

  it('starts over, and the new record takes the place of the old one', async () => {
    const jobId = await cutOff('row-over.csv', await newSegment(server, 'Over'));
    await answering([undefined], () => run('startOver', row(jobId)));
    assert.equal(await isGone(jobId).catch(() => false), false, 'nothing was sent');
    const { result } = await answering([press('send')], () => run<Report>('startOver', row(jobId)));
    assert.equal(result.accepted, 3);
    await waitUntil('the old one is gone', () => isGone(jobId).catch(() => false));
  });
});
