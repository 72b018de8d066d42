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
const KEYS = ['segmentId', 'column', 'header', 'hash', 'accountId'];

interface Call {
  uri: Uri;
  identifierType?: IdentifierType;
  request: UploadRequest;
}

/** A file that was checked from the window: it is checked again whenever it is saved. */
interface Watched {
  draft: Draft;
  /** What a check came to last, and what it was read with: it holds for the next one. */
  identifierType?: IdentifierType;
  reading: Omit<FileChoice, 'uri'>;
  /** The plan's page, which then follows. */
  page: Uri;
}

/**
 * "Check CSV for Audience Upload": the plan and the Problems, without a segment and without a call.
 * Follows what is saved.
 */
export class Checks extends DisposableOwner {
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly questions: DraftQuestions,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
  ) {
    super();
    commands.add<Call, CheckResult>({
      id: 'criteoAudiences.checkCsv',
      parse: callOf,
      run: (call) => this.checkCalled(call),
      prompt: async (...args) => {
        const uri =
          filesOf(args)[0] ?? activeCsv() ?? (await chooseFile(t('Check CSV for Audience Upload')));
        return this.checkAndWatch(uri, this.drafts.check(uri.toString()));
      },
    });
    this.follow().forEach((listening) => this.register(listening));
  }

  private readonly report = (error: unknown): void => this.commands.report(error, OPERATION);

  /** Files that were checked from the window. */
  private follow(): Disposable[] {
    const { watched } = this;
    return [
      workspace.onDidSaveTextDocument(({ uri }) => void this.checkAgain(uri).catch(this.report)),
      // Another language of the document is told as closing and opening it.
      workspace.onDidCloseTextDocument(
        ({ uri, isClosed }) => void (isClosed && watched.delete(uri.toString())),
      ),
      this.problems.onDidDismiss((uri) => watched.delete(uri.toString())),
      // Before it happens: the document of the old name is closed then.
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
    const planned = await this.showing(uri, async () => {
      const found = await this.questions.askUntilPlanned(draft);
      const page = this.documents.planUri(found.plan.jobId);
      await this.documents.show(page, await planText(found, draft.sources));
      const { identifierType } = draft;
      const reading = {
        column: found.plan.files[0].column,
        dialect: draft.choices.files[0].dialect,
      };
      this.watched.set(uri.toString(), { draft, identifierType, reading, page });
      return found;
    });
    const checked = checkResultOf(planned);
    void this.offerChanges(uri, draft, checked).catch(this.report);
    return checked;
  }

  /** What is saved during a check is checked instead. Nobody who saves a file waits for a question. */
  private async checkAgain(uri: Uri): Promise<void> {
    const watched = this.watched.get(uri.toString());
    if (!watched) return;
    const { draft, identifierType, reading, page } = watched;
    const files = [{ uri: uri.toString(), ...reading }];
    await this.showing(uri, async () => {
      const step = await this.questions.checking(draft, () =>
        draft.choose({ files, identifierType }),
      );
      // Edited again since: it is checked when that is saved.
      if (step.kind === 'needs' && step.missing === 'save') throw new Cancelled();
      const found = requireDraftPlan(step);
      this.documents.put(page, await planText(found, draft.sources));
      return found;
    });
  }

  /** The result, and what may be read otherwise. The page beside it stays free to be looked at. */
  private async offerChanges(uri: Uri, draft: Draft, checked: CheckResult): Promise<void> {
    const [column, dialect] = [t('Choose Another Column…'), t('Change How the File Is Read…')];
    const choice = await window.showInformationMessage(
      `${fileName(uri).forNotification()}: ${rowCountsText(checked)}`,
      column,
      dialect,
    );
    if (choice === undefined) return;
    await offerSave(uri, OPERATION);
    await this.questions.askChange(choice === column ? 'column' : 'dialect', draft);
    await this.checkAndWatch(uri, draft);
  }

  private async checkCalled({ uri, identifierType, request }: Call): Promise<CheckResult> {
    // A type needs no segment, and nobody signed in.
    const segmentId = identifierType === undefined ? request.segmentId : undefined;
    const choices = await choicesOf(uri.toString(), { ...request, segmentId }, this.accounts);
    const draft = this.drafts.draft(
      { ...choices, identifierType, operation: 'add' },
      { by: 'program', command: OPERATION, checks: true },
    );
    return checkResultOf(
      await this.showing(uri, async () => requireDraftPlan(await draft.check())),
    );
  }

  /**
   * Checks and shows what is wrong. What the API refused of the same column before still holds,
   * where its rows can be found in the file.
   */
  private async showing(uri: Uri, check: () => Promise<DraftPlan>): Promise<DraftPlan> {
    const { problems } = this;
    const before = problems.readAs(uri);
    const placed = await problems.refusedOnDisk(uri);
    const refused = placed && problems.refusedRows(uri);
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

function callOf([first, second]: readonly unknown[]): Call | undefined {
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
