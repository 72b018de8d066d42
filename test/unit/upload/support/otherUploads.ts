import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Hash } from '../../../../src/identifiers/identifierTypes';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import { options, type Bench } from './bench';
import { sourceAt } from './nightFiles';
import { quickClient } from './nightRun';

/** Adds columns of a file to a segment, in a process of its own. Resolves with the ID of the job. */
export function addFile(
  bench: Bench,
  segmentId: string,
  path: string,
  columns: number[],
  hash: Hash,
): Promise<string> {
  return upload(bench, segmentId, path, columns, options({ hash }));
}

/** Removes what `addFile` sent just before. */
export async function undoAdd(
  bench: Bench,
  segmentId: string,
  path: string,
  columns: number[],
  hash: Hash,
  undoes: string,
): Promise<void> {
  const more = { operation: 'remove', minKept: 0, hash, undoes } as const;
  await upload(bench, segmentId, path, columns, options(more));
}

async function upload(
  bench: Bench,
  segmentId: string,
  path: string,
  columns: number[],
  how: UploadOptions,
): Promise<string> {
  const engine = bench.engine();
  const file = { ...sourceAt(path), columns };
  const { jobId } = await engine.plan([file], bench.target(segmentId), how);
  const { report } = await engine.run(jobId, quickClient(bench));
  await engine.dispose();
  assert.deepEqual([report.state, report.unsent], ['finished', 0]);
  return jobId;
}

/** Clears a segment; `lost`: it may or may not be cleared, since there is no response. */
export async function clearSegment(
  bench: Bench,
  segmentId: string,
  how: 'accepted' | 'lost' | 'rejected',
): Promise<void> {
  const { sink } = bench;
  const engine = bench.engine();
  if (how === 'rejected') sink.fault = () => ({ status: 403 });
  if (how === 'lost') sink.fault = ({ number }) => ({ cut: number % 2 === 0 ? 'before' : 'after' });
  const cleared = engine
    .clearList(sink.url, segmentId, (more) =>
      quickClient(bench, { maxTries: 1 }).clear(segmentId, more),
    )
    .then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
        return false;
      },
    );
  assert.equal(await cleared, how === 'accepted');
  sink.fault = () => undefined;
  await engine.dispose();
}
