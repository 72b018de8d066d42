import assert from 'node:assert/strict';
import { addsUp, bench, CHUNK, csv, ROWS, sentence, whole } from './setup';

/**
 * API and network faults during an upload by the command, through the editor's own `https`: in the
 * end the segment has the file's identifiers, the report adds up, and its message is true. All the
 * others are in `test/faults/answers.test.ts`, with the engine in plain Node.
 */
describe('response and connection faults', function () {
  this.timeout(60_000);
  const on = bench();

  const REQUESTS = Math.ceil(ROWS / CHUNK);

  for (const [name, fault, tries] of [
    [
      '429 without headers, with Retry-After',
      { fault: '429', nth: 3, times: 2, headers: false, retryAfter: 1 },
      2,
    ],
    ['a reset after the request took effect', { fault: 'cutAfter', nth: 3, times: 3 }, 3],
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
});
