// A process that the test kills: resumes a job from disk, or plans and starts one. argv[2] is a
// `Task` as JSON.
import { join } from 'node:path';
import { RetailMediaClient } from '../../../src/api/client';
import { UploadEngine } from '../../../src/upload/engine';
import { DEFAULT_OPTIONS, type Operation } from '../../../src/upload/uploadTypes';

export interface Task {
  storageDir: string;
  url: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
  segmentId: string;
  file: string;
  operation: Operation;
  /** Of an update. */
  previous?: string;
}

async function main(task: Task): Promise<void> {
  const engine = new UploadEngine({
    storageDir: task.storageDir,
    workerPath: join(__dirname, 'worker.js'),
  });
  const client = new RetailMediaClient({
    baseUrl: task.url,
    version: '2026-07',
    clientId: task.clientId,
    clientSecret: task.clientSecret,
  });
  await engine.refresh();
  // Only the disk says whether there is already a job.
  const known = engine
    .jobs()
    .find(
      (job) =>
        job.files[0].uri === task.file &&
        job.operation === task.operation &&
        job.state !== 'planned',
    );
  const { url: origin, clientId, accountId, segmentId } = task;
  const jobId =
    known?.jobId ??
    (
      await engine.plan(
        [{ uri: task.file, path: task.file }],
        { origin, clientId, accountId, segmentId, identifierType: 'Email' },
        {
          ...DEFAULT_OPTIONS,
          operation: task.operation,
          chunkSize: 250,
          concurrency: 3,
          minKept: 0,
          allowed: ['previous-unknown'],
        },
        {
          previous:
            task.previous === undefined ? [] : [{ uri: task.previous, path: task.previous }],
        },
      )
    ).jobId;
  // If it was killed between its last journal entry and its message, the disk has the report.
  const { report } = known?.state === 'finished' ? known : await engine.run(jobId, client);
  process.send?.({ report, resumed: known !== undefined });
  await engine.dispose();
  process.disconnect();
}

if (process.argv[2]?.startsWith('{')) void main(JSON.parse(process.argv[2]) as Task);
