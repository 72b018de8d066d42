import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { commands as editorCommands, FileSystemError, Uri, window, workspace } from 'vscode';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { choicesOfEntry, rejectTracked } from '../../app/nightly/file/entryChoices';
import { findFiles } from '../../app/nightly/file/findFiles';
import type { NightlyEntry } from '../../app/nightly/file/nightlyFile';
import { parseNightly } from '../../app/nightly/file/parseNightly';
import { NightSegments } from '../../app/nightly/run/nightSegments';
import { nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import type { Choices } from '../../app/uploads/choices/choices';
import { trackedByGit } from '../../app/uploads/plan/gitState';
import { badArgument, toFailure, type Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import { makePrivateFolder } from '../../common/privateFiles';
import type { Report } from '../../upload/jobTypes';
import type { Commands } from '../base/command';
import { offerSave, readingFailure } from '../base/editorSource';
import { firstUri } from '../base/uriArguments';
import { savedText } from './writeEntries';

const COMMAND = 'runNightlyFile';

/** Entries as uploads of a file each, before anything is checked. */
export interface NightlyUploads {
  readonly choices: readonly Choices[];
  /** Whether its file is a part of an export; by choice. */
  readonly isPart: readonly boolean[];
  /** What isn't sent and why, as sentences. */
  readonly notices: readonly string[];
}

/** Shows uploads on a page, from which a person sends them. */
type ShowUploads = (uploads: NightlyUploads) => Promise<readonly Report[]>;

/** Registers `runNightlyFile`: the page of what the entries of a nightly file send, or one of them. */
export function registerRunNightlyFile(
  commands: Commands,
  accounts: Accounts,
  segments: SegmentList,
  stateDir: string,
  show: ShowUploads,
): void {
  commands.add<never, void>({
    id: `criteoAudiences.${COMMAND}`,
    async prompt(given, only, instead) {
      const uri = firstUri(given ?? window.activeTextEditor?.document.uri, COMMAND);
      // What is sent every night is what is saved.
      await offerSave(uri, COMMAND);
      const text = await savedText(uri);
      if (text === undefined) throw readingFailure(FileSystemError.FileNotFound(), uri, COMMAND);
      const { file } = parseNightly(text, uri.toString());
      if (!file) {
        await window.showTextDocument(uri);
        void editorCommands.executeCommand('workbench.actions.view.problems');
        throw badArgument(
          COMMAND,
          t(
            '{0} has errors, so nothing of it is sent. The Problems panel says which.',
            fileName(uri).forNotification(),
          ),
        );
      }
      const account = await accounts.require(file.accountId);
      // Menus of the editor give other things.
      const ids = [only].flat().filter((one) => typeof one === 'string');
      const entries = file.entries.filter(({ id }) => ids.length === 0 || ids.includes(id));
      if (entries.length === 0)
        throw badArgument(
          COMMAND,
          t(
            '{0} has no entry for segment {1} any more.',
            fileName(uri).forNotification(),
            ids.join(', '),
          ),
        );
      const chosen = instead instanceof Uri ? instead.fsPath : undefined;
      await show(await uploadsOf(entries, account, segments, stateDir, chosen));
    },
  });
}

/** What entries send now, or `instead` of their files another one. Rejects with `Failure` if that is nothing. */
async function uploadsOf(
  entries: readonly NightlyEntry[],
  account: AccountHandle,
  segments: SegmentList,
  stateDir: string,
  instead?: string,
): Promise<NightlyUploads> {
  const unknown = entries.filter(({ id }) => !segments.find(account, id)).map(({ id }) => id);
  await new NightSegments(segments).read(account, unknown);
  const isTracked = workspace.isTrusted ? trackedByGit() : () => Promise.resolve(false);
  const found = await Promise.all(
    entries.map(async (entry) => {
      try {
        const paths = instead ? [instead] : (await findFiles(entry, Date.now())).paths;
        const type = segments.find(account, entry.id)?.contactList?.identifierType;
        const choices = choicesOfEntry(entry, paths, account, stateDir, type);
        await rejectTracked(choices, isTracked);
        if (choices.keep) await makePrivateFolder(dirname(fileURLToPath(choices.keep)));
        return choices;
      } catch (error) {
        return { entry, failure: toFailure(error, COMMAND) };
      }
    }),
  );
  const choices = found.flatMap((one) => ('failure' in one ? [] : one));
  const failed = found.flatMap((one) => ('failure' in one ? one : []));
  if (choices.length === 0) throw failed[0].failure;
  const lines = choices.flatMap(({ files, ...rest }) =>
    files.map((file) => ({ choices: { ...rest, files: [file] }, isPart: files.length > 1 })),
  );
  return {
    choices: lines.map((line) => line.choices),
    isPart: lines.map((line) => line.isPart),
    notices: failed.map(({ entry, failure }) => noticeOf(entry, failure, account, segments)),
  };
}

function noticeOf(
  { id, name }: NightlyEntry,
  { message }: Failure,
  account: AccountHandle,
  segments: SegmentList,
): string {
  const segment = segments.find(account, id);
  const called = segment ? nameOf(segment) : OutsideText.name(name ?? id);
  return t('{0} isn’t sent: {1}', called.forTree(), message);
}
