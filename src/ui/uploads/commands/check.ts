import { t } from '@vscode/l10n';
import { Uri, window, workspace, type Disposable } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import type { SegmentList } from '../../../app/segments/segmentList';
import { LIMITS, optionsFor, wantedOptions } from '../../../app/uploads/options';
import { typeRemembered, type Pairings } from '../../../app/uploads/pairings';
import { checkedOf, type Checked } from '../../../app/uploads/plan/checkResult';
import { planText } from '../../../app/uploads/plan/planPage';
import { problemsOf } from '../../../app/uploads/plan/planProblems';
import { checkViewOf } from '../../../app/uploads/plan/planView';
import { identifierTypeOf, targetOfCheck, writableSegment } from '../../../app/uploads/target';
import { rowsSentence } from '../../../common/counts';
import { badArgument } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import { KeyedQueue } from '../../../common/keyedQueue';
import { Owner } from '../../../common/lifecycle';
import { preview } from '../../../csv/sniff';
import {
  HASHES,
  IDENTIFIER_TYPES,
  knownType,
  type IdentifierType,
} from '../../../identifiers/types';
import type { Uploads } from '../../../upload/contract';
import type { Plan, UploadOptions } from '../../../upload/types';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import type { UploadDocuments } from '../../base/pages';
import { offerSave, refuseUnsaved, sourceOf } from '../../base/source';
import { firstUri } from '../../base/uriArguments';
import { movedTo, type Problems } from '../../problems/problems';
import { planAsking } from '../dialogs/planAsking';
import { planShown } from '../dialogs/progress';
import { askColumn, askDialect, askType, isOfType } from '../dialogs/questions';
import { uploadSettings } from '../uploadSettings';
import { showFindings } from '../view/showProblems';

const OPERATION = 'checkCsv';
const ADD = { operation: 'add', forms: 'given' } as const;
const KEYS = ['identifierType', 'segmentId', 'column', 'header', 'hash', 'accountId'];

interface Call {
  uri: Uri;
  type?: IdentifierType;
  segmentId?: string;
  accountId?: string;
  column?: string | number;
  header?: boolean;
  hash?: UploadOptions['hash'];
}

/**
 * What is checked, as it was asked for; a file that is checked from the window is checked again
 * whenever it is saved.
 */
interface Check {
  type: IdentifierType;
  options: UploadOptions;
  /** The plan's page, which then follows. */
  page?: Uri;
}

/**
 * "Check CSV for Audience Upload": the plan and the Problems, without a segment and without a call.
 * Follows what is saved.
 */
