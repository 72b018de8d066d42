import { window, workspace, type Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { CsvError } from '../../csv/error';
import { IDENTIFIER_TYPES, type IdentifierType } from '../../api/types';
import { UploadError } from '../../upload/error';
import type { Plan, SourceFile, Target, UploadOptions } from '../../upload/types';
import { HASHES } from '../../identifiers/types';
import { inNotice } from '../base/notice';
import { carries } from '../base/command';
import { answered, badArgument } from '../base/failure';
import { identifierTypeWords } from '../segments/words';
import { activeCsv, chooseFile, filesOf } from './chooseFile';
import { optionsFor } from './options';
import { ruleText, showProblems } from './outcome';
import type { UploadParts } from './parts';
import { planShown, planText } from './planning';
import type { PlanView } from './planNotes';
import { candidates, preview } from './preview';
import { askColumn } from './questions';
import { fileName, offerSave, refuseUnsaved, sourceOf, uriOf } from './source';
import { knownType, writableSegment } from './target';

const OPERATION = 'checkCsv';
const KEYS = ['identifierType', 'segmentId', 'column', 'hash', 'accountId'];

/** What `checkCsv` returns: counts, no identifier. */
export type Checked = Pick<Plan, 'rows' | 'blank' | 'invalid' | 'duplicates' | 'good' | 'distinct' | 'calls' | 'byRule' | 'byForm' | 'columnWarnings'> & { column: number };

interface Call {
  uri: Uri;
  type?: IdentifierType;
  segmentId?: string;
  accountId?: string;
  column?: string | number;
  hash?: UploadOptions['hash'];
}

/** "Check CSV for Audience Upload": the plan and the Problems, without a segment and without a call. Follows what is saved. */
export function registerCheck(parts: UploadParts): { dispose(): void } {
  const watched = new Map<string, () => Promise<void>>();
  parts.context.commands.add<Call, Checked>({
    id: 'criteoAudiences.checkCsv',
    accepts: callOf,
    called: async (call) => {
      refuseUnsaved(call.uri, OPERATION);
      const type = call.type ?? (await typeOfSegment(parts, call));
      const file = await sourceOf(call.uri, OPERATION);
      const target = targetFor(type);
      const plan = await parts.context.engine().plan([file], target, optionsFor(call, 'add', type, call.uri));
      return finish(parts, plan);
    },
    asked: async (...args) => {
      const uri = filesOf(args)[0] ?? activeCsv() ?? (await chooseFile(t('Check CSV for Audience Upload')));
      await offerSave(uri, OPERATION);
      const file = await sourceOf(uri, OPERATION);
      const type = await askType(parts, uri, file);
      const options = optionsFor({}, 'add', type, uri);
      const checked = await check(parts, uri, file, type, options);
      watched.set(uri.toString(), async () => {
        await check(parts, uri, await sourceOf(uri, OPERATION), checked.type, { ...options, column: checked.column }, checked.page);
      });
      return checked.result;
    },
  });
  const saving = workspace.onDidSaveTextDocument(({ uri }) => {
    watched.get(uri.toString())?.().catch((error: unknown) => parts.context.commands.report(error, OPERATION));
  });
  const closing = workspace.onDidCloseTextDocument(({ uri }) => watched.delete(uri.toString()));
  return {
    dispose: () => {
      saving.dispose();
      closing.dispose();
    },
  };
}

/** `page`: the plan that is open already, which then follows. */
async function check(parts: UploadParts, uri: Uri, file: SourceFile, type: IdentifierType, options: UploadOptions, page?: Uri): Promise<{ result: Checked; type: IdentifierType; column: number; page: Uri }> {
  const { documents, problems } = parts;
  problems.clear(uri);
  const plan = await planAsking(parts, fileName(uri), file, type, options);
  const view: PlanView = { plan, names: { segment: '' }, sandbox: false, now: Date.now(), ruleText };
  const text = await planText(view, [file], { maxRefused: options.maxRefused, minKept: options.minKept });
  const at = page ?? documents.planUri(plan.jobId);
  if (page) documents.put(page, text);
  else await documents.show(at, text);
  return { result: await finish(parts, plan), type: knownType(plan.target.identifierType) ?? type, column: plan.files[0].column, page: at };
}

async function planAsking(parts: UploadParts, name: string, file: SourceFile, type: IdentifierType, options: UploadOptions): Promise<Plan> {
  for (let [asked, column] = [type, options.column]; ; ) {
    try {
      return await planShown(parts.context, inNotice(t('Checking {0}', name)), [file], targetFor(asked), { ...options, column });
    } catch (error) {
      const code = error instanceof UploadError || error instanceof CsvError ? error.code : undefined;
      const other = error instanceof UploadError && code === 'wrong-type' ? knownType(error.identifierType) : undefined;
      if (other !== undefined && error instanceof UploadError && (await isOther(name, error.message, other))) asked = other;
      else if (other !== undefined || code === 'ambiguous-column' || code === 'no-column') column = await askColumn(name, file, asked);
      else throw error;
    }
  }
}

/** Whether a file that plainly holds another type is to be checked as that; else another column is meant. */
async function isOther(name: string, message: string, other: IdentifierType): Promise<boolean> {
  const as = t('Check as {0}', identifierTypeWords(other));
  return answered(await window.showQuickPick([as, t('Choose Another Column…')], { title: name, placeHolder: message, ignoreFocusOut: true })) === as;
}

/** A check leaves no job behind. */
async function finish({ context, problems }: UploadParts, plan: Plan): Promise<Checked> {
  showProblems(problems, plan);
  await context.engine().discard(plan.jobId);
  const { rows, blank, invalid, duplicates, good, distinct, calls, byRule, byForm, columnWarnings } = plan;
  return { rows, blank, invalid, duplicates, good, distinct, calls, byRule, byForm, columnWarnings, column: plan.files[0].column };
}

/** No account and no segment: nothing is sent. */
function targetFor(identifierType: IdentifierType): Target {
  return { origin: '', clientId: '', accountId: '', segmentId: '', identifierType };
}

async function typeOfSegment({ context }: UploadParts, { segmentId, accountId }: Call): Promise<IdentifierType> {
  if (segmentId === undefined) throw badArgument(OPERATION, t('checkCsv needs "identifierType" or "segmentId".'));
  const account = await context.accounts.require(accountId);
  const segment = await writableSegment(context.segments, account, segmentId, OPERATION);
  return knownType(segment.contactList?.identifierType) ?? 'Email';
}

/** The types whose column was found come first. */
async function askType({ memory, context }: UploadParts, uri: Uri, file: SourceFile): Promise<IdentifierType> {
  const remembered = memory.of(fileName(uri));
  const account = remembered && context.accounts.byKey(remembered.accountKey);
  const known = account && context.segments.find(account, remembered.segmentId);
  const last = knownType(known?.contactList?.identifierType);
  if (last) return last;
  const shown = await preview(file);
  const sure = new Map(IDENTIFIER_TYPES.map((type) => [type, candidates(shown, type)[0]?.confidence ?? 0]));
  const items = [...IDENTIFIER_TYPES]
    .sort((a, b) => (sure.get(b) ?? 0) - (sure.get(a) ?? 0))
    .map((type) => ({ label: identifierTypeWords(type), description: (sure.get(type) ?? 0) >= 0.7 ? t('a column of this file fits') : '', type }));
  return answered(await window.showQuickPick(items, { title: fileName(uri), ignoreFocusOut: true, placeHolder: t('What identifiers does the file hold?') })).type;
}

function callOf([first, second]: readonly unknown[]): Call | undefined {
  if (!carries(second, ...KEYS)) return undefined;
  const uri = uriOf(first);
  if (uri === undefined) throw badArgument(OPERATION, t('checkCsv takes the file\'s address (a Uri, or its text) first.'));
  const { identifierType, segmentId, accountId, column, hash } = second;
  const type = knownType(typeof identifierType === 'string' ? identifierType : undefined);
  if (identifierType !== undefined && type === undefined) throw badArgument(OPERATION, t('"identifierType" must be one of {0}.', IDENTIFIER_TYPES.join(', ')));
  const text = (key: string, value: unknown): string | undefined => {
    if (value === undefined || typeof value === 'string') return value;
    throw badArgument(OPERATION, t('"{0}" must be a text.', key));
  };
  if (column !== undefined && typeof column !== 'string' && typeof column !== 'number') throw badArgument(OPERATION, t('"column" must be a name of the header, or a number from 0.'));
  const known = HASHES.find((one) => one === hash);
  if (hash !== undefined && known === undefined) throw badArgument(OPERATION, t('"hash" must be one of {0}.', HASHES.join(', ')));
  return { uri, type, segmentId: text('segmentId', segmentId), accountId: text('accountId', accountId), column, hash: known };
}
