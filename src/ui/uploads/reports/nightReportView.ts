import { isAbsolute } from 'node:path';
import { t } from '@vscode/l10n';
import { commands, Uri, workspace } from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { writtenFile } from '../../../app/nightly/editor/writtenFile';
import { NIGHTLY_SUFFIX } from '../../../app/nightly/file/nightlyFile';
import { morningModel } from '../../../app/nightly/morningPage/morningPage';
import type { NightView } from '../../../app/nightly/morningPage/nightView';
import { nightDocument } from '../../../app/nightly/report/nightDocument';
import type { NightReport } from '../../../app/nightly/report/nightReport';
import type { NightDocument } from '../../../app/nightly/report/nightReportFile';
import type { JobEvents } from '../../../app/uploads/jobEvents';
import { fileName } from '../../../common/fileName';
import { compact } from '../../../common/records';
import type { UploadAction } from '../../../webview/uploadActions';
import type { UploadModel } from '../../../webview/uploadModel';
import { chooseFile } from '../../base/chooseFile';
import { copyText } from '../../base/copyText';
import { showEntry } from '../../nightly/writeEntries';
import { linkTo } from '../../segments/segmentNode';
import { runCommand } from '../page/pageHost';

const RUN = 'criteoAudiences.runNightlyFile';

/** What of a report may be in this window. */
export interface ReportSources {
  readonly accounts: Pick<Accounts, 'shown' | 'onDidChange'>;
  readonly events: Pick<JobEvents, 'engine'>;
}

/** What nights left, and the ways on from there. */
export class NightReportView {
  private readonly open = new Set<string>();

  constructor(
    private readonly report: NightDocument,
    private readonly uri: Uri,
    private readonly sources: ReportSources,
  ) {}

  async model(): Promise<UploadModel> {
    const { report, uri, open } = this;
    return morningModel({
      nights: await Promise.all(report.nights.map((night) => this.viewOf(night))),
      exitCode: report.exitCode,
      ...{ name: fileName(uri).forTree(), uri: uri.toString(), open, now: Date.now() },
    });
  }

  async press(action: UploadAction, value: string): Promise<unknown> {
    const { nights, exitCode } = this.report;
    if (action === 'openFile') return commands.executeCommand('vscode.open', Uri.parse(value));
    if (action === 'expand')
      return this.open.has(value) ? this.open.delete(value) : this.open.add(value);
    if (action === 'copyReport')
      return copyText(nights.map((night) => nightDocument(night, exitCode)).join('\n'));
    if (await runCommand(action, value)) return undefined;
    const [index, ...ids] = value.split(' ');
    const night = nights[Number(index)];
    const file = Uri.file(night.file);
    switch (action) {
      case 'showSegment':
        return showSegment(accountOf(night, this.sources), ids[0]);
      case 'showEntry':
        return showEntry(await workspace.openTextDocument(file), ids[0]);
      case 'reviewEntries':
        return commands.executeCommand(RUN, file, ids);
      case 'chooseFile':
        return commands.executeCommand(RUN, file, ids, await chooseFile(t('Choose File')));
      default:
        return undefined;
    }
  }

  private async viewOf(report: NightReport): Promise<NightView> {
    return compact<NightView>({
      report,
      declared: await declaredIn(report.file),
      account: accountOf(report, this.sources),
      jobs: jobsHere(this.sources),
    });
  }
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
export function accountOf(
  { account: { id }, isSandbox }: Pick<NightReport, 'account' | 'isSandbox'>,
  { accounts }: Pick<ReportSources, 'accounts'>,
): AccountHandle | undefined {
  return accounts
    .shown()
    .find((one) => one.accountId === id && one.sandbox === (isSandbox ?? false));
}

/** Opens the page of a segment. */
export async function showSegment(
  account: AccountHandle | undefined,
  segmentId: string,
): Promise<void> {
  if (account)
    await commands.executeCommand('criteoAudiences.showStatistics', linkTo(account, segmentId));
}

/** The segments in a nightly file as it is now; undefined where it isn't on this machine's disk. */
async function declaredIn(file: string): Promise<ReadonlySet<string> | undefined> {
  // A report of a stranger must not make this machine look for another one.
  if (!isAbsolute(file) || /^[\\/]{2}/.test(file) || !file.endsWith(NIGHTLY_SUFFIX))
    return undefined;
  try {
    const text = new TextDecoder().decode(await workspace.fs.readFile(Uri.file(file)));
    return new Set(writtenFile(text).entries.flatMap(({ id }) => id?.text ?? []));
  } catch {
    return undefined;
  }
}
