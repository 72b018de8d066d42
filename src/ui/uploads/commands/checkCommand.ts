import { t } from '@vscode/l10n';
import { commands, Uri, window, workspace, type Disposable } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { isContractArgument } from '../../../app/contractArgument';
import { columnsOf } from '../../../app/repair/fieldsOfRow';
import { choicesOf, requestFrom, type UploadRequest } from '../../../app/uploads/choices/request';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { draftPlanOf, requireDraftPlan, type DraftPlan } from '../../../app/uploads/draftStep';
import { countFixable } from '../../../app/uploads/page/kindsSection';
import { checkResultOf, type CheckResult } from '../../../app/uploads/plan/checkResult';
import { problemsOf } from '../../../app/uploads/plan/planProblems';
import { rowCountsText } from '../../../common/counts';
import { deferred } from '../../../common/deferred';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Cancelled } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import {
  IDENTIFIER_TYPES,
  knownType,
  type IdentifierType,
} from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { fileFor } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { firstUri } from '../../base/uriArguments';
import { movedTo, type Problems } from '../../problems/problems';
import type { RowFixes } from '../../problems/rowFixes';
import { showFindings } from '../../problems/showProblems';
import type { Uploader } from '../uploader';

const OPERATION = 'checkCsv';

interface CheckArguments {
  uri: Uri;
  identifierType?: IdentifierType;
  request: UploadRequest;
}

/** A file that the user checked. It is checked again whenever it is saved. */
interface WatchedFile {
  draft: Draft;
  /** Those of the last check, kept for the next one. */
  columns?: readonly number[];
  /** Resolves once the last result's problems are shown. */
  showing: Promise<void>;
  listening: Disposable;
}

/**
 * "Check CSV for Audience Upload": shows the page and the problems of a file, without a segment and
 * without a request. Checks the file again whenever it is saved.
 */
export class CheckCommand extends DisposableOwner {
  private readonly watched = new Map<string, WatchedFile>();

  constructor(
    private readonly commandList: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly uploader: Uploader,
    private readonly problems: Problems,
    private readonly fixes: RowFixes,
  ) {
    super();
    commandList.add<CheckArguments, CheckResult>({
      id: 'criteoAudiences.checkCsv',
      parse: parseCheckArguments,
      run: (args) => this.checkByContract(args),
      prompt: async (...args) =>
        this.checkAndWatch(await fileFor(args, t('Check CSV for Audience Upload'))),
    });
    this.watchFiles().forEach((listening) => this.register(listening));
    this.register({
      dispose: () => this.watched.forEach(({ listening }) => listening.dispose()),
    });
  }

  private readonly report = (error: unknown): void => this.commandList.report(error, OPERATION);

  /** Keeps `watched` up to date. */
  private watchFiles(): Disposable[] {
    const { watched } = this;
    return [
      workspace.onDidSaveTextDocument(({ uri }) => void this.checkAgain(uri).catch(this.report)),
      // Changing the document's language also fires this event, but doesn't close it.
      workspace.onDidCloseTextDocument(({ uri, isClosed }) => void (isClosed && this.forget(uri))),
      // Before the rename, which closes the document with the old name.
      workspace.onWillRenameFiles(({ files }) => {
        for (const [key, one] of [...watched]) {
          const to = files
            .map(({ oldUri, newUri }) => movedTo(Uri.parse(key), oldUri, newUri))
            .find((uri) => uri !== undefined);
          if (!to) continue;
          watched.delete(key);
          watched.set(to.toString(), one);
        }
      }),
    ];
  }

  private forget(uri: Uri): void {
    this.watched.get(uri.toString())?.listening.dispose();
    this.watched.delete(uri.toString());
  }

