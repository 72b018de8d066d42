import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { assertHas } from '../../support/assertHas';
import { people } from '../../support/people';
import { reportAddsUp } from '../../support/reportAddsUp';
import { idOf, newSegment, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { fileUri, write } from './files';
import { executeTask } from './tasks';

/** `uploadCsv` with the operation `update`, and a task with it. */
describe('an update', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;

  before(async () => {
    ({ server, end } = await signIn());
    segmentId = await idOf(server, 'Empty so far');
  });
  after(() => end());

  const list = async (): Promise<string[]> => (await server.control.list(segmentId)).sort();
  const csv = (rows: readonly string[]): string => `email\n${rows.join('\n')}\n`;
  const update = (uri: vscode.Uri, more: object): Thenable<Report> =>
    run<Report>('uploadCsv', uri, { segmentId, operation: 'update', confirm: false, ...more });

  it('by arguments adds the file, then removes who is in the previous one only', async () => {
    const november = await write('update-11.csv', csv(people(30)));
    const december = await write('update-12.csv', csv(people(30, 4)));
    await run('uploadCsv', november, { segmentId, operation: 'add', confirm: false });
    const previous = november.toString();
    const report = await update(december, { previous });
    reportAddsUp(report);
    assertHas(report, { state: 'finished', accepted: 30, unchanged: 26 });
    assertHas(report.removed, { rows: 4, unsent: 0 });
    assert.deepEqual(await list(), people(30, 4).sort());
  });

  it('by arguments is stopped by a safety check, and allowed by its argument', async () => {
    const december = fileUri('update-12.csv').toString();
    const january = await write('update-01.csv', csv(people(20, 4)));
    const before = requestCount(server, 'addRemove');
    const refused = await update(january, { previous: december });
    assertHas(refused, { state: 'failed', sent: 0 });
    assert.equal(refused.error?.code, 'max-removed');
    assert.equal(requestCount(server, 'addRemove'), before);
    const allowed = await update(january, { previous: [december], maxRemoved: 0.4, minKept: 0 });
    assertHas(allowed.removed, { rows: 10 });
    assert.deepEqual(await list(), people(20, 4).sort());
  });

  it('by arguments allows what would stop it, for this run only', async () => {
    const previous = fileUri('update-01.csv').toString();
    const cut = await write('update-02.csv', csv(people(19, 5)).trimEnd());
    assert.equal((await update(cut, { previous })).error?.code, 'cut-off');
    const report = await update(cut, { previous, allow: ['cut-off', 'invalid-grew'] });
    assert.deepEqual([report.state, report.allowed], ['finished', ['cut-off']]);
    assert.deepEqual(await list(), people(19, 5).sort());
    const line = await run<string>('copyAsCommand', { jobId: report.jobId });
    assert.match(line, /^criteo-audiences .*\bupdate update-02\.csv /);
    assert.doesNotMatch(line, /allow|cut-off/);
    assert.equal((await rejection(update(cut, { previous, allow: ['x'] }))).code, 'bad-argument');
  });

  it('by arguments needs a previous file, which no other operation takes', async () => {
    const file = fileUri('update-01.csv');
    const code = async (more: object): Promise<string> =>
      (await rejection(update(file, more))).code;
    assert.equal(await code({}), 'bad-argument');
    assert.equal(await code({ previous: 'update-12.csv' }), 'bad-argument');
    assert.equal(await code({ operation: 'add', keep: file.toString() }), 'bad-argument');
    assert.equal(await code({ previous: fileUri('gone.csv').toString() }), 'bad-argument');
  });

  it('as a task keeps its file for the next run', async () => {
    const id = await newSegment(server, 'Updated every night');
    const task = (more: object = {}): Promise<number | undefined> =>
      executeTask({
        type: 'criteo-audience-upload',
        file: 'night.csv',
        segment: id,
        operation: 'update',
        keep: 'kept/night.csv',
        ...more,
      });
    await vscode.workspace.fs.createDirectory(fileUri('kept'));
    const rows = people(25, 100);
    await write('night.csv', csv(rows));
    assert.equal(await task(), 0);
    await write('night.csv', csv(rows.slice(3)));
    assert.equal(await task(), 0);
    assert.deepEqual(new Set(await server.control.list(id)), new Set(rows.slice(3)));
    const kept = await vscode.workspace.fs.readFile(fileUri('kept/night.csv'));
    assert.equal(Buffer.from(kept).toString(), csv(rows.slice(3)));
    await write('night.csv', csv(rows.slice(20)));
    assert.equal(await task({ maxRemoved: 1, minKept: 0 }), 0);
    // What is allowed for one run is kept in no file: the editor doesn't pass it on.
    await write('night.csv', csv(rows.slice(21)).trimEnd());
    const sent = requestCount(server, 'addRemove');
    assert.equal(await task({ maxRemoved: 1, minKept: 0, allow: ['cut-off'] }), 1);
    assert.equal(requestCount(server, 'addRemove'), sent);
  });
});
