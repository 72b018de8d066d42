import { t } from '@vscode/l10n';
import {
  Diagnostic,
  DiagnosticSeverity,
  commands as editorCommands,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type DiagnosticCollection,
  type Disposable,
} from 'vscode';
import type { AccountHandle, Accounts } from '../../../app/accounts/account';
import { Arguments, type Confirm } from '../../../app/arguments';
import {
  applyCreation,
  creationDetails,
  creationResultText,
  invalidRowText,
  planCreation,
  type Creation,
  type CreationPlan,
  type InvalidRow,
} from '../../../app/segments/changes/creation';
import { readSegmentFile, requireSegmentFileSize } from '../../../app/segments/segmentFile';
import type { SegmentList } from '../../../app/segments/segmentList';
import { Cancelled, Failure, orCancel, withFileName } from '../../../common/failure';
import { count } from '../../../common/format';
import { fileNameOf } from '../../../common/messageText';
import type { Commands } from '../../base/command';
import { copyDetails } from '../../base/copyText';
import { offerSave } from '../../base/editorSource';
import { PROBLEM_SOURCE } from '../../base/names';
import { whileWorking, withCancel } from '../../base/progress';
import { firstUri } from '../../base/uriArguments';
import { askConfirmation } from '../confirm';
import { pickAccount } from '../segmentChooser';

const OPERATION = 'createSegmentsFromCsv';

interface Services {
  accounts: Accounts;
  list: SegmentList;
}

/** `criteoAudiences.createSegmentsFromCsv(uri, {accountId?, confirm?: false})`. */
export function registerCreateFromCsv(
  { commands, ...services }: Services & { commands: Commands },
  own: (item: Disposable) => void,
): void {
  const { accounts } = services;
  const diagnostics = languages.createDiagnosticCollection('criteoAudiences.segments');
  own(diagnostics);
  clearOnChange(diagnostics, own);
  commands.add<{ uri: Uri; accountId?: string }, Creation>({
    id: 'criteoAudiences.createSegmentsFromCsv',
    parse([uri, raw]) {
      const args = Arguments.of(raw, OPERATION) ?? Arguments.of(uri, OPERATION);
      return args && { uri: firstUri(uri, OPERATION), accountId: args.optionalId('accountId') };
    },
    run: async ({ uri, accountId }) =>
      createFromFile(services, diagnostics, await accounts.require(accountId), uri, false),
    async prompt(uri) {
      await accounts.require();
      const file = uri instanceof Uri ? uri : await chooseSegmentFile();
      await offerSave(file, OPERATION);
      const account = await pickAccount(
        accounts,
        t('Which account do you want to create the segments in?'),
      );
      const creation = await createFromFile(services, diagnostics, account, file, undefined);
      void showResult(creation);
      return creation;
    },
  });
}

/** Creates the segments of a file, and shows the rows that it doesn't create as its problems. */
async function createFromFile(
  services: Services,
  diagnostics: DiagnosticCollection,
  account: AccountHandle,
  file: Uri,
  confirm: Confirm,
): Promise<Creation> {
  diagnostics.delete(file);
  const raw = await readFile(file);
  const rows = await withFileName({ uri: file.toString() }, async () => readSegmentFile(raw));
  const planRows = (signal?: AbortSignal): Promise<CreationPlan> =>
    planCreation(services, account, rows, confirm, signal);
  const plan = await (confirm === undefined
    ? withCancel(t('Loading all segments…'), planRows)
    : planRows());
  const show = (invalid: readonly ShownRow[]): void =>
    diagnostics.set(file, [
      ...invalid.map((row) => toDiagnostic(row, DiagnosticSeverity.Error)),
      ...plan.existingByName.map((row) => toDiagnostic(row, DiagnosticSeverity.Information)),
    ]);
  show(plan.problems);
  const { creation, refused } =
    plan.confirmation.kind === 'nothing'
      ? await applyCreation(services, plan, undefined)
      : await confirmAndApply(services, plan);
  show(refused);
  return creation;
}

async function confirmAndApply(
  services: Services,
  plan: CreationPlan,
): ReturnType<typeof applyCreation> {
  const confirmed = await askConfirmation(plan, t('Create'));
  const size = count(plan.toCreate.length);
  return whileWorking({ title: t('Creating segments…'), cancellable: true }, (signal, progress) => {
    const onProgress = (done: number): void =>
      progress.report({ message: t('{0} of {1}', count(done), size) });
    return applyCreation(services, plan, confirmed, { signal, onProgress });
  });
}

/** Shows one message for the whole file; Problems lists the rows that were left out. */
async function showResult(creation: Creation): Promise<void> {
  const message = creationResultText(creation);
  if (creation.problems.length === 0) {
    void window.showInformationMessage(message);
    return;
  }
  const [show, copy] = [t('Show Problems'), t('Copy Details')];
  const choice = await window.showWarningMessage(message, show, copy);
  if (choice === show) void editorCommands.executeCommand('workbench.actions.view.problems');
  if (choice === copy) await copyDetails(creationDetails(creation));
}

async function readFile(file: Uri): Promise<Uint8Array> {
  try {
    const { size } = await workspace.fs.stat(file);
    requireSegmentFileSize(size, file.toString());
    return await workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'not-found',
      t('“{0}” couldn’t be read. Choose it again.', fileNameOf(file.toString())),
      OPERATION,
    );
  }
}

/** The CSV in the active editor, or else the file that the user chooses. */
async function chooseSegmentFile(): Promise<Uri> {
  const active = window.activeTextEditor?.document;
  if (active && /\.(csv|tsv|txt)$/i.test(active.uri.path)) return active.uri;
  const [file] = orCancel(
    await window.showOpenDialog({
      title: t('Create Segments from CSV'),
      filters: { CSV: ['csv', 'tsv', 'txt'] },
    }),
  );
  if (!file) throw new Cancelled();
  return file;
}

/** Drops a file's diagnostics once it is edited, deleted or renamed: their places are stale. */
function clearOnChange(diagnostics: DiagnosticCollection, own: (item: Disposable) => void): void {
  const clear = (gone: Uri): void =>
    diagnostics.forEach((uri) => {
      if (uri.toString() === gone.toString() || uri.toString().startsWith(`${gone.toString()}/`))
        diagnostics.delete(uri);
    });
  own(
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => void (contentChanges.length > 0 && clear(document.uri)),
    ),
  );
  own(workspace.onDidDeleteFiles(({ files }) => files.forEach(clear)));
  own(workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => clear(oldUri))));
}

type ShownRow = Omit<InvalidRow, 'source'>;

function toDiagnostic(row: ShownRow, severity: DiagnosticSeverity): Diagnostic {
  const { line, startColumn, endLine, endColumn } = row.place;
  const diagnostic = new Diagnostic(
    new Range(line, startColumn, endLine, endColumn),
    invalidRowText(row),
    severity,
  );
  diagnostic.source = PROBLEM_SOURCE;
  diagnostic.code = row.code;
  return diagnostic;
}