  /** Shows the page, and resolves with the first result. */
  private async checkAndWatch(uri: Uri): Promise<CheckResult> {
    const draft = await this.drafts.check(uri.toString());
    this.forget(uri);
    const one: WatchedFile = {
      draft,
      showing: Promise.resolve(),
      listening: draft.onDidChange((step) => {
        const planned = draftPlanOf(step);
        if (!planned) return;
        one.columns = columnsRead(planned.plan.files[0]);
        one.showing = this.showProblemsOf(planned).catch(this.report);
      }),
    };
    this.watched.set(uri.toString(), one);
    // Not of `one`: closing the file doesn't end its check.
    const first = deferred<DraftPlan>();
    const waiting = draft.onDidChange((next) => {
      const planned = draftPlanOf(next);
      if (planned) first.resolve(planned);
    });
    const closed = this.uploader.showCheck(draft);
    const step = await draft.check();
    if (step.kind === 'needs' && step.missing === 'type') {
      const [only, ...others] = step.candidates.filter(({ fits }) => fits);
      if (only && others.length === 0) void draft.choose({ identifierType: only.type });
    }
    // The page shows what is in the way, and where to go on.
    const planned = await Promise.race([first.promise, closed]).finally(() => waiting.dispose());
    if (!planned) throw new Cancelled();
    await one.showing;
    void this.offerActions(uri, draft, planned).catch(this.report);
    return checkResultOf(planned);
  }

  /** A save during a check starts a new one. Never asks: the user just saved a file. */
  private async checkAgain(uri: Uri): Promise<void> {
    const one = this.watched.get(uri.toString());
    if (!one) return;
    const { draft, columns } = one;
    const [file] = draft.choices.files;
    const step = await draft.choose({ files: [{ ...file, columns, uri: uri.toString() }] });
    // Edited again: the next save checks it.
    if (step.kind === 'needs' && step.missing === 'save') return;
    requireDraftPlan(step);
  }

  /** Shows the result in a notification that offers what usually comes next. */
  private async offerActions(uri: Uri, draft: Draft, { plan }: DraftPlan): Promise<void> {
    const [show, fix, upload] = [t('Show Problems'), t('Fix'), t('Upload…')];
    const choice = await window.showInformationMessage(
      t('{0}: {1}', fileName(uri).forNotification(), rowCountsText(plan)),
      ...(this.problems.readAs(uri) ? [show] : []),
      ...(countFixable(plan.byRule) > 0 ? [fix] : []),
      upload,
    );
    if (choice === show) await commands.executeCommand('workbench.actions.view.problems');
    if (choice === fix) await this.fixes.fixAllRules(uri);
    // A check has no operation of its own: such files may have been removed the last time.
    if (choice === upload)
      await this.uploader.upload({
        ...draft.choices,
        identifierType: undefined,
        operation: undefined,
      });
  }

  private async checkByContract({
    uri,
    identifierType,
    request,
  }: CheckArguments): Promise<CheckResult> {
    // With a type, no segment and no sign-in is needed.
    const segmentId = identifierType === undefined ? request.segmentId : undefined;
    const choices = await choicesOf([uri.toString()], { ...request, segmentId }, this.accounts);
    const draft = this.drafts.draft(
      { ...choices, identifierType, operation: 'add' },
      { by: 'program', command: OPERATION, checks: true },
    );
    const planned = requireDraftPlan(await draft.check());
    await this.showProblemsOf(planned);
    return checkResultOf(planned);
  }

  /**
   * Shows the problems of a check. Rows that Criteo rejected before are kept if they are of the same
   * columns and can still be located in the file.
   */
  private async showProblemsOf({ plan }: DraftPlan): Promise<void> {
    const { problems } = this;
    for (const file of problemsOf(plan)) {
      const uri = Uri.parse(file.uri);
      const before = problems.readAs(uri);
      const placed = await problems.rejectedOnDisk(uri);
      const rejected = placed && problems.rejectedRows(uri);
      const { type } = file.readAs;
      const same =
        before?.type === type && String(columnsOf(before)) === String(columnsOf(file.readAs));
      showFindings(problems, file, same ? rejected : undefined);
    }
  }
}

function parseCheckArguments([first, second]: readonly unknown[]): CheckArguments | undefined {
  const raw = [second, first].find(isContractArgument);
  if (!raw) return undefined;
  const identifierType = new Arguments(raw, OPERATION).parseOptional(
    'identifierType',
    (type) => knownType(typeof type === 'string' ? type : undefined),
    () => t('“{0}” must be one of: {1}.', 'identifierType', IDENTIFIER_TYPES.join(', ')),
  );
  return {
    uri: firstUri(first, OPERATION),
    identifierType,
    request: requestFrom(raw, OPERATION, ['identifierType'], 'check'),
  };
}
