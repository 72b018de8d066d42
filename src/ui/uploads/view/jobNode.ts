import { isRecord, isTextList } from '../../../common/records';

/** A row of the Uploads view; the view's commands get it as an argument. */
export interface JobNode {
  readonly kind: 'job';
  readonly jobId: string;
  /** Of a row of several jobs: all of them, in the order in which they were sent. */
  readonly jobIds?: readonly string[];
}

export function isJobNode(value: unknown): value is JobNode {
  if (!isRecord(value)) return false;
  const { kind, jobId, jobIds } = value;
  return (
    kind === 'job' && typeof jobId === 'string' && (jobIds === undefined || isTextList(jobIds))
  );
}

/** The jobs that a command on a row is about. */
export function jobsOfNode({ jobId, jobIds = [jobId] }: JobNode): readonly string[] {
  return jobIds;
}
