import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Fault } from '../../../src/sandbox/control';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { reportAddsUp, reportIsWhole } from '../../support/reportAddsUp';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { configure, requestCount, run } from '../segments/signedIn';
import { fileUri } from '../uploads/files';

/**
 * Rows of the usual file, and identifiers per request: enough requests for something to fail
 * midway.
 */
export const ROWS = 600;
export const CHUNK = 50;

/** What these tests share: a sandbox, and helpers to upload and check. */
export interface Bench {
  readonly server: Sandbox;
  /** An empty segment of emails. */
  segment(identifiers?: string[]): Promise<string>;
  upload(uri: vscode.Uri, segmentId: string, more?: Record<string, unknown>): Thenable<Report>;
  resume(report: Pick<Report, 'jobId'>): Thenable<Report>;
  /** An upload with slow requests, returned once some of them have been answered. */
  midway(uri: vscode.Uri, segmentId: string): Promise<{ upload: Thenable<Report> }>;
  /** Without faults the upload can be resumed, and then nothing is missing. */
  completesOnResume(
    report: Pick<Report, 'jobId'>,
    segmentId: string,
    file: string,
  ): Promise<Report>;
  fault(...faults: Fault[]): void;
  /** Number of requests that may change a list, as the sandbox received them. */
  amendments(): number;
  /** The segment has exactly the file's identifiers, each of them once. */
  holds(segmentId: string, file: string): Promise<void>;
}

/**
 * For a `describe`: signed in to its own sandbox, with small chunks so that a small file takes many
 * requests. Each test starts without faults and with zero counts.
 */
export function bench(): Bench {
  let server: Sandbox;
  before(async () => {
    // Rate limiting is tested as a fault; it must not delay the other tests.
    server = await startSandbox({ switches: { rateLimit: 100_000 } });
    await signInTo(server);
    await configure('upload.chunkSize', CHUNK);
    await configure('upload.concurrency', 2);
  });
  after(async () => {
    for (const key of ['upload.chunkSize', 'upload.concurrency', 'apiUrl'])
      await configure(key, undefined);
    await signOut();
    await server.close();
  });
  afterEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });
  const upload: Bench['upload'] = (uri, segmentId, more = {}) =>
    run<Report>('uploadCsv', uri, { segmentId, operation: 'add', confirm: false, ...more });
  const resume: Bench['resume'] = ({ jobId }) => run<Report>('resumeUpload', { jobId });
  const holds: Bench['holds'] = async (segmentId, file) => {
    await server.control.settle();
    const list = await server.control.list(segmentId);
    assert.equal(new Set(list).size, list.length, 'no identifier is in the list twice');
    sameSet(new Set(list), expected(file));
  };
  return {
    get server() {
      return server;
    },
    upload,
    resume,
    holds,
    async midway(uri, segmentId) {
      // What follows has these seconds for its act.
      server.control.addFaults({
        ...{ fault: 'latency', ms: 2_000, operation: 'addRemove' },
        ...{ nth: 4, times: 100 },
      });
      const running = upload(uri, segmentId);
      await waitUntil('some requests are answered', () => requestCount(server, 'addRemove') >= 3);
      return { upload: running };
    },
    async completesOnResume(report, segmentId, file) {
      server.control.clearFaults();
      const resumed = await resume(report);
      whole(resumed);
      await holds(segmentId, file);
      return resumed;
    },
    segment: async (identifiers) =>
      (await server.control.putSegment(identifiers ? { identifiers } : {})).id,
    fault: (...faults) =>
      void server.control.addFaults(
        ...faults.map((fault): Fault => ({ operation: 'addRemove', ...fault })),
      ),
    amendments: () => {
      const { addRemove, clear } = server.control.counts().operations;
      return (addRemove?.calls ?? 0) + (clear?.calls ?? 0);
    },
  };
}

type Credentials = Pick<Sandbox, 'url' | 'clientId' | 'clientSecret' | 'accountId'>;

/** Makes this the only session. */
export async function signInTo({
  url,
  clientId,
  clientSecret,
  accountId,
}: Credentials): Promise<void> {
  await signOut();
  await configure('apiUrl', url);
  await run('signIn', { clientId, clientSecret });
  await run('selectAccount', accountId);
}

export async function signOut(): Promise<void> {
  for (const { id } of await vscode.authentication.getAccounts('criteo'))
    await run('signOut', { sessionId: id });
}

/** The identifiers that an upload of this file must add, found without the product's code. */
export function expected(file: string): Set<string> {
  const values = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1] ?? '');
  return new Set(
    values
      .map((value) => value.trim().toLowerCase())
      .filter((value) => /^[a-z0-9.]+@[a-z0-9.]+\.[a-z]+$/.test(value)),
  );
}

/** Equal as sets; a failure shows numbers, not addresses. */
export function sameSet(actual: ReadonlySet<string>, correct: ReadonlySet<string>): void {
  const missing = [...correct].filter((one) => !actual.has(one)).length;
  const extra = [...actual].filter((one) => !correct.has(one)).length;
  assert.deepEqual(
    { missing, extra, size: actual.size },
    { missing: 0, extra: 0, size: correct.size },
  );
}

let files = 0;

/** A file of `rows` valid rows, with some invalid, blank and duplicate ones among them. */
export async function csv(rows = ROWS, name = `faults-${++files}.csv`): Promise<vscode.Uri> {
  const lines = ['Name,Email'];
  for (let row = 0; row < rows; row++) {
    lines.push(`Person ${row}, Person${row}.of${files}@Example.com`);
    if (row % 97 === 0) lines.push('Nobody,not an address');
    if (row % 89 === 0) lines.push(`Again,person${row}.of${files}@example.com`);
    if (row % 83 === 0) lines.push('');
  }
  const uri = fileUri(name);
  fs.writeFileSync(uri.fsPath, `${lines.join('\n')}\n`);
  return uri;
}

/** Checks what holds for every report, however its upload ended. */
export function addsUp(report: Report): void {
  reportAddsUp(report);
  assert.equal(/@|%40/.test(JSON.stringify(report)), false, 'a report holds no identifier');
  if (report.state === 'failed') assert.ok(report.error, 'a failure says why');
}

/** Checks the report of an upload that sent everything. */
export function whole(report: Report, rows = ROWS): void {
  addsUp(report);
  reportIsWhole(report, rows);
}

/** Checks that a message is long enough to say what to do, and has no personal data. */
export function sentence(text: string | undefined): void {
  assert.ok(text && text.length > 30, `too short: ${text}`);
  assert.equal(/@|undefined|\[object|\bat \w+ \(/.test(text), false, text);
}
