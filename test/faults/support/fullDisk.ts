// A process that fills the disk of its storage. argv[2] is a `Task` as JSON, argv[3] says when the
// disk is full. The process reports each step, then waits for a message, frees the disk and
// continues.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { RetailMediaClient } from '../../../src/api/client';
import type { Sender } from '../../../src/upload/contract';
import { UploadEngine } from '../../../src/upload/engine';
import type { Report } from '../../../src/upload/jobTypes';
import { UploadError } from '../../../src/upload/uploadError';
import { DEFAULT_OPTIONS } from '../../../src/upload/uploadTypes';
import type { Task } from './child';

export interface StepResult {
  /** The step that has ended. */
  step: 'planning' | 'starting' | 'sending' | 'done';
  error?: { code: string; message: string };
  report?: Report;
  resumable?: boolean;
  /** The journal's complete lines about a request that is about to be sent. */
  recorded?: number;
}

const PIECE = Buffer.alloc(4096, 1);

async function main(task: Task, fills: 'before' | 'midway'): Promise<void> {
  const {
    storageDir,
    url: origin,
    clientId,
    clientSecret,
    accountId,
    segmentId,
    file,
    operation,
  } = task;
  const client = new RetailMediaClient({
    baseUrl: origin,
    version: '2026-07',
    clientId,
    clientSecret,
  });
  const newEngine = (): UploadEngine =>
    new UploadEngine({ storageDir, workerPath: join(__dirname, 'worker.js') });
  const filler = join(storageDir, 'filler');

  function fill(): void {
    try {
      for (;;) fs.appendFileSync(filler, PIECE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  /** Reports a step, and frees the disk once the parent process has checked it. */
  async function reportStep(what: StepResult): Promise<void> {
    const acknowledged = new Promise((resolve) => process.once('message', resolve));
    process.send?.(what);
    await acknowledged;
    fs.rmSync(filler, { force: true });
  }
  const plan = async (): Promise<string> =>
    (
      await engine.plan(
        [{ uri: file, path: file }],
        { origin, clientId, accountId, segmentId, identifierType: 'Email' },
        { ...DEFAULT_OPTIONS, operation, chunkSize: 20, concurrency: 2, minKept: 0 },
      )
    ).jobId;
  const failed = (error: unknown): StepResult['error'] =>
    error instanceof UploadError
      ? { code: error.code, message: error.message }
      : { code: 'unexpected', message: String(error) };

  let engine = newEngine();
  if (fills === 'before') {
    fill();
    await reportStep({ step: 'planning', error: await plan().then(() => undefined, failed) });
  }
  const jobId = await plan();
  if (fills === 'before') {
    fill();
    await reportStep({
      step: 'starting',
      error: await engine.run(jobId, client).then(() => undefined, failed),
    });
  } else {
    let calls = 0;
    const sender: Sender = {
      amend(...args) {
        if (++calls === 10) fill();
        return client.amend(...args);
      },
      clear: (...args) => client.clear(...args),
      statistics: (...args) => client.statistics(...args),
    };
    const { report } = await engine.run(jobId, sender);
    const journal = fs.readFileSync(join(storageDir, 'jobs', jobId, 'journal.ndjson'), 'utf8');
    await reportStep({
      step: 'sending',
      report,
      resumable: engine.job(jobId)?.resumable,
      recorded: journal.split('"t":"sending"').length - 1,
    });
  }
  // From here on only the disk has the job.
  await engine.dispose();
  engine = newEngine();
  await engine.refresh();
  const { report } = await engine.run(jobId, client);
  await engine.dispose();
  await reportStep({ step: 'done', report });
  process.disconnect();
}

if (process.argv[2]?.startsWith('{'))
  void main(JSON.parse(process.argv[2]) as Task, process.argv[3] as 'before' | 'midway');
