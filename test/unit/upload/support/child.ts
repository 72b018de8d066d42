// A separate process that runs a job, as another window would. argv: storage, URL, job ID.
import { join } from 'node:path';
import { RetailMediaClient } from '../../../../src/api/client';
import { UploadEngine } from '../../../../src/upload/engine';

async function main(): Promise<void> {
  const [storageDir, url, jobId] = process.argv.slice(2);
  const engine = new UploadEngine({ storageDir, workerPath: join(__dirname, 'worker.js') });
  const client = new RetailMediaClient({
    baseUrl: url,
    version: '2026-07',
    clientId: 'id',
    clientSecret: 'secret',
  });
  engine.onDidChange((id) => process.send?.({ state: engine.job(id)?.state }));
  const { report } = await engine.run(jobId, client);
  process.send?.({ report });
  await engine.dispose();
  process.disconnect();
}

void main();
