/** A row of the Uploads view; the view's commands get it as an argument. */
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