export class Checks extends Owner {
  private readonly watched = new Map<string, Check>();
  private readonly turns = new KeyedQueue();
  private readonly toCheckAgain = new Set<string>();

  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly engine: () => Uploads,
    private readonly problems: Problems,
    private readonly documents: UploadDocuments,
    private readonly pairings: Pairings,
  ) {
    super();
    commands.add<Call, Checked>({
      id: 'criteoAudiences.checkCsv',
      accepts: callOf,
      called: (call) => this.checkCalled(call),
      asked: async (...args) => {
        const uri =
          filesOf(args)[0] ?? activeCsv() ?? (await chooseFile(t('Check CSV for Audience Upload')));
        await offerSave(uri, OPERATION);
        return this.checkAndWatch(uri, await this.wantedFor(uri));
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
        for (const [key, wanted] of [...watched]) {
          const to = files
            .map(({ oldUri, newUri }) => movedTo(Uri.parse(key), oldUri, newUri))
            .find((uri) => uri !== undefined);
          if (to) watched.set(to.toString(), wanted);
        }
      }),
    ];
  }

  private async checkAndWatch(uri: Uri, wanted: Check): Promise<Checked> {
    const key = uri.toString();
    const { checked, ...found } = await this.turns.take(key, () => this.check(uri, wanted));
    this.watched.set(key, found);
    void this.offerChanges(uri, found, checked).catch(this.report);
    return checked;
  }

  /** One check after all that was saved during the one before. */
  private async checkAgain(uri: Uri): Promise<void> {
    const key = uri.toString();
    const { watched, toCheckAgain } = this;
    if (!watched.has(key) || toCheckAgain.has(key)) return;
    toCheckAgain.add(key);
    await this.turns.take(key, async () => {
      toCheckAgain.delete(key);
      const wanted = watched.get(key);
      if (!wanted) return;
      const { type, options, page } = await this.check(uri, wanted);
      // Not where it was dismissed meanwhile.
      if (watched.get(key) === wanted) watched.set(key, { type, options, page });
    });
  }

  /** The result, and what may be read otherwise. The page beside it stays free to be looked at. */
  private async offerChanges(uri: Uri, found: Check, checked: Checked): Promise<void> {
    const [column, dialect] = [t('Choose Another Column…'), t('Change How the File Is Read…')];
    const choice = await window.showInformationMessage(
      `${fileName(uri).forNotification()}: ${rowsSentence(checked)}`,
      column,
      dialect,
    );
    if (choice === undefined) return;
    await offerSave(uri, OPERATION);
    const now = this.watched.get(uri.toString()) ?? found;
    const file = await sourceOf(uri, OPERATION);
    const name = fileName(uri).forTree();
    const changed: Partial<UploadOptions> =
      choice === column
        ? { column: await askColumn(name, file, now.type, now.options.dialect) }
        : {
            column: undefined,
            dialect: {
              ...now.options.dialect,
              ...(await askDialect(name, (await preview(file, now.options.dialect)).dialect)),
            },
          };
    const options = { ...now.options, ...changed };
    await this.checkAndWatch(uri, { ...now, page: undefined, options });
  }

  private async checkCalled(call: Call): Promise<Checked> {
    refuseUnsaved(call.uri, OPERATION);
    const type = call.type ?? (await this.typeOfSegment(call));
    const file = await sourceOf(call.uri, OPERATION);
    const options = optionsFor(call, 'add', type, uploadSettings(call.uri));
    const planning = async (): Promise<{ plan: Plan }> => ({
      plan: await this.engine().plan([file], targetOfCheck(type), options),
    });
    return (await this.showing(call.uri, planning, () => Promise.resolve({}))).checked;
  }

  private async typeOfSegment({ segmentId, accountId }: Call): Promise<IdentifierType> {
    if (segmentId === undefined)
      throw badArgument(OPERATION, t('checkCsv needs “identifierType” or “segmentId”.'));
    const account = await this.accounts.require(accountId);
    return identifierTypeOf(await writableSegment(this.segments, account, segmentId, OPERATION));
  }

  /**
   * What is to be checked: the type asked for, the rest as it was chosen last for files of this
   * name.
   */
  private async wantedFor(uri: Uri): Promise<Check> {
    const name = fileName(uri);
    const pairing = this.pairings.of(name);
    const last = typeRemembered(pairing, this.accounts, this.segments);
    const type =
      last ?? (await askType(name.forTree(), await sourceOf(uri, OPERATION), pairing?.dialect));
    // Column and hash are of the type that they were chosen for.
    const known = last ? pairing : pairing && { dialect: pairing.dialect };
    return { type, options: wantedOptions(known ?? {}, ADD, type, uploadSettings(uri)) };
  }

  private async check(
    uri: Uri,
    { type, options, page }: Check,
  ): Promise<Required<Check> & { checked: Checked }> {
    const file = await sourceOf(uri, OPERATION);
    const name = fileName(uri).forNotification();
    const planOf = (draft: Check): Promise<Plan> =>
      planShown(this.engine(), name, [file], targetOfCheck(draft.type), draft.options);
    const planning = async (): Promise<{ plan: Plan; draft: Check }> => {
      const draft = { type, options };
      // Nobody who saves a file waits for a question.
      return page
        ? { plan: await planOf(draft), draft }
        : planAsking(
            draft,
            name,
            file,
            (one) => one.type,
            planOf,
            async ({ options: { column, dialect } }, error) => {
              const other = knownType(error.identifierType);
              if (other === undefined) throw error;
              if (!(await isOfType(name, error.message, other))) return undefined;
              const settings = uploadSettings(uri);
              return {
                type: other,
                options: wantedOptions({ column, dialect }, ADD, other, settings),
              };
            },
          );
    };
    return this.showing(uri, planning, async ({ plan, draft }) => {
      const account = this.accounts.selected();
      const view = await checkViewOf(plan, account, workspace.isTrusted);
      const text = await planText(view, [file], LIMITS);
      const at = page ?? this.documents.planUri(plan.jobId);
      if (page) this.documents.put(page, text);
      else await this.documents.show(at, text);
      // What was found holds for the file when it is checked again.
      return {
        type: draft.type,
        options: { ...draft.options, column: plan.files[0].column },
        page: at,
      };
    });
  }

  /**
   * Plans and shows what is wrong. What the API refused of the same column before still holds,
   * where its rows can be found in the file. A check leaves no job behind.
   */
  private async showing<P extends { plan: Plan }, T>(
    uri: Uri,
    planning: () => Promise<P>,
    then: (planned: P) => Promise<T>,
  ): Promise<T & { checked: Checked }> {
    const { problems } = this;
    const before = problems.readAs(uri);
    const placed = await problems.refusedOnDisk(uri);
    const refused = placed && problems.refusedRows(uri);
    return problems.during([uri], async () => {
      const planned = await planning();
      const { plan } = planned;
      try {
        const rest = await then(planned);
        for (const file of problemsOf(plan)) {
          const { type, layout } = file.readAs;
          const same = before?.type === type && before.layout.column === layout.column;
          showFindings(problems, file, same ? refused : undefined);
        }
        return { ...rest, checked: checkedOf({ ...plan, column: plan.files[0].column }) };
      } finally {
        await this.engine().discard(plan.jobId);
      }
    });
  }
}

function callOf([first, second]: readonly unknown[]): Call | undefined {
  const args = Arguments.of(second, OPERATION, ...KEYS);
  return (
    args && {
      uri: firstUri(first, OPERATION),
      type: args.parseOptional(
        'identifierType',
        (type) => knownType(typeof type === 'string' ? type : undefined),
        t('“{0}” must be one of: {1}.', 'identifierType', IDENTIFIER_TYPES.join(', ')),
      ),
      segmentId: args.optionalId('segmentId'),
      accountId: args.optionalId('accountId'),
      column: args.optionalColumn('column'),
      header: args.optionalFlag('header'),
      hash: args.optionalOneOf('hash', HASHES),
    }
  );
}
