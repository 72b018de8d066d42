import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetailMediaClient } from '../../src/api/client';
import type { Fault } from '../../src/sandbox/control';
import type { Sandbox } from '../../src/sandbox/server';
import { UploadEngine } from '../../src/upload/engine';
import type { Report } from '../../src/upload/jobTypes';
import { DEFAULT_OPTIONS } from '../../src/upload/uploadTypes';
import { reportAddsUp, reportIsWhole } from '../support/reportAddsUp';
import { startSandbox } from '../support/sandboxes';
import { waitUntil } from '../support/waitUntil';
import { expectedEmails, makeCsv } from './support/expected';

const ROWS = 2000;
/** Retries without the delays that the real API needs. */
const TIMING = {
  baseDelay: 10,
  maxDelay: 50,
  limitDelay: 50,
  maxLimitDelay: 100,
  maxTries: 4,
  stall: 400,
};

/** A request with such a fault has no effect, unless the fault says so. */
const WITHOUT_EFFECT = /^(\d+|cutBefore|expireToken)$/;

/** A fault of an add-remove request in the middle of the upload. */
const mid = (fault: Omit<Fault, 'operation'>): Fault => ({
  nth: 3,
  ...fault,
  operation: 'addRemove',
});

describe('an upload with network and server faults', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let folder: string;
  let engine: UploadEngine;
  let seed = 100;

  beforeEach(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'upload-faults-'));
    sandbox = await startSandbox({ switches: { rateLimit: 1_000_000, computation: 'immediate' } });
    engine = new UploadEngine({
      storageDir: join(folder, 'storage'),
      workerPath: join(__dirname, 'support', 'worker.js'),
      retryEvery: 100,
    });
  });
  afterEach(async () => {
    await engine.dispose();
    await sandbox.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function client(secret = sandbox.clientSecret): RetailMediaClient {
    return new RetailMediaClient({
      baseUrl: sandbox.url,
      version: '2026-07',
      clientId: sandbox.clientId,
      clientSecret: secret,
      timing: TIMING,
    });
  }

  async function planned(): Promise<{ jobId: string; segmentId: string; expected: Set<string> }> {
    const csv = makeCsv(ROWS, seed++);
    const path = join(folder, 'people.csv');
    fs.writeFileSync(path, csv);
    const { id: segmentId } = await sandbox.control.putSegment({ name: `Faults ${seed}` });
    const target = {
      origin: sandbox.url,
      clientId: sandbox.clientId,
      accountId: sandbox.accountId,
      segmentId,
      identifierType: 'Email',
    };
    const { jobId } = await engine.plan([{ uri: path, path }], target, {
      ...DEFAULT_OPTIONS,
      operation: 'add',
      chunkSize: 200,
      concurrency: 2,
    });
    return { jobId, segmentId, expected: expectedEmails(csv) };
  }

  function addsUp(report: Report): void {
    assert.equal(report.rows, ROWS);
    reportAddsUp(report);
  }

  async function isWhole(report: Report, segmentId: string, expected: Set<string>): Promise<void> {
    assert.equal(report.rows, ROWS);
    reportIsWhole(report, expected.size);
    assert.deepEqual(new Set(await sandbox.control.list(segmentId)), expected);
  }

  /** Requests that add, as the sandbox received them. */
  const requests = (): number => sandbox.control.counts().operations.addRemove?.calls ?? 0;

  /** Transient faults, which the client's limited retries outlast. */
  const transient: [string, Fault[]][] = [
    ['a burst of 429 with headers', [mid({ fault: '429', times: 3, ms: 200 })]],
    ['a burst of 429 without headers', [mid({ fault: '429', times: 3, headers: false })]],
    ['a 429 with Retry-After', [mid({ fault: '429', retryAfter: 1, headers: false })]],
    ['500, 502 and 503', (['500', '502', '503'] as const).map((fault) => mid({ fault }))],
    ['a 500 after the request took effect', [mid({ fault: '500', work: true })]],
    ['a connection reset before the request was read', [mid({ fault: 'cutBefore' })]],
    ['a connection reset after the request took effect', [mid({ fault: 'cutAfter' })]],
    ['a response that stalls', [mid({ fault: 'stall' })]],
    ['a server that doesn’t read the request', [mid({ fault: 'stall', read: false, work: false })]],
    ['half a response', [mid({ fault: 'truncated' })]],
    ['malformed JSON', [mid({ fault: 'malformedJson' })]],
    ['a token that expires midway', [mid({ fault: 'expireToken' })]],
    [
      'requests that fail at random',
      [
        { fault: 'cutAfter', operation: 'addRemove', probability: 0.15 },
        { fault: '503', operation: 'addRemove', probability: 0.15 },
      ],
    ],
  ];
  for (const [name, faults] of transient) {
    it(`${name}: the upload finishes in one run`, async () => {
      const { jobId, segmentId, expected } = await planned();
      sandbox.control.addFaults(...faults);
      const { report } = await engine.run(jobId, client());
      await isWhole(report, segmentId, expected);
      assert.equal(report.calls, requests(), 'every retry is counted');
      const { duplicates } = sandbox.control.counts().segments[segmentId].add;
      if (faults.every(({ fault, work }) => WITHOUT_EFFECT.test(fault) && !work))
        assert.equal(duplicates, 0, 'nothing was added twice');
    });
  }

  it('tokens that last a second: the upload finishes in one run', async () => {
    const { jobId, segmentId, expected } = await planned();
    sandbox.control.setSwitches({ tokenSeconds: 1 });
    sandbox.control.addFaults({ fault: 'latency', ms: 300, operation: 'addRemove', times: 100 });
    const { report } = await engine.run(jobId, client());
    await isWhole(report, segmentId, expected);
    assert.ok((sandbox.control.counts().operations.token?.calls ?? 0) >= 2);
  });

  /** Faults that stop the upload: reported correctly, and it can be resumed once they are over. */
  const stopping: [string, Fault[], (report: Report) => void][] = [
    [
      'a 403 midway',
      [mid({ fault: 'forbidden', times: 2 })],
      ({ error }) => assert.equal(error?.status, 403),
    ],
    [
      'a permanent 500',
      [mid({ fault: '500', times: 100 })],
      ({ error }) => assert.deepEqual([error?.status, error?.operation], [500, 'addRemove']),
    ],
    [
      'responses that aren’t JSON',
      [mid({ fault: 'malformedJson', times: 100 })],
      ({ accepted, unknown }) => assert.ok(accepted >= 200 && unknown > 0),
    ],
    [
      'a network that stays down',
      [mid({ fault: 'cutAfter', times: 100 })],
      ({ error, unknown }) =>
        assert.deepEqual([error?.code, error?.status, unknown > 0], ['network', undefined, true]),
    ],
    [
      'a proxy’s HTML page',
      [mid({ fault: 'html', times: 100 })],
      ({ error }) => assert.match(error?.message ?? '', /proxy|network/i),
    ],
    [
      'a proxy’s page that blocks with 403',
      [mid({ fault: 'html', status: 403, times: 100 })],
      ({ error }) => {
        assert.match(error?.message ?? '', /proxy|network/i);
        assert.doesNotMatch(error?.message ?? '', /permission|consent/i);
      },
    ],
    [
      'a redirect',
      [mid({ fault: 'redirect', times: 100, location: 'https://elsewhere.example/' })],
      ({ error }) => assert.ok(error),
    ],
    [
      'a retired API version',
      [mid({ fault: '410', times: 100 })],
      ({ error }) => assert.equal(error?.status, 410),
    ],
  ];
  for (const [name, faults, check] of stopping) {
    it(`${name}: the upload stops with the reason, and can be resumed`, async () => {
      const { jobId, segmentId, expected } = await planned();
      sandbox.control.addFaults(...faults);
      const { report } = await engine.run(jobId, client());
      addsUp(report);
      assert.equal(report.state, 'failed');
      assert.ok(report.unsent > 0 && report.refused === 0, JSON.stringify(report.error));
      assert.ok((report.error?.message.length ?? 0) > 30, report.error?.message);
      check(report);
      const list = new Set(await sandbox.control.list(segmentId));
      assert.ok(list.size >= report.accepted && list.size <= report.accepted + report.unknown);
      sandbox.control.clearFaults();
      const second = await engine.run(jobId, client());
      await isWhole(second.report, segmentId, expected);
      assert.equal(
        second.report.warnings.some(({ code }) => code === 'sent-again'),
        report.unknown > 0,
      );
    });
  }

  it('credentials revoked midway: the upload stops, and resumes with new ones', async () => {
    const { jobId, segmentId, expected } = await planned();
    sandbox.control.addFaults(mid({ fault: 'revoke' }));
    const { report } = await engine.run(jobId, client());
    addsUp(report);
    assert.deepEqual([report.state, report.error?.status, report.refused], ['failed', 401, 0]);
    const { clientSecret } = sandbox.control.credentials({
      clientId: sandbox.clientId,
      revoked: false,
      rotate: true,
    });
    assert.equal((await engine.run(jobId, client())).report.state, 'failed');
    await isWhole((await engine.run(jobId, client(clientSecret))).report, segmentId, expected);
  });

  it('a server that is down: the upload pauses in a window, and resumes by itself when the server is back', async () => {
    const { jobId, segmentId, expected } = await planned();
    const { port, clientId, clientSecret } = sandbox;
    const state = join(folder, 'sandbox');
    // Restarted below with the same identity and a state folder.
    const known = await sandbox.control.segments();
    const name = known.find((segment) => segment.id === segmentId)?.name;
    await sandbox.close();
    const running = engine.run(jobId, client(clientSecret), { autoResume: true });
    await waitUntil('the job is paused', () => engine.job(jobId)?.state === 'paused');
    const job = engine.job(jobId);
    assert.deepEqual(
      [job?.progress.wait, job?.error?.code, job?.error?.system],
      ['network', 'network', 'ECONNREFUSED'],
    );
    assert.ok((job?.progress.waitUntil ?? 0) > Date.now() - 1000);
    sandbox = await startSandbox({
      port,
      state,
      clientId,
      clientSecret,
      switches: { rateLimit: 1_000_000, computation: 'immediate' },
    });
    await sandbox.control.putSegment({ id: segmentId, name });
    await isWhole((await running).report, segmentId, expected);
  });

  it('a server that goes down midway: the upload fails, and is resumed once it is back at its address', async () => {
    const state = join(folder, 'sandbox');
    await sandbox.close();
    sandbox = await startSandbox({ state, switches: { rateLimit: 1_000_000 } });
    const { jobId, segmentId, expected } = await planned();
    const { port } = sandbox;
    sandbox.control.addFaults({ fault: 'latency', ms: 100, operation: 'addRemove', times: 100 });
    const running = engine.run(jobId, client());
    await waitUntil('some requests are answered', () => requests() >= 3);
    await sandbox.close();
    const { report } = await running;
    addsUp(report);
    assert.deepEqual(
      [report.state, report.refused, report.error?.code, report.error?.operation],
      ['failed', 0, 'network', 'addRemove'],
    );
    assert.equal(report.error?.status, undefined);
    assert.match(report.error?.system ?? '', /^ECONN(REFUSED|RESET)$/);
    assert.ok(report.accepted >= 400 && report.unsent > 0, JSON.stringify(report));
    sandbox = await startSandbox({ state, port });
    const second = await engine.run(jobId, client());
    await sandbox.control.settle();
    await isWhole(second.report, segmentId, expected);
  });

  it('a server that was never up: the upload fails, is resumable, and nothing counts as sent', async () => {
    const { jobId } = await planned();
    const { clientId, clientSecret } = sandbox;
    const nowhere = new RetailMediaClient({
      baseUrl: 'http://127.0.0.1:9',
      version: '2026-07',
      clientId,
      clientSecret,
      timing: TIMING,
    });
    const { report } = await engine.run(jobId, nowhere);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.sent, report.unknown, engine.job(jobId)?.resumable],
      ['failed', 0, 0, true],
    );
    assert.deepEqual([report.error?.code, report.error?.system], ['network', 'ECONNREFUSED']);
  });

  it('a body too large for the server: halved until it is accepted', async () => {
    const { jobId, segmentId, expected } = await planned();
    sandbox.control.setSwitches({ maxBodyBytes: 3000 });
    const { report } = await engine.run(jobId, client());
    await isWhole(report, segmentId, expected);
  });

  it('the rate limit: the upload waits, and reports until when', async () => {
    const { jobId, segmentId, expected } = await planned();
    sandbox.control.setSwitches({ rateLimit: 6, rateLimitWindowSeconds: 2 });
    const { RateLimiter } = await import('../../src/api/rateLimiter');
    const pacing = new RateLimiter();
    const { url, clientId, clientSecret } = sandbox;
    const paced = new RetailMediaClient({
      baseUrl: url,
      version: '2026-07',
      clientId,
      clientSecret,
      rateLimiter: pacing,
      timing: TIMING,
    });
    const waits: (number | undefined)[] = [];
    const { report } = await engine.run(jobId, paced, {
      rateLimiter: pacing,
      onProgress: ({ wait, waitUntil }) => {
        if (wait === 'limit') waits.push(waitUntil);
      },
    });
    await isWhole(report, segmentId, expected);
    assert.ok(waits.length > 0 && waits.every((until) => until !== undefined));
  });
});
