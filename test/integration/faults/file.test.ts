import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Report } from '../../../src/upload/jobTypes';
import { waitUntil } from '../../support/waitUntil';
import { run } from '../segments/signedIn';
import { addsUp, bench, CHUNK, csv, expected, ROWS, sameSet, sentence, whole } from './setup';

/**
 * The file changes while its upload is running: no unchecked row is sent, and none is lost
 * silently.
 */
describe('file faults', function () {
  this.timeout(60_000);
  const on = bench();

  /** An upload whose file is changed after its third request. */
  async function touched(
    touch: (uri: vscode.Uri) => void,
  ): Promise<{ report: Report; uri: vscode.Uri; segmentId: string; before: Set<string> }> {
    const [segmentId, uri] = [await on.segment(), await csv()];
    const before = expected(uri.fsPath);
    const { upload } = await on.midway(uri, segmentId);
    touch(uri);
    on.server.control.clearFaults();
    const report = await upload;
    addsUp(report);
    // Only checked rows can be there, and as many as the report says.
    const list = new Set(await on.server.control.list(segmentId));
    assert.equal([...list].filter((one) => !before.has(one)).length, 0, 'only checked rows');
    assert.equal(list.size, report.accepted);
    return { report, uri, segmentId, before };
  }

  /** Cancels as from the palette, which offers the one upload that is running. */
  async function cancelled(upload: Thenable<Report>): Promise<Report> {
    let ended = false;
    const watch = upload.then(() => (ended = true));
    const cancel = run('cancelUpload');
    await waitUntil('the upload ends', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return ended;
    });
    await Promise.all([watch, cancel]);
    return upload;
  }

  function changed(report: Report): void {
    assert.deepEqual([report.state, report.error?.code], ['failed', 'file-changed']);
    sentence(report.error?.message);
    assert.ok(report.accepted >= 3 * CHUNK && report.unsent > 0);
  }

  it('stops if it is truncated, and resumes once it is whole again', async () => {
    let content = Buffer.alloc(0);
    const { report, uri, segmentId } = await touched(({ fsPath }) => {
      content = fs.readFileSync(fsPath);
      fs.truncateSync(fsPath, 2000);
    });
    changed(report);
    const again = await on.resume(report);
    addsUp(again);
    assert.equal(again.error?.code, 'file-changed', 'it is still truncated');
    assert.equal(again.accepted, report.accepted);
    fs.writeFileSync(uri.fsPath, content);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

  it('sends what was checked if it grows, and reports that it grew', async () => {
    const { report, segmentId, before } = await touched(({ fsPath }) =>
      fs.appendFileSync(fsPath, 'Late,late@example.com\n'),
    );
    whole(report);
    assert.ok(
      report.warnings.some(({ code }) => code === 'file-changed-since'),
      JSON.stringify(report.warnings),
    );
    sameSet(new Set(await on.server.control.list(segmentId)), before);
  });

  it('stops if it is deleted, and resumes once it is back', async () => {
    const { report, uri, segmentId } = await touched(({ fsPath }) =>
      fs.renameSync(fsPath, `${fsPath}.away`),
    );
    assert.equal(report.state, 'failed');
    assert.ok(['file-changed', 'not-found'].includes(report.error?.code ?? ''), report.error?.code);
    sentence(report.error?.message);
    fs.renameSync(`${uri.fsPath}.away`, uri.fsPath);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

  it('stops if it is replaced by another of the same size, although its rows are valid', async () => {
    const { report, segmentId } = await touched(({ fsPath }) => {
      const other = fs.readFileSync(fsPath, 'utf8').replaceAll('Person', 'Nobody');
      fs.writeFileSync(`${fsPath}.new`, other);
      fs.renameSync(`${fsPath}.new`, fsPath);
    });
    changed(report);
    const resumed = await on.resume(report);
    assert.equal(resumed.error?.code, 'file-changed');
    assert.equal((await on.server.control.list(segmentId)).length, report.accepted);
  });

  it('doesn’t treat a new timestamp alone as a change', async () => {
    const { report, segmentId, uri } = await touched(({ fsPath }) =>
      fs.utimesSync(fsPath, new Date(), new Date(Date.now() + 60_000)),
    );
    whole(report);
    await on.holds(segmentId, uri.fsPath);
  });

  it('doesn’t clear the segment if the file of a replace changed after it was checked', async () => {
    const [segmentId, uri] = [await on.segment(['old@example.com']), await csv()];
    // Reading the file before the first request takes long enough for the change.
    on.server.control.addFaults({ fault: 'forbidden', operation: 'clear', times: 1 });
    const failed = await on.upload(uri, segmentId, { operation: 'replace' });
    assert.equal(failed.error?.operation, 'clear');
    on.server.control.resetCounts();
    fs.appendFileSync(uri.fsPath, 'Late,late@example.com\n');
    const report = await on.resume(failed);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.error?.code, report.cleared],
      ['failed', 'file-changed', undefined],
    );
    assert.equal(on.amendments(), 0);
    assert.deepEqual(await on.server.control.list(segmentId), ['old@example.com']);
  });

  it('is cancelled: sends nothing new, counts requests in flight, and can be resumed', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    const { upload } = await on.midway(uri, segmentId);
    const report = await cancelled(upload);
    addsUp(report);
    assert.deepEqual([report.state, report.unknown], ['cancelled', 0]);
    assert.equal((await on.server.control.list(segmentId)).length, report.accepted);
    assert.equal(on.amendments(), report.calls);
    assert.ok(report.unsent > 0 && report.accepted < ROWS);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

  it('queues a second upload to the same segment, and runs both', async () => {
    const [segmentId, one, two] = [await on.segment(), await csv(), await csv()];
    on.server.control.addFaults({ fault: 'latency', ms: 30, operation: 'addRemove', times: 100 });
    const reports = await Promise.all([on.upload(one, segmentId), on.upload(two, segmentId)]);
    for (const report of reports) whole(report);
    const [first, second] = [...reports].sort((a, b) => a.finishedAt.localeCompare(b.finishedAt));
    const log = on.server.control.counts().log.filter(({ operation }) => operation === 'addRemove');
    assert.equal(log.length, first.calls + second.calls);
    sameSet(
      new Set(await on.server.control.list(segmentId)),
      new Set([...expected(one.fsPath), ...expected(two.fsPath)]),
    );
  });
});
