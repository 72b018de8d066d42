import { t } from '@vscode/l10n';
import { Uri, window, workspace, type Disposable } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments, hasAnyKey } from '../../../app/arguments';
import type { FileChoice } from '../../../app/uploads/choices';
import type { Draft } from '../../../app/uploads/draft/draft';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { checkResultOf, type CheckResult } from '../../../app/uploads/plan/checkResult';
import { planText } from '../../../app/uploads/plan/planPage';
import { problemsOf } from '../../../app/uploads/plan/planProblems';
import { choicesOf, requestFrom, type UploadRequest } from '../../../app/uploads/request';
import { requireDraftPlan, type DraftPlan } from '../../../app/uploads/step';
import { rowCountsText } from '../../../common/counts';
import { DisposableOwner } from '../../../common/disposableOwner';
import { Cancelled } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import {
  IDENTIFIER_TYPES,
  knownType,
  type IdentifierType,
} from '../../../identifiers/identifierTypes';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { offerSave } from '../../base/editorSource';
import type { UploadDocuments } from '../../base/uploadDocuments';
import { firstUri } from '../../base/uriArguments';
import { movedTo, type Problems } from '../../problems/problems';
import { showFindings } from '../../problems/showProblems';
import type { DraftQuestions } from '../askDraft';

const OPERATION = 'checkCsv';
const KEYS = ['segmentId', 'column', 'header', 'delimiter', 'encoding', 'hash', 'accountId'];

interface CheckArguments {
  uri: Uri;
  identifierType?: IdentifierType;
  request: UploadRequest;
}

/** A file that the user checked. It is checked again whenever it is saved. */
interface WatchedFile {
  draft: Draft;
  /** Identifier type and reading of the last check, kept for the next one. */
  identifierType?: IdentifierType;
  reading: Omit<FileChoice, 'uri'>;
  /** The plan's page, which is updated with each check. */
  page: Uri;
}

/**
 * "Check CSV for Audience Upload": shows the plan and the problems of a file, without a segment and
 * without a request. Checks the file again whenever it is saved.
 */
export class CheckCommand extends DisposableOwner {
  private readonly watched = new Map<string, WatchedFile>();

  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly questions: DraftQuestions,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
  ) {
    super();
    commands.add<CheckArguments, CheckResult>({
      id: 'criteoAudiences.checkCsv',
      parse: parseCheckArguments,
      run: (args) => this.checkByContract(args),
      prompt: async (...args) => {
        const uri =
          filesOf(args)[0] ?? activeCsv() ?? (await chooseFile(t('Check CSV for Audience Upload')));
        return this.checkAndWatch(uri, this.drafts.check(uri.toString()));
      },
    });
    this.watchFiles().forEach((listening) => this.register(listening));
  }

  private readonly report = (error: unknown): void => this.commands.report(error, OPERATION);

  /** Keeps `watched` up to date. */
  private watchFiles(): Disposable[] {
    const { watched } = this;
    return [
      workspace.onDidSaveTextDocument(({ uri }) => void this.checkAgain(uri).catch(this.report)),
      // Changing the document's language also fires this event, but doesn't close it.
      workspace.onDidCloseTextDocument(
        ({ uri, isClosed }) => void (isClosed && watched.delete(uri.toString())),
      ),
      this.problems.onDidDismiss((uri) => watched.delete(uri.toString())),
      // Before the rename, which closes the document with the old name.
      workspace.onWillRenameFiles(({ files }) => {
        for (const [key, one] of [...watched]) {
          const to = files
            .map(({ oldUri, newUri }) => movedTo(Uri.parse(key), oldUri, newUri))
            .find((uri) => uri !== undefined);
          if (to) watched.set(to.toString(), one);
        }
      }),
    ];
  }

  private async checkAndWatch(uri: Uri, draft: Draft): Promise<CheckResult> {
    const planned = await this.showProblemsOf(uri, async () => {
      const result = await this.questions.promptUntilPlanned(draft);
      const page = this.documents.planUri(result.plan.jobId);
      await this.documents.show(page, await planText(result, draft.sources));
      const { identifierType } = draft;
      const reading = {
        column: result.plan.files[0].column,
        dialect: draft.choices.files[0].dialect,
      };
      this.watched.set(uri.toString(), { draft, identifierType, reading, page });
      return result;
    });
    const checked = checkResultOf(planned);
    void this.offerChanges(uri, draft, checked).catch(this.report);
    return checked;
  }

  /** A save during a check starts a new one. Never asks: the user just saved a file. */
  private async checkAgain(uri: Uri): Promise<void> {
    const watched = this.watched.get(uri.toString());
    if (!watched) return;
    const { draft, identifierType, reading, page } = watched;
    const files = [{ uri: uri.toString(), ...reading }];
    await this.showProblemsOf(uri, async () => {
      const step = await this.questions.checkWithProgress(draft, () =>
        draft.choose({ files, identifierType }),
      );
      // Edited again: the next save checks it.
      if (step.kind === 'needs' && step.missing === 'save') throw new Cancelled();
      const planned = requireDraftPlan(step);
      this.documents.put(page, await planText(planned, draft.sources));
      return planned;
    });
  }

  /** Shows the result in a notification that offers to read the file another way. */
  private async offerChanges(uri: Uri, draft: Draft, checked: CheckResult): Promise<void> {
    const [column, dialect] = [t('Choose Another Column…'), t('Change How the File Is Read…')];
    const choice = await window.showInformationMessage(
      t('{0}: {1}', fileName(uri).forNotification(), rowCountsText(checked)),
      column,
      dialect,
    );
    if (choice === undefined) return;
    await offerSave(uri, OPERATION);
    await this.questions.promptChange(choice === column ? 'column' : 'dialect', draft);
    await this.checkAndWatch(uri, draft);
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
    return checkResultOf(
      await this.showProblemsOf(uri, async () => requireDraftPlan(await draft.check())),
    );
  }

  /**
   * Runs a check and shows its problems. Rows that Criteo rejected before are kept if they are of
   * the same column and can still be located in the file.
   */
  private async showProblemsOf(uri: Uri, check: () => Promise<DraftPlan>): Promise<DraftPlan> {
    const { problems } = this;
    const before = problems.readAs(uri);
    const placed = await problems.rejectedOnDisk(uri);
    const refused = placed && problems.rejectedRows(uri);
    return problems.during([uri], async () => {
      const planned = await check();
      for (const file of problemsOf(planned.plan)) {
        const { type, layout } = file.readAs;
        const same = before?.type === type && before.layout.column === layout.column;
        showFindings(problems, file, same ? refused : undefined);
      }
      return planned;
    });
  }
}

function parseCheckArguments([first, second]: readonly unknown[]): CheckArguments | undefined {
  if (!hasAnyKey(second, 'identifierType', ...KEYS)) return undefined;
  const identifierType = new Arguments(second, OPERATION).parseOptional(
    'identifierType',
    (type) => knownType(typeof type === 'string' ? type : undefined),
    t('“{0}” must be one of: {1}.', 'identifierType', IDENTIFIER_TYPES.join(', ')),
  );
  return {
    uri: firstUri(first, OPERATION),
    identifierType,
    request: requestFrom(second, OPERATION, ['identifierType'], KEYS),
  };
}
