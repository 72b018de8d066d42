import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Fault } from '../../../src/sandbox/control';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/uploadTypes';
import { reportAddsUp } from '../../support/reportAddsUp';
import { waitUntil } from '../../support/waitUntil';
import { configure, requestCount, run } from '../segments/signedIn';
import { fileUri } from '../uploads/files';

/**
 * Rows of the usual file, and identifiers a call: enough calls for something to break in the
 * middle.
 */
export const ROWS = 600;
export const CHUNK = 50;

/** What these tests look at of a job. */
export interface Bench {
  readonly server: Sandbox;
  /** An empty segment of emails. */
  segment(identifiers?: string[]): Promise<string>;
  upload(uri: vscode.Uri, segmentId: string, more?: Record<string, unknown>): Thenable<Report>;
  resume(report: Pick<Report, 'jobId'>): Thenable<Report>;
  /** An upload whose calls take time, once some of them are answered. */
  midway(uri: vscode.Uri, segmentId: string): Promise<{ upload: Thenable<Report> }>;
  /** Without faults the upload can be gone on with, and then nothing is missing. */
  completesOnResume(
    report: Pick<Report, 'jobId'>,
    segmentId: string,
    file: string,
  ): Promise<Report>;
  fault(...faults: Fault[]): void;
  /** Calls that may change a list, as the sandbox met them. */
  amendments(): number;
  /** The list is the file's set, and nothing came twice into the counts. */
  holds(segmentId: string, file: string): Promise<void>;
}

/**
 * For a `describe`: signed in to a sandbox of its own, with small chunks so that a small file makes
 * many calls. Each test begins without faults, its calls counted from zero.
 */
export function bench(): Bench {
  let server: Sandbox;
  before(async () => {
    // The limit of calls is a fault of its own here, not a pause between any two tests.
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
    assert.equal(new Set(list).size, list.length, 'nobody is in the list twice');
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
      server.control.addFaults({ fault: 'latency', ms: 100, operation: 'addRemove', times: 100 });
      const running = upload(uri, segmentId);
      await waitUntil('some calls are answered', () => requestCount(server, 'addRemove') >= 3);
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

/** What an upload of this file must bring, written without the product. */
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

/** Equal as sets; a difference is told in figures, not in addresses. */
export function sameSet(actual: ReadonlySet<string>, wanted: ReadonlySet<string>): void {
  const missing = [...wanted].filter((one) => !actual.has(one)).length;
  const extra = [...actual].filter((one) => !wanted.has(one)).length;
  assert.deepEqual(
    { missing, extra, size: actual.size },
    { missing: 0, extra: 0, size: wanted.size },
  );
}

let files = 0;

/** A file of `rows` good rows with some bad, blank and duplicate ones between them. */
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

/** Every report, however its upload ended. */
export function addsUp(report: Report): void {
  reportAddsUp(report);
  assert.equal(/@|%40/.test(JSON.stringify(report)), false, 'a report holds no identifier');
  if (report.state === 'failed') assert.ok(report.error, 'a failure says why');
}

/** A report that is finished and left nothing open. */
export function whole(report: Report, rows = ROWS): void {
  addsUp(report);
  assert.deepEqual(
    {
      state: report.state,
      sent: report.sent,
      accepted: report.accepted,
      unsent: report.unsent,
      unknown: report.unknown,
      error: report.error?.code,
    },
    { state: 'finished', sent: rows, accepted: rows, unsent: 0, unknown: 0, error: undefined },
  );
}

/** A sentence for a person: long enough to say what to do, and without anybody's data. */
export function sentence(text: string | undefined): void {
  assert.ok(text && text.length > 30, `too short: ${text}`);
  assert.equal(/@|undefined|\[object|\bat \w+ \(/.test(text), false, text);
}
