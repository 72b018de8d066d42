/** A row of the Uploads view, as its commands get it. */
export interface JobNode {
  readonly kind: 'job';
  readonly jobId: string;
}

export function isJobNode(value: unknown): value is JobNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'job' &&
    typeof (value as { jobId?: unknown }).jobId === 'string'
  );
}
