import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { newSegment, rejection, run, signIn } from '../segments/signedIn';
import { fileUri, write } from './files';
import { answering, press } from './person';
import { executeTask } from './tasks';

const { Global, Workspace } = vscode.ConfigurationTarget;
const [ADA, BOB, CLEO, DAN, ...OTHERS] = people(20);

describe('suppression lists', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let browsed: vscode.Uri | undefined;
  const { showOpenDialog } = vscode.window;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
    Object.assign(vscode.window, {
      showOpenDialog: () => Promise.resolve(browsed && [browsed]),
    });
  });
  after(() => {
    Object.assign(vscode.window, { showOpenDialog });
    return end();
  });
  afterEach(async () => {
    for (const target of [Global, Workspace]) await set(target, undefined);
  });

  const set = (target: vscode.ConfigurationTarget, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('criteoAudiences').update('suppress', value, target);
  const csv = (name: string, rows: readonly string[], header = 'email'): Promise<vscode.Uri> =>
    write(name, `${[header, ...rows].join('\n')}\n`);
  const crm = (): Promise<vscode.Uri> => csv('crm.csv', [ADA, BOB, CLEO, DAN, ...OTHERS]);
  const segment = async (): Promise<string> => (await server.control.putSegment({})).id;
  const used = ({ suppression }: Report): (string | undefined)[] | undefined =>
    suppression?.lists.map(({ path }) => path.split('/').at(-1)).sort();
  /** By a program, to a new segment. */
  const add = async (more: object = {}): Promise<Report> =>
    run<Report>('uploadCsv', await crm(), {
      ...{ segmentId: await segment(), operation: 'add', confirm: false },
      ...more,
    });

  // Each form of the argument: test/unit/app/uploads/choices/choiceTable.
  it('of the user, the workspace and the arguments add up', async () => {
    const own = await csv('own.csv', [ADA]);
    await csv('team.csv', [`c-1,${BOB}`], 'id,mail');
    const given = await csv('given #1.csv', [CLEO]);
    await set(Global, [own.fsPath]);
    await set(Workspace, ['team.csv#mail']);
    const [set2, with3] = [await add(), await add({ suppress: given })];
    assert.deepEqual([set2.suppressed, used(set2)], [2, ['own.csv', 'team.csv']]);
    assert.deepEqual([with3.suppressed, used(with3)?.length], [3, 3]);
    const id = await segment();
    await run('uploadCsv', await crm(), { segmentId: id, operation: 'add', confirm: false });
    const list = await server.control.list(id);
    assert.equal(list.length, 18);
    assert.ok(!list.includes(ADA) && !list.includes(BOB));
  });

  it('are a task’s, with paths below the folder, and stop it', async () => {
    const list = await csv('opt-outs.csv', [`c-1,${ADA}`], 'id,mail');
    await crm();
    const task = {
      ...{ type: 'criteo-audience-upload', file: 'crm.csv', operation: 'add' },
      suppress: ['opt-outs.csv#mail'],
      suppressMaxAge: '26h',
    };
    const id = await segment();
    assert.equal(await executeTask({ ...task, segment: id }), 0);
    assert.equal((await server.control.list(id)).length, 19);
    const old = new Date(Date.now() - 43 * 3_600_000);
    fs.utimesSync(list.fsPath, old, old);
    assert.equal(await executeTask({ ...task, segment: await segment() }), 1);
    const required = { ...task, suppress: undefined, requireSuppression: true };
    assert.equal(await executeTask({ ...required, segment: await segment() }), 1);
  });

  it('stop a program by their code, which may allow it once', async () => {
    await set(Global, [fileUri('gone.csv').fsPath]);
    assert.equal((await rejection(add())).code, 'suppression-missing');
    const report = await add({ allow: ['suppression-missing'] });
    assert.deepEqual(report.suppression?.allowed, ['suppression-missing']);
    await set(Global, ['relative.csv', 5]);
    assert.equal((await rejection(add())).code, 'bad-setting');
  });

  it('stop a resume, which says why and offers to start over, or may allow it once', async () => {
    const own = await csv('gone-later.csv', [ADA]);
    const segmentId = await segment();
    await set(Global, [own.fsPath]);
    server.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 9 });
    const failed = await run<Report>('uploadCsv', await crm(), {
      ...{ segmentId, operation: 'add', confirm: false },
    });
    server.control.clearFaults();
    const { jobId } = failed;
    fs.rmSync(own.fsPath);
    const { asked } = await answering([/^Start Over…$/, undefined], () =>
      Promise.resolve(run('resumeUpload', { kind: 'job', jobId })).catch(() => undefined),
    );
    const [{ text, choices }, page] = asked;
    assert.equal(text, 'Nothing was sent. The suppression list gone-later.csv isn’t there.');
    assert.deepEqual(choices, ['Start Over…']);
    assert.equal(page.text, 'crm.csv isn’t sent without gone-later.csv');
    const { code } = await rejection(run('resumeUpload', { jobId }));
    assert.equal(code, 'suppression-missing');
    assert.equal((await server.control.list(segmentId)).length, 0);
    const report = await run<Report>('resumeUpload', { jobId, allow: ['suppression-missing'] });
    assert.equal(report.state, 'finished');
    assert.equal((await server.control.list(segmentId)).length, 20);
  });

  it('that have changed start over what is resumed, and its page goes on with that', async () => {
    const own = await csv('growing.csv', [ADA]);
    await set(Global, [own.fsPath]);
    server.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 1 });
    const { state, jobId } = await add();
    assert.equal(state, 'failed');
    await csv('growing.csv', [ADA, BOB, CLEO]);
    const { pages } = await answering([], async (shown) => {
      await run('resumeUpload', { kind: 'job', jobId });
      await waitUntil('its page goes on', () => /^17 added/.test(shown()[0].heading.text));
    });
    assert.equal(pages.length, 1);
    assert.match(JSON.stringify(pages[0].main), /Started over, because a suppression list/);
  });

  it('are added and removed on the page, and allowed there once', async () => {
    await newSegment(server, 'Listed');
    const own = await csv('own.csv', [ADA]);
    const later = await csv('later.csv', [BOB, CLEO]);
    const old = new Date(Date.now() - 43 * 3_600_000);
    fs.utimesSync(own.fsPath, old, old);
    await set(Workspace, [{ file: 'own.csv', maxAge: '26h' }]);
    browsed = later;
    const uri = await crm();
    const { asked, result } = await answering(
      [
        /Listed/,
        press('allowSuppression', 'suppression-stale'),
        'Use It Once',
        press('addSuppressionList'),
        press('removeSuppressionList', later.fsPath),
        press('addSuppressionList'),
        press('send'),
      ],
      () => run<Report>('uploadCsv', uri),
    );
    assert.match(asked[1].text, /^own\.csv is too old to send crm\.csv$/);
    assert.match(asked[1].detail, /own\.csv was written 43 h ago, the limit is 26 h\./);
    assert.equal(
      asked[2].text,
      'own.csv was written 43 h ago, the limit is 26 h. Continue with crm.csv?',
    );
    assert.match(asked[2].detail, /People who opted out since then would be sent\./);
    assert.deepEqual([result.suppressed, used(result)], [3, ['later.csv', 'own.csv']]);
    assert.deepEqual(result.suppression?.allowed, ['suppression-stale']);
  });
});
