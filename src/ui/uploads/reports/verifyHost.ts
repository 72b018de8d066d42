import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import type { History } from '../../../app/segments/history';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { verifyDocument } from '../../../app/verify/verifyDocument';
import { verifyModel } from '../../../app/verify/verifyPage/verifyPage';
import { VerifyRecord } from '../../../app/verify/verifyRecord';
import type { VerifyReport } from '../../../app/verify/verifyTypes';
import { VERIFIED_FOR, verifyUploads, type VerifySources } from '../../../app/verify/verifyUploads';
import { DisposableOwner } from '../../../common/disposableOwner';
import { fileName } from '../../../common/fileName';
import { compact } from '../../../common/records';
import type { UploadState } from '../../../webview/protocol';
import type { UploadAction } from '../../../webview/uploadActions';
import { copyText } from '../../base/copyText';
import { accountOf } from '../../panels/panel';
import { runCommand, type HostedPage, type PageHost } from '../page/pageHost';
import {
  accountHere,
  jobsHere,
  showSegment,
  toggle,
  type ReportSources,
  type ReportView,
} from './reportView';

/** What a window verifies uploads by. */
export interface WindowVerify extends VerifySources {
  readonly accounts: Pick<Accounts, 'byKey' | 'require' | 'shown' | 'onDidChange'>;
  readonly history: VerifySources['history'] & Pick<History, 'explained' | 'onDidChange'>;
  readonly events: Pick<JobEvents, 'engine'>;
  read(account: AccountHandle, segmentId: string): Promise<unknown>;
}

/** The host’s side of the page that says whether uploads to an account did what they were to do. */
export class VerifyHost extends DisposableOwner implements PageHost {
  readonly title = t('Verify Uploads');
  private readonly open = new Set<string>();
  private readonly ending = new AbortController();
  private report: VerifyReport | undefined;
  private isReading = false;

  constructor(
    readonly state: UploadState & { verifies: string },
    private readonly page: Pick<HostedPage, 'show' | 'fail'>,
    private readonly sources: WindowVerify,
  ) {
    super();
    this.register({ dispose: () => this.ending.abort() });
    this.register(
      sources.history.onDidChange(({ accountKey, kind }) => {
        if (kind === 'explained' && accountKey === state.verifies)
          void this.refresh().catch(page.fail);
      }),
    );
  }

  /** Reads what has no reading since the last computation the first time only. */
  async draw(): Promise<void> {
    if (this.report) this.show();
    else await this.verify(false);
  }

  async press(action: UploadAction, value = ''): Promise<void> {
    if (action === 'check') return this.verify(true);
    if (action === 'explain') await this.explain(value);
    else if (action === 'expand') toggle(this.open, value);
    else if (this.report) await look(this.report, this.account, action, value);
    this.show();
  }

  private get account(): AccountHandle | undefined {
    return this.sources.accounts.byKey(this.state.verifies);
  }

  private async verify(isAnew: boolean): Promise<void> {
    const { read } = this.sources;
    if (this.isReading) return;
    const { signal } = this.ending;
    this.isReading = true;
    try {
      // What is known is shown at once.
      await this.refresh();
      await this.refresh({ read, isAnew, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.isReading = false;
      this.show();
    }
  }

  private async refresh(
    how?: Pick<Parameters<typeof verifyUploads>[2], 'read' | 'isAnew' | 'signal'>,
  ): Promise<void> {
    const account = await accountOf(this.sources.accounts, this.state.verifies);
    const since = Date.now() - VERIFIED_FOR;
    this.report = await verifyUploads(this.sources, account, { ...how, since });
    this.show();
  }

  /** Ends the state of a segment: a person knows why it is so. */
  private async explain(segmentId: string): Promise<void> {
    const { account, report, sources } = this;
    const one = report?.segments.find((segment) => segment.segmentId === segmentId);
    if (account && one)
      await new VerifyRecord(sources.history, sources.open).explain(account.key, one);
  }

  private show(): void {
    const { report, account, open, isReading } = this;
    if (!report || this.disposed) return;
    this.page.show(
      verifyModel(compact({ report, account, open, isReading, jobs: jobsHere(this.sources) })),
    );
  }
}

/** What a file says of uploads that were verified: it can only be read. */
export function verifiedView(report: VerifyReport, uri: Uri, sources: ReportSources): ReportView {
  return {
    model: (open) =>
      verifyModel(
        compact({
          ...{ report, account: accountHere(report, sources), open },
          ...{ jobs: jobsHere(sources), name: fileName(uri).forTree() },
        }),
      ),
    press: (action, value) => look(report, accountHere(report, sources), action, value),
  };
}

/** Presses that only show or copy something. */
async function look(
  report: VerifyReport,
  account: AccountHandle | undefined,
  action: UploadAction,
  value: string,
): Promise<void> {
  if (action === 'showSegment') await showSegment(account, value);
  else if (action === 'copyReport') await copyText(verifyDocument(report));
  else await runCommand(action, value);
}
