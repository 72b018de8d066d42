import assert from 'node:assert/strict';
import { waitUntil } from '../../support/waitUntil';
import { rejection } from '../segments/signedIn';
import { addsUp, bench, csv, sentence, signInTo, signOut } from './setup';

/** What happens to the session while an upload is running. */
describe('session faults', function () {
  this.timeout(60_000);
  const on = bench();

  it('stops when the secret is changed, and resumes after signing in with the new one', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    const { clientId, clientSecret } = on.server;
    const { upload } = await on.midway(uri, segmentId);
    const rotated = on.server.control.credentials({ clientId, rotate: true }).clientSecret;
    on.server.control.clearFaults();
    const report = await upload;
    addsUp(report);
    assert.deepEqual([report.state, report.error?.status], ['failed', 401]);
    sentence(report.error?.message);
    assert.equal(JSON.stringify(report).includes(clientSecret), false);
    await signInTo({ ...on.server, clientSecret: rotated });
    await on.completesOnResume(report, segmentId, uri.fsPath);
    // Restored for the following tests.
    on.server.control.credentials({ clientId, clientSecret });
    await signInTo(on.server);
  });

  it('stops on sign-out, and can be resumed only after signing in again', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    const { upload } = await on.midway(uri, segmentId);
    await signOut();
    const report = await upload;
    addsUp(report);
    assert.deepEqual([report.state, report.error?.code], ['failed', 'signed-out']);
    sentence(report.error?.message);
    assert.ok(report.unsent > 0);
    const before = on.amendments();
    assert.equal((await rejection(on.resume(report))).code, 'signed-out');
    assert.equal(on.amendments(), before, 'nothing is sent after a sign-out');
    await signInTo(on.server);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

  it('doesn’t start if the user signs out while the file is being checked', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.server.control.addFaults({ fault: 'latency', ms: 600_000, operation: 'search', times: 1 });
    const upload = on.upload(uri, segmentId);
    // A request is counted when it is answered, but takes its fault when it arrives.
    await waitUntil('the segment is looked up', () => on.server.control.faults().length === 0);
    await signOut();
    on.server.control.clearFaults();
    const failure = await rejection(upload);
    assert.equal(failure.code, 'signed-out');
    sentence(failure.message);
    assert.equal(on.amendments(), 0);
    await signInTo(on.server);
  });

  it('can’t be resumed by another application', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: 'forbidden', nth: 4, times: 50 });
    const report = await on.upload(uri, segmentId);
    on.server.control.clearFaults();
    const other = on.server.control.credentials({});
    await signInTo({ ...on.server, ...other });
    assert.equal((await rejection(on.resume(report))).code, 'other-session');
    await signInTo(on.server);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });
});
