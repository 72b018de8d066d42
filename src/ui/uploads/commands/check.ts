import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { Arguments } from '../../../app/arguments';
import { identifierTypeWords } from '../../../app/segments/labels';
import type { Remembered } from '../../../app/uploads/pairings';
import type { PlanView } from '../../../app/uploads/planReview';
import { knownType, writableSegment } from '../../../app/uploads/target';
import { rowsSentence } from '../../../common/counts';
import { answered, badArgument } from '../../../common/failure';
import { Turns } from '../../../common/keyedQueue';
import { OutsideText } from '../../../common/outsideText';
import { CsvError } from '../../../csv/error';
import { candidates, preview } from '../../../csv/sniff';
import type { Dialect } from '../../../csv/types';
import { HASHES, IDENTIFIER_TYPES, type IdentifierType } from '../../../identifiers/types';
import { UploadError } from '../../../upload/error';
import type { Plan, SourceFile, Target, UploadOptions } from '../../../upload/types';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import { fileName, offerSave, refuseUnsaved, sourceOf } from '../../base/source';
import { firstUri } from '../../base/uriArguments';
import { movedTo } from '../../problems/problems';
import { LIMITS, readOtherwise, wantedOptions } from '../asked';
import { gitOf, planShown, planText } from '../dialogs/progress';
import { askColumn, askDialect } from '../dialogs/questions';
import { optionsFor } from '../options';
import type { UploadParts } from '../services';
import { problemsOf, ruleText } from '../view/problems';

const OPERATION = 'checkCsv';
const ADD = { operation: 'add', forms: 'given' } as const;
const KEYS = ['identifierType', 'segmentId', 'column', 'header', 'hash', 'accountId'];

/** What `checkCsv` returns: counts, no identifier. */
export type Checked = Pick<
  Plan,
  | 'rows'
  | 'blank'
  | 'invalid'
  | 'duplicates'
  | 'good'
  | 'distinct'
  | 'calls'
  | 'byRule'
  | 'byForm'
  | 'columnWarnings'
