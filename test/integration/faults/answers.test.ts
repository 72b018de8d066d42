import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assertHas } from '../../support/assertHas';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { requestCount } from '../segments/signedIn';
import {
  addsUp,
  bench,
  CHUNK,
  csv,
  expected,
  ROWS,
  sameSet,
  sentence,
  signInTo,
  whole,
} from './setup';

/**
 * API and network faults during an upload by the command, in the extension host: in the end the
 * segment has the file's identifiers, the report adds up, and its message is true. (Stalls until
 * the client's own timeout of a minute are tested in plain Node with a shorter one: `test/unit/api`
 * and `test/faults`.)
 */
describe('response and connection faults', function () {
  this.timeout(60_000);
  const on = bench();

  const REQUESTS = Math.ceil(ROWS / CHUNK);

  for (const [name, fault, tries] of [
    ['429 bursts with headers', { fault: '429', nth: 3, times: 3, ms: 500 }, 3],
    [
      '429 without headers, with Retry-After',
      { fault: '429', nth: 3, times: 2, headers: false, retryAfter: 1 },
      2,
    ],
    ['500', { fault: '500', nth: 3, times: 2 }, 2],
    ['502', { fault: '502', nth: 3, times: 2 }, 2],
    ['503', { fault: '503', nth: 3, times: 2 }, 2],
    ['503 with Retry-After', { fault: '503', nth: 3, times: 1, retryAfter: 1 }, 1],
    ['500 after the request took effect', { fault: '500', nth: 3, times: 2, work: true }, 2],
    ['a reset before the request was read', { fault: 'cutBefore', nth: 3, times: 3 }, 3],
    ['a reset after the request took effect', { fault: 'cutAfter', nth: 3, times: 3 }, 3],
    ['a truncated response', { fault: 'truncated', nth: 3, times: 2 }, 2],
    [
      'a response that stalls until the connection is cut',
      { fault: 'stall', nth: 3, times: 2, ms: 300 },
      2,
    ],
  ] as const) {
    it(`recovers from ${name}`, async () => {
      const [segmentId, uri] = [await on.segment(), await csv()];
      on.fault(fault);
      const report = await on.upload(uri, segmentId);
      whole(report);
      // Every retry is counted, as the sandbox received it.
      assert.equal(report.calls, REQUESTS + tries);
      assert.equal(on.amendments(), report.calls);
      await on.holds(segmentId, uri.fsPath);
    });
  }

  it('waits after a 429 that doesn’t say how long', async function () {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: '429', nth: 2, times: 1, headers: false });
    const started = Date.now();
    whole(await on.upload(uri, segmentId));
    assert.ok(Date.now() - started >= 2_500, 'no headers: at least half of the wait');
    await on.holds(segmentId, uri.fsPath);
  });

  it('doesn’t trust a response that isn’t JSON, and can be resumed', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: 'malformedJson', nth: 4, times: 20 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.equal(report.state, 'failed');
    sentence(report.error?.message);
    assert.ok(
      report.unknown > 0 && report.unsent > 0 && report.accepted >= 2 * CHUNK,
      JSON.stringify(report),
    );
    const resumed = await on.completesOnResume(report, segmentId, uri.fsPath);
    assert.ok(
      resumed.warnings.some(({ code }) => code === 'sent-again'),
      'says that something was sent twice',
    );
  });

  it('reports a block page as a proxy’s, not as a missing permission', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: 'html', status: 403, nth: 3, times: 20 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.equal(report.state, 'failed');
    sentence(report.error?.message);
    assert.doesNotMatch(report.error?.message ?? '', /permission|consent/i);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

  it('fails, and can be resumed, if the API doesn’t recover', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    // One request gives up after six tries; the other can finish.
    on.fault({ fault: '503', nth: 5, times: 30, retryAfter: 0.1 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.error?.status, report.error?.operation],
      ['failed', 503, 'addRemove'],
    );
    assert.equal(report.accepted, 4 * CHUNK);
    sentence(report.error?.message);
    await on.completesOnResume(report, segmentId, uri.fsPath);
  });

  it('halves requests that are too large, and loses nothing', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: '413', nth: 3, times: 2 });
    const report = await on.upload(uri, segmentId);
    whole(report);
    assert.equal(report.refused, 0);
    await on.holds(segmentId, uri.fsPath);
  });

  it('counts a chunk that is answered with 400 as rejected as a whole', async () => {
    const [segmentId, uri] = [await on.segment(), await csv()];
    on.fault({ fault: '400', nth: 3, times: 1 });
    const report = await on.upload(uri, segmentId);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.refused, report.accepted],
      ['finished', CHUNK, ROWS - CHUNK],
    );
    assert.equal((await on.server.control.list(segmentId)).length, ROWS - CHUNK);
  });

  it('reports a refused connection, and resumes once the API is back at its address', async () => {
    const state = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-faults-'));
    let own = await startSandbox({ state });
    try {
      await signInTo(own);
      const [{ id }, uri] = [await own.control.putSegment({}), await csv()];
      own.control.addFaults({ fault: 'latency', ms: 100, operation: 'addRemove', times: 100 });
      const upload = on.upload(uri, id);
      await waitUntil('some requests are answered', () => requestCount(own, 'addRemove') >= 3);
      await own.close();
      const report = await upload;
      addsUp(report);
      assertHas(report, { state: 'failed', refused: 0 });
      assertHas(report.error, { code: 'network', operation: 'addRemove', status: undefined });
      assert.match(report.error?.system ?? '', /^ECONN(REFUSED|RESET)$/);
      sentence(report.error?.message);
      assert.ok(report.accepted >= 2 * CHUNK && report.unsent > 0);
      own = await startSandbox({ state, port: own.port });
      whole(await on.resume(report));
      const list = await own.control.list(id);
      sameSet(new Set(list), expected(uri.fsPath));
      assert.equal(list.length, ROWS);
    } finally {
      await signInTo(on.server);
      await own.close();
      fs.rmSync(state, { recursive: true, force: true });
    }
  });
});
