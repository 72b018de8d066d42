import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Report } from '../../../src/upload/jobTypes';
import { waitUntil } from '../../support/waitUntil';
import { run } from '../segments/signedIn';
import { addsUp, bench, CHUNK, csv, expected, ROWS, sameSet, sentence, whole } from './setup';

/**
 * The file changes while its upload is running, or the upload is cancelled or queued: no unchecked
 * row is sent, and none is lost silently. The other changes of a file are in
 * `test/unit/upload/engine/resume.test.ts`.
 */
describe('file faults', function () {
  this.timeout(60_000);
  const on = bench();

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

  it('stops if it is truncated, and resumes once it is whole again', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    const [content, checked] = [fs.readFileSync(uri.fsPath), expected(uri.fsPath)];
    const { upload } = await on.midway(uri, segmentId);
    fs.truncateSync(uri.fsPath, 2000);
    on.server.control.clearFaults();
    const report = await upload;
    addsUp(report);
    assert.deepEqual([report.state, report.error?.code], ['failed', 'file-changed']);
    sentence(report.error?.message);
    assert.ok(report.accepted >= 3 * CHUNK && report.unsent > 0);
    const list = new Set(await on.server.control.list(segmentId));
    assert.equal([...list].filter((one) => !checked.has(one)).length, 0, 'only checked rows');
    assert.equal(list.size, report.accepted);
    const again = await on.resume(report);
    addsUp(again);
    assert.equal(again.error?.code, 'file-changed', 'it is still truncated');
    assert.equal(again.accepted, report.accepted);
    fs.writeFileSync(uri.fsPath, content);
    await on.completesOnResume(report, segmentId, uri.fsPath);
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