> & { column: number };

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
export function registerCheck(parts: UploadParts): { dispose(): void } {
  const { commands } = parts.context;
  const watched = new Map<string, Check>();
  const turns = new Turns();
  const toCheckAgain = new Set<string>();
  const report = (error: unknown): void => commands.report(error, OPERATION);
  const checkAndWatch = async (uri: Uri, wanted: Check): Promise<Checked> => {
    const { checked, ...found } = await turns.take(uri.toString(), () => check(parts, uri, wanted));
    watched.set(uri.toString(), found);
    void offerChanges(uri, found, checked).catch(report);
    return checked;
  };
  /** One check after all that was saved during the one before. */
  const checkAgain = async (uri: Uri): Promise<void> => {
    const key = uri.toString();
    if (!watched.has(key) || toCheckAgain.has(key)) return;
    toCheckAgain.add(key);
    await turns.take(key, async () => {
      toCheckAgain.delete(key);
      const wanted = watched.get(key);
      if (!wanted) return;
      const { type, options, page } = await check(parts, uri, wanted);
      // Not where it was dismissed meanwhile.
      if (watched.get(key) === wanted) watched.set(key, { type, options, page });
    });
  };
  /** The result, and what may be read otherwise. The page beside it stays free to be looked at. */
  const offerChanges = async (
    uri: Uri,
    found: Check,
    { rows, good, invalid, duplicates, blank }: Checked,
  ): Promise<void> => {
    const [column, dialect] = [t('Choose Another Column…'), t('Change How the File Is Read…')];
    const said = `${fileName(uri).forNotification()}: ${rowsSentence({ rows, good, invalid, duplicates, blank })}`;
    const choice = await window.showInformationMessage(said, column, dialect);
    if (choice === undefined) return;
    await offerSave(uri, OPERATION);
    const now = watched.get(uri.toString()) ?? found;
    const file = await sourceOf(uri, OPERATION);
    const changed =
      choice === column
        ? { column: await askColumn(fileName(uri).forTree(), file, now.type, now.options.dialect) }
        : {
            column: undefined,
            dialect: {
              ...now.options.dialect,
              ...(await askDialect(
                fileName(uri).forTree(),
                (await preview(file, now.options.dialect)).dialect,
              )),
            },
          };
    await checkAndWatch(uri, { ...now, page: undefined, options: { ...now.options, ...changed } });
  };
  commands.add<Call, Checked>({
    id: 'criteoAudiences.checkCsv',
    accepts: callOf,
    called: async (call) => {
      refuseUnsaved(call.uri, OPERATION);
      const type = call.type ?? (await typeOfSegment(parts, call));
      const file = await sourceOf(call.uri, OPERATION);
      const options = optionsFor(call, 'add', type, call.uri);
      return (
        await showing(
          parts,
          call.uri,
          async () => ({
            plan: await parts.context.engine().plan([file], targetFor(type), options),
          }),
          () => Promise.resolve({}),
        )
      ).checked;
    },
    asked: async (...args) => {
      const uri =
        filesOf(args)[0] ?? activeCsv() ?? (await chooseFile(t('Check CSV for Audience Upload')));
      await offerSave(uri, OPERATION);
      return checkAndWatch(uri, await wantedFor(parts, uri));
    },
  });
  const listening = [
    workspace.onDidSaveTextDocument(({ uri }) => void checkAgain(uri).catch(report)),
    // Another language of the document is told as closing and opening it.
    workspace.onDidCloseTextDocument(
      ({ uri, isClosed }) => void (isClosed && watched.delete(uri.toString())),
    ),
    parts.problems.onDidDismiss((uri) => watched.delete(uri.toString())),
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
  return { dispose: () => listening.forEach((one) => one.dispose()) };
}

/**
 * What is to be checked: the type asked for, the rest as it was chosen last for files of this name.
 */
async function wantedFor(parts: UploadParts, uri: Uri): Promise<Check> {
  const remembered = parts.memory.of(fileName(uri));
  const last = typeRemembered(parts, remembered);
  const type = last ?? (await askType(uri, await sourceOf(uri, OPERATION), remembered?.dialect));
  // Column and hash are of the type that they were chosen for.
  const known = last ? remembered : remembered && { dialect: remembered.dialect };
  return { type, options: wantedOptions(known ?? {}, ADD, type, uri) };
}

async function check(
  parts: UploadParts,
  uri: Uri,
  { type, options, page }: Check,
): Promise<Required<Check> & { checked: Checked }> {
  const { documents, context } = parts;
  const file = await sourceOf(uri, OPERATION);
  // Nobody who saves a file waits for a question.
  const planning = page ? planShownFor : planAsking;
  return showing(
    parts,
    uri,
    () => planning(parts, fileName(uri).forNotification(), file, type, options),
    async ({ plan, ...found }) => {
      const quota = context.accounts.selected()?.client.pacing.quota;
      const view: PlanView = {
        plan,
        names: { segment: OutsideText.name('') },
        sandbox: false,
        git: await gitOf(plan),
        quota,
        now: Date.now(),
        ruleText,
      };
      const text = await planText(view, [file], LIMITS);
      const at = page ?? documents.planUri(plan.jobId);
      if (page) documents.put(page, text);
      else await documents.show(at, text);
      // What was found holds for the file when it is checked again.
      return {
        type: found.type,
        options: { ...found.options, column: plan.files[0].column },
        page: at,
      };
    },
  );
}

/**
 * Plans and shows what is wrong. What the API refused of the same column before still holds, where
 * its rows can be found in the file. A check leaves no job behind.
 */
async function showing<P extends { plan: Plan }, T>(
  { context, problems }: UploadParts,
  uri: Uri,
  planning: () => Promise<P>,
  then: (planned: P) => Promise<T>,
): Promise<T & { checked: Checked }> {
  const before = problems.readAs(uri);
  const placed = await problems.refusedOnDisk(uri);
  const refused = placed && problems.refusedRows(uri);
  return problems.during([uri], async () => {
    const planned = await planning();
    const { plan } = planned;
    try {
      const rest = await then(planned);
      for (const file of problemsOf(plan)) {
        const same =
          before?.type === file.readAs.type && before.layout.column === file.readAs.layout.column;
        problems.show({ ...file, refused: (same && refused) || file.refused });
      }
      const {
        rows,
        blank,
        invalid,
        duplicates,
        good,
        distinct,
        calls,
        byRule,
        byForm,
        columnWarnings,
      } = plan;
      return {
        ...rest,
        checked: {
          rows,
          blank,
          invalid,
          duplicates,
          good,
          distinct,
          calls,
          byRule,
          byForm,
          columnWarnings,
          column: plan.files[0].column,
        },
      };
    } finally {
      await context.engine().discard(plan.jobId);
    }
  });
}

interface Planned {
  plan: Plan;
  type: IdentifierType;
  options: UploadOptions;
}

async function planShownFor(
  parts: UploadParts,
  name: string,
  file: SourceFile,
  type: IdentifierType,
  options: UploadOptions,
): Promise<Planned> {
  return {
    type,
    options,
    plan: await planShown(parts.context, t('Checking {0}', name), [file], targetFor(type), options),
  };
}

async function planAsking(
  parts: UploadParts,
  name: string,
  file: SourceFile,
  type: IdentifierType,
  options: UploadOptions,
): Promise<Planned> {
  for (let now = { type, options }; ;) {
    const { dialect } = now.options;
    const withColumn = async (): Promise<UploadOptions> => ({
      ...now.options,
      column: await askColumn(name, file, now.type, dialect),
    });
    try {
      return await planShownFor(parts, name, file, now.type, now.options);
    } catch (error) {
      const code =
        error instanceof UploadError || error instanceof CsvError ? error.code : undefined;
      const other =
        error instanceof UploadError && code === 'wrong-type'
          ? knownType(error.identifierType)
          : undefined;
      if (
        other !== undefined &&
        error instanceof UploadError &&
        (await isOther(name, error.message, other))
      ) {
        now = {
          type: other,
          options: wantedOptions(
            { column: now.options.column, dialect },
            ADD,
            other,
            Uri.parse(file.uri),
          ),
        };
      } else if (other !== undefined || code === 'ambiguous-column' || code === 'no-column') {
        now = { ...now, options: await withColumn() };
      } else {
        now = {
          ...now,
          options: {
            ...now.options,
            column: undefined,
            dialect: await readOtherwise(error, name, file, dialect),
          },
        };
      }
    }
  }
}

/**
 * Whether a file that plainly holds another type is to be checked as that; else another column is
 * meant.
 */
async function isOther(name: string, message: string, other: IdentifierType): Promise<boolean> {
  const as = t('Check as {0}', identifierTypeWords(other));
  return (
    answered(
      await window.showQuickPick([as, t('Choose Another Column…')], {
        title: name,
        placeHolder: message,
        ignoreFocusOut: true,
      }),
    ) === as
  );
}

/** No account and no segment: nothing is sent. */
function targetFor(identifierType: IdentifierType): Target {
  return { origin: '', clientId: '', accountId: '', segmentId: '', identifierType };
}

async function typeOfSegment(
  { context }: UploadParts,
  { segmentId, accountId }: Call,
): Promise<IdentifierType> {
  if (segmentId === undefined)
    throw badArgument(OPERATION, t('checkCsv needs “identifierType” or “segmentId”.'));
  const account = await context.accounts.require(accountId);
  const segment = await writableSegment(context.segments, account, segmentId, OPERATION);
  return knownType(segment.contactList?.identifierType) ?? 'Email';
}

/** The type of the segment that such a file went to last, where it is still known. */
function typeRemembered(
  { context }: UploadParts,
  remembered: Remembered | undefined,
): IdentifierType | undefined {
  const account = remembered && context.accounts.byKey(remembered.accountKey);
  return (
    account &&
    knownType(context.segments.find(account, remembered.segmentId)?.contactList?.identifierType)
  );
}

/** The types whose column was found come first. */
async function askType(
  uri: Uri,
  file: SourceFile,
  dialect: Partial<Dialect> | undefined,
): Promise<IdentifierType> {
  const shown = await preview(file, dialect);
  const sure = new Map(
    IDENTIFIER_TYPES.map((type) => [type, candidates(shown, type)[0]?.confidence ?? 0]),
  );
  const items = [...IDENTIFIER_TYPES]
    .sort((a, b) => (sure.get(b) ?? 0) - (sure.get(a) ?? 0))
    .map((type) => ({
      label: identifierTypeWords(type),
      description: (sure.get(type) ?? 0) >= 0.7 ? t('a column of this file fits') : '',
      type,
    }));
  return answered(
    await window.showQuickPick(items, {
      title: fileName(uri).forTree(),
      ignoreFocusOut: true,
      placeHolder: t('What identifiers does the file hold?'),
    }),
  ).type;
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
