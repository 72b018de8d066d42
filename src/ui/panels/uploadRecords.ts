import type { Event } from 'vscode';
import type { AccountHandle } from '../../app/accounts/account';
import type { JobSummary } from '../../upload/jobTypes';

/** The records of uploads, as the page of a segment uses them. */
export interface UploadRecords {
  /** The ID of an upload that changed, or whose record was deleted. */
  readonly onDidChange: Event<string>;
  /** Those of an account. */
  of(account: AccountHandle): Promise<readonly JobSummary[]>;
  /**
   * Since when people who left may be in a segment, in milliseconds since 1970: see
   * `UpdatedLists.leftSince`.
   */
  leftSince(account: AccountHandle, segmentId: string): Promise<number | undefined>;
  /** Shows the page of an upload. */
  open(jobId: string): Promise<void>;
}
