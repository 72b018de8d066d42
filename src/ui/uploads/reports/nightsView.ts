import { isAbsolute } from 'node:path';
import { t } from '@vscode/l10n';
import { commands, Uri, workspace } from 'vscode';
import { writtenFile } from '../../../app/nightly/editor/writtenFile';
import { NIGHTLY_SUFFIX } from '../../../app/nightly/file/nightlyFile';
import { morningModel } from '../../../app/nightly/morningPage/morningPage';
import type { NightView } from '../../../app/nightly/morningPage/nightView';
import { nightDocument } from '../../../app/nightly/report/nightDocument';
import type { NightDocument } from '../../../app/nightly/report/nightReportFile';
import { fileName } from '../../../common/fileName';
import { compact } from '../../../common/records';
import { chooseFile } from '../../base/chooseFile';
import { copyText } from '../../base/copyText';
import { savedText, showEntry } from '../../nightly/writeEntries';
import { runCommand } from '../page/pageHost';
import {
  accountHere,
  jobsHere,
  showSegment,
  type ReportSources,
  type ReportView,
} from './reportView';

const RUN = 'criteoAudiences.runNightlyFile';

/** What nights left, and the ways on from there. */
export function nightsView(
  { nights, exitCode }: NightDocument,
  uri: Uri,
  sources: ReportSources,
): ReportView {
  return {
    model: async (open) =>
      morningModel({
        nights: await Promise.all(
          nights.map(async (report) =>
            compact<NightView>({
              report,
              declared: await declaredIn(report.file),
              account: accountHere(report, sources),
              jobs: jobsHere(sources),
            }),
          ),
        ),
        ...{ exitCode, name: fileName(uri).forTree(), uri: uri.toString(), open, now: Date.now() },
      }),
    async press(action, value) {
      if (action === 'openFile') return commands.executeCommand('vscode.open', Uri.parse(value));
      if (action === 'copyReport')
        return copyText(nights.map((night) => nightDocument(night, exitCode)).join('\n'));
      if (await runCommand(action, value)) return undefined;
      const [index, ...ids] = value.split(' ');
      const night = nights[Number(index)];
      const file = Uri.file(night.file);
      switch (action) {
        case 'showSegment':
          return showSegment(accountHere(night, sources), ids[0]);
        case 'showEntry':
          return showEntry(await workspace.openTextDocument(file), ids[0]);
        case 'reviewEntries':
          return commands.executeCommand(RUN, file, ids);
        case 'chooseFile':
          return commands.executeCommand(RUN, file, ids, await chooseFile(t('Choose File')));
        default:
          return undefined;
      }
    },
  };
}

/** The segments in a nightly file as it is now; undefined where it isn't on this machine's disk. */
async function declaredIn(file: string): Promise<ReadonlySet<string> | undefined> {
  // A report of a stranger must not make this machine look for another one.
  if (!isAbsolute(file) || /^[\\/]{2}/.test(file) || !file.endsWith(NIGHTLY_SUFFIX))
    return undefined;
  const text = await savedText(Uri.file(file));
  return text === undefined
    ? undefined
    : new Set(writtenFile(text).entries.flatMap(({ id }) => id?.text ?? []));
}
