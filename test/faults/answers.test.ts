import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetailMediaClient } from '../../src/api/client';
import type { Fault } from '../../src/sandbox/control';
import { startSandbox, type Sandbox } from '../../src/sandbox/server';
import { UploadEngine } from '../../src/upload/engine';
import { DEFAULT_OPTIONS, type Report } from '../../src/upload/uploadTypes';
import { expectedEmails, makeCsv } from './support/expected';

const ROWS = 2000;
/** Repeats without the waits that a real API needs. */
const TIMING = {
  baseDelay: 10,
  maxDelay: 50,
  limitDelay: 50,
  maxLimitDelay: 100,
  maxTries: 4,
  stall: 400,
};

/** On an add-remove in the middle of the upload. */
const mid = (fault: Omit<Fault, 'operation'>): Fault => ({
  nth: 3,
  ...fault,
  operation: 'addRemove',
});

describe('an upload meets what networks and servers do', function () {
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

  function addsUp({
    rows,
    blank,
    invalid,
    duplicates,
    sent,
    unsent,
    accepted,
    refused,
    unknown,
  }: Report): void {
    assert.equal(rows, ROWS);
    assert.equal(rows, blank + invalid + duplicates + sent + unsent);
    assert.equal(sent, accepted + refused + unknown);
  }

  async function isWhole(report: Report, segmentId: string, expected: Set<string>): Promise<void> {
    addsUp(report);
    assert.deepEqual(
      [report.state, report.accepted, report.unknown, report.unsent, report.error],
      ['finished', expected.size, 0, 0, undefined],
    );
    assert.deepEqual(new Set(await sandbox.control.list(segmentId)), expected);
  }

  /** What passes by itself, within the client's bounded repeats. */
  const passing: [string, Fault[]][] = [
    ['a burst of 429 with headers', [mid({ fault: '429', times: 3, ms: 200 })]],
    ['a burst of 429 without headers', [mid({ fault: '429', times: 3, headers: false })]],
    ['a 429 with Retry-After', [mid({ fault: '429', retryAfter: 1, headers: false })]],
    ['500, 502 and 503', (['500', '502', '503'] as const).map((fault) => mid({ fault }))],
    ['a 500 after the work was done', [mid({ fault: '500', work: true })]],
    ['a connection reset before the request was read', [mid({ fault: 'cutBefore' })]],
    ['a connection reset after the work was done', [mid({ fault: 'cutAfter' })]],
    ['an answer that stalls', [mid({ fault: 'stall' })]],
    ['a server that does not read', [mid({ fault: 'stall', read: false, work: false })]],
    ['half an answer', [mid({ fault: 'truncated' })]],
    ['malformed JSON', [mid({ fault: 'malformedJson' })]],
    ['a token that ends mid-way', [mid({ fault: 'expireToken' })]],
    [
      'calls that fail here and there',
      [
        { fault: 'cutAfter', operation: 'addRemove', probability: 0.15 },
        { fault: '503', operation: 'addRemove', probability: 0.15 },
      ],
    ],
  ];
  for (const [name, faults] of passing) {
    it(`${name}: done in one run`, async () => {
      const { jobId, segmentId, expected } = await planned();
      sandbox.control.addFaults(...faults);
      const { report } = await engine.start(jobId, client());
      await isWhole(report, segmentId, expected);
    });
  }

  /** What stops the job: told truly, and resumed when it is over. */
  const stopping: [string, Fault[], (report: Report) => void][] = [
    [
      'a 403 mid-way',
      [mid({ fault: 'forbidden', times: 2 })],
      ({ error }) => assert.equal(error?.status, 403),
    ],
    [
      '500 that does not end',
      [mid({ fault: '500', times: 100 })],
      ({ error }) => assert.equal(error?.status, 500),
    ],
    [
      'a network that stays away',
      [mid({ fault: 'cutAfter', times: 100 })],
      ({ error, unknown }) =>
        assert.deepEqual([error?.code, error?.status, unknown > 0], ['network', undefined, true]),
    ],
    [
      'a page of a proxy',
      [mid({ fault: 'html', times: 100 })],
      ({ error }) => assert.match(error?.message ?? '', /proxy|network/i),
    ],
    [
      'a redirect',
      [mid({ fault: 'redirect', times: 100, location: 'https://elsewhere.example/' })],
      ({ error }) => assert.ok(error),
    ],
    [
      'a version that is retired',
      [mid({ fault: '410', times: 100 })],
      ({ error }) => assert.equal(error?.status, 410),
    ],
  ];
  for (const [name, faults, told] of stopping) {
    it(`${name}: stops, says so, and goes on later`, async () => {
      const { jobId, segmentId, expected } = await planned();
      sandbox.control.addFaults(...faults);
      const { report } = await engine.start(jobId, client());
      addsUp(report);
      assert.equal(report.state, 'failed');
      assert.ok(report.unsent > 0 && report.refused === 0, JSON.stringify(report.error));
      told(report);
      const list = new Set(await sandbox.control.list(segmentId));
      assert.ok(list.size >= report.accepted && list.size <= report.accepted + report.unknown);
      sandbox.control.clearFaults();
      const second = await engine.resume(jobId, client());
      await isWhole(second.report, segmentId, expected);
    });
  }

  it('credentials revoked mid-way: stops, and goes on with new ones', async () => {
    const { jobId, segmentId, expected } = await planned();
    sandbox.control.addFaults(mid({ fault: 'revoke' }));
    const { report } = await engine.start(jobId, client());
    addsUp(report);
    assert.deepEqual([report.state, report.refused], ['failed', 0]);
    const { clientSecret } = sandbox.control.credentials({
      clientId: sandbox.clientId,
      revoked: false,
      rotate: true,
    });
    assert.equal((await engine.resume(jobId, client())).report.state, 'failed');
    await isWhole((await engine.resume(jobId, client(clientSecret))).report, segmentId, expected);
  });

  it('a server that is not there: pauses in a window, and goes on by itself when it is back', async () => {
    const { jobId, segmentId, expected } = await planned();
    const { port, clientId, clientSecret } = sandbox;
    const state = join(folder, 'sandbox');
    // The same sandbox, now with a memory: it is to go away and come back.
    const known = await sandbox.control.segments();
    const name = known.find((segment) => segment.id === segmentId)?.name;
    await sandbox.close();
    const running = engine.start(jobId, client(clientSecret), { autoResume: true });
    while (engine.job(jobId)?.state !== 'paused')
      await new Promise((resolve) => setTimeout(resolve, 20));
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

  it('a server that never was there: fails, resumable, and nothing counts as sent', async () => {
    const { jobId } = await planned();
    const { clientId, clientSecret } = sandbox;
    const nowhere = new RetailMediaClient({
      baseUrl: 'http://127.0.0.1:9',
      version: '2026-07',
      clientId,
      clientSecret,
      timing: TIMING,
    });
    const { report } = await engine.start(jobId, nowhere);
    addsUp(report);
    assert.deepEqual(
      [report.state, report.sent, report.unknown, engine.job(jobId)?.resumable],
      ['failed', 0, 0, true],
    );
    assert.deepEqual([report.error?.code, report.error?.system], ['network', 'ECONNREFUSED']);
  });

  it('a body too large for the server: halved until it passes', async () => {
    const { jobId, segmentId, expected } = await planned();
    sandbox.control.setSwitches({ maxBodyBytes: 3000 });
    const { report } = await engine.start(jobId, client());
    await isWhole(report, segmentId, expected);
  });

  it('the quota: waits for it, says so, and says until when', async () => {
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
      pacing,
      timing: TIMING,
    });
    const waits: (number | undefined)[] = [];
    const { report } = await engine.start(jobId, paced, {
      rateLimiter: pacing,
      onProgress: ({ wait, waitUntil }) => {
        if (wait === 'limit') waits.push(waitUntil);
      },
    });
    await isWhole(report, segmentId, expected);
    assert.ok(waits.length > 0 && waits.every((until) => until !== undefined));
  });
});
