import { commands } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import type { UploadAction } from '../../../webview/uploadActions';
import type { UploadModel } from '../../../webview/uploadModel';
import { linkTo } from '../../segments/segmentNode';

/** What of a report may be in this window. */
export interface ReportSources {
  readonly accounts: Pick<Accounts, 'shown' | 'onDidChange'>;
  readonly events: Pick<JobEvents, 'engine'>;
}

/** What a report is shown as, and what its presses do. */
export interface ReportView {
  /** `open`: the kinds that show their lines. */
  model(open: ReadonlySet<string>): UploadModel | Promise<UploadModel>;
  press(action: UploadAction, value: string): Promise<unknown>;
}

/** The IDs of the uploads on record here. */
export function jobsHere({ events }: Pick<ReportSources, 'events'>): ReadonlySet<string> {
  return new Set(
    events
      .engine()
      .jobs()
      .map(({ jobId }) => jobId),
  );
}

/** The account of a report, if this window shows it. */
export function accountHere(
  { account: { id }, isSandbox = false }: { account: { id: string }; isSandbox?: boolean },
  { accounts }: Pick<ReportSources, 'accounts'>,
): AccountHandle | undefined {
  return accounts.shown().find((one) => one.accountId === id && one.sandbox === isSandbox);
}

/** Opens the page of a segment. */
export async function showSegment(
  account: AccountHandle | undefined,
  segmentId: string,
): Promise<void> {
  if (account)
    await commands.executeCommand('criteoAudiences.showStatistics', linkTo(account, segmentId));
}

/** Opens or closes a kind. */
export function toggle(open: Set<string>, kind: string): void {
  if (!open.delete(kind)) open.add(kind);
}
