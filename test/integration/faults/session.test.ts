import assert from 'node:assert/strict';
import { waitUntil } from '../../support/waitUntil';
import { rejection, requestCount } from '../segments/signedIn';
import { addsUp, bench, CHUNK, csv, ROWS, sentence, signInTo, signOut, whole } from './setup';

/** What happens to the session while an upload is running. */
describe('session faults', function () {
  this.timeout(60_000);
  const on = bench();

  it('renews a token that expires midway, and sends nothing twice', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: 'expireToken', nth: 4, times: 1 });
    const report = await on.upload(uri, segmentId);
    whole(report);
    assert.equal(on.amendments(), report.calls);
    assert.ok(report.calls > ROWS / CHUNK);
    await on.holds(segmentId, uri.fsPath);
    assert.equal(on.server.control.counts().segments[segmentId].add.duplicates, 0);
  });

  it('works with tokens that last a second', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.server.control.setSwitches({ tokenSeconds: 1 });
    on.server.control.expireTokens();
    on.server.control.addFaults({ fault: 'latency', ms: 250, operation: 'addRemove', times: 100 });
    whole(await on.upload(uri, segmentId));
    on.server.control.setSwitches({ tokenSeconds: 900 });
    await on.holds(segmentId, uri.fsPath);
    assert.ok(requestCount(on.server, 'token') >= 2);
  });

  it('stops at a missing permission, names both causes, and resumes once it is granted', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: 'forbidden', nth: 4, times: 50 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.error?.status, report.error?.operation],
      ['failed', 403, 'addRemove'],
    );
    sentence(report.error?.message);
    assert.match(report.error?.message ?? '', /Audiences Manage/);
    assert.match(report.error?.message ?? '', /consent/i);
    assert.deepEqual(
      [report.refused, report.unknown],
      [0, 0],
      'a missing permission rejects no rows',
    );
    assert.ok(on.amendments() <= 6, 'no further requests are sent');
    await on.completesOnResume(report, segmentId, uri.fsPath);
    assert.equal(on.server.control.counts().segments[segmentId].add.duplicates, 0);
  });

  it('stops when the application is revoked, and resumes once it is restored', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    const { clientId } = on.server;
    on.fault({ fault: 'revoke', nth: 4, times: 1 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.deepEqual([report.state, report.error?.status], ['failed', 401]);
    sentence(report.error?.message);
    assert.equal(report.refused, 0);
    on.server.control.credentials({ clientId, revoked: false });
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

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

  it('reports a segment that is deleted midway, and sends no more requests', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: '404', code: 'segment-not-found', nth: 4, times: 50 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.deepEqual([report.state, report.error?.status], ['failed', 404]);
    sentence(report.error?.message);
    assert.ok(on.amendments() <= 6);
  });

  it('waits for the clear of a replace, retries it only before the first add, and reports when the segment was cleared', async () => {
    const [segmentId, uri] = [await on.segment(['old@example.com']), await csv()];
    on.server.control.addFaults(
      { fault: 'cutAfter', operation: 'clear', times: 1 },
      { fault: 'forbidden', operation: 'addRemove', nth: 4, times: 50 },
    );
    const report = await on.upload(uri, segmentId, { operation: 'replace' });
    addsUp(report);
    assert.equal(report.state, 'failed');
    assert.ok(report.cleared);
    assert.equal(requestCount(on.server, 'clear'), 2);
    const resumed = await on.completesOnResume(report, segmentId, uri.fsPath);
    assert.equal(resumed.cleared, report.cleared);
    assert.equal(requestCount(on.server, 'clear'), 2, 'resuming doesn’t clear again');
  });

  it('sends no add when the clear of a replace fails', async () => {
    const [segmentId, uri] = [await on.segment(['old@example.com']), await csv()];
    on.server.control.addFaults({ fault: 'forbidden', operation: 'clear', times: 50 });
    const report = await on.upload(uri, segmentId, { operation: 'replace' });
    addsUp(report);
    assert.deepEqual(
      [report.state, report.error?.operation, report.cleared, report.sent],
      ['failed', 'clear', undefined, 0],
    );
    sentence(report.error?.message);
    assert.equal(requestCount(on.server, 'addRemove'), 0);
    assert.deepEqual(await on.server.control.list(segmentId), ['old@example.com']);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });
});
