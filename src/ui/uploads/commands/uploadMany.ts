import { t } from '@vscode/l10n';
import { commands, window, type Uri } from 'vscode';
import { Arguments, hasAnyKey } from '../../../app/arguments';
import { guardOf, sandboxLines } from '../../../app/segments/access';
import { toFailure } from '../../../app/toFailure';
import { filePattern } from '../../../app/uploads/filePattern';
import {
  computationSentence,
  operationLabel,
  pausedBySignOut,
  targetLabel,
} from '../../../app/uploads/messages';
import { guards, hashingSentence, notes } from '../../../app/uploads/planReview';
import { requestFrom, type UploadRequest } from '../../../app/uploads/request';
import { knownType, writableSegment } from '../../../app/uploads/target';
import { duplicatesWords } from '../../../common/counts';
import { Cancelled } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import type { Plan, Report, SourceFile } from '../../../upload/types';
import { chooseFiles, filesOf } from '../../base/chooseFile';
import { fileName, offerSave, sourceOf } from '../../base/source';
import { uriIn } from '../../base/uriArguments';
import { askAccountId } from '../../segments/confirm';
import type { SegmentNode } from '../../segments/segmentNode';
import {
  columnFor,
  LIMITS,
  pickSegment,
  planAsking,
  remember,
  wantedOptions,
  type Draft,
  type Known,
} from '../asked';
import { contentOf, uploadCalled } from '../called';
import { viewOf } from '../dialogs/progress';
import { askOperation } from '../dialogs/questions';
import { messageFor, sessionEnded } from '../runner';
import type { UploadParts } from '../services';
import { showProblems } from '../view/problems';
import { rememberedFor } from './uploadAgain';

const OPERATION = 'uploadMany';
/** The most uploads that did not finish which a notification names. */
const MOST_NAMED = 3;

/** One of several uploads: its report, or why there was none. */
export interface Result {
  uri: string;
  report?: Report;
  error?: { code: string; message: string };
}

interface Item {
  uri: Uri;
  way: Way;
}

/**
 * How one file goes, or all files of one name pattern: what is remembered of it, then what was
 * answered for the first of them.
 */
interface Way {
  known: Known;
  /** Of a name pattern: kept once it is sent. */
  kept: boolean;
}

interface Planned {
  way: Way;
  draft: Draft;
  plan: Plan;
  /** File and segment. */
  what: string;
  /** For the review: what goes where. */
  line: string;
  /** Why it needs a yes. */
  warned: readonly string[];
  /** What is worth a word besides. */
  notes: readonly string[];
}

/**
 * `uploadMany([{uri, segmentId, operation, …}, …])`: one after the other; each with a result of its
 * own.
 */
export function registerUploadMany(parts: UploadParts): void {
  parts.context.commands.add<{ uri: Uri; request: UploadRequest }[], Result[]>({
    id: 'criteoAudiences.uploadMany',
    accepts: ([list]) => {
      if (!Array.isArray(list) || !list.every((item) => hasAnyKey(item, 'uri'))) return undefined;
      return list.map((item: Record<string, unknown>) => ({
        uri: uriIn(new Arguments(item, OPERATION), 'uri'),
        request: requestFrom(item, OPERATION, ['uri']),
      }));
    },
    called: async (calls) => {
      const results: Result[] = [];
      for (const { uri, request } of calls)
        results.push(await resultOf(uri, uploadCalled(parts, [uri], request)));
      return results;
    },
    asked: async (...args) => {
      const uris = filesOf(args);
      return uploadFiles(
        parts,
        uris.length > 0 ? uris : await chooseFiles(t('Upload Several Files')),
      );
    },
  });
}

/**
 * Several files, each to its remembered segment; asked where there is none, once for all files of
 * one name pattern.
 */
export async function uploadFiles(parts: UploadParts, uris: readonly Uri[]): Promise<Result[]> {
  await parts.context.accounts.require();
  const ways = new Map<string, Way>();
  const items: Item[] = [];
  for (const uri of uris) {
    const pattern = filePattern(fileName(uri));
    const way = ways.get(pattern) ?? { known: await rememberedFor(parts, uri), kept: true };
    ways.set(pattern, way);
    items.push({ uri, way });
  }
  return uploadItems(parts, items);
}

/**
 * One file to several segments, such as an opt-out list that is taken out of all of them. Nothing
 * is kept: a name pattern goes to one.
 */
export function uploadToSegments(
  parts: UploadParts,
  uri: Uri,
  nodes: readonly SegmentNode[],
  operation: Known['operation'],
): Promise<Result[]> {
  return uploadItems(
    parts,
    nodes.map((node) => ({ uri, way: { known: { node, operation }, kept: false } })),
  );
}

async function uploadItems(parts: UploadParts, items: readonly Item[]): Promise<Result[]> {
  const { context, runner, memory } = parts;
  for (const uri of new Map(items.map((item) => [item.uri.toString(), item.uri])).values())
    await offerSave(uri, OPERATION);
  const planned: Planned[] = [];
  try {
    for (const [index, item] of items.entries()) {
      const alike = items.slice(index + 1).filter(({ way }) => way === item.way).length;
      planned.push(await plan(parts, item, alike));
    }
    await confirm(
      planned.map((one, index) => ({
        ...one,
        warned: [...one.warned, ...clearedAgain(one, planned.slice(index + 1))],
      })),
    );
    const replaced = new Map(
      planned
        .filter(({ plan: { options } }) => options.operation === 'replace')
        .map(({ draft: { node } }) => [segmentKey(node), node]),
    );
    for (const { account, segment } of replaced.values())
      await askAccountId(account, guardOf(account, segment), t('Replace'));
  } catch (error) {
    for (const {
      plan: { jobId },
    } of planned)
      await context
        .engine()
        .discard(jobId)
        .catch(() => undefined);
    throw error;
  }
  for (const {
    plan: { jobId, good },
  } of planned)
    if (good === 0) await context.engine().discard(jobId);
  const sending = planned.filter(({ plan: { good } }) => good > 0);
  for (const { way, draft, plan } of sending) if (way.kept) await remember(draft, plan, memory);
  const results: Result[] = [];
  const leave = await context.engine().enlist(sending.map(({ plan: { jobId } }) => jobId));
  const signedOut = new Set<string>();
  try {
    for (const {
      draft,
      plan: { jobId },
    } of sending) {
      const { account } = draft.node;
      const run = signedOut.has(account.sessionId)
        ? Promise.reject(sessionEnded())
        : runner.run(jobId, account, {
            quiet: false,
            untold: sending.length > 1,
            content: contentOf(draft.files),
          });
      const result = await resultOf(draft.uris[0], run);
      if (result.report && pausedBySignOut(result.report)) signedOut.add(account.sessionId);
      results.push(result);
    }
  } finally {
    await leave();
  }
  if (sending.length > 1) void tell(parts, sending, results);
  return results;
}

/**
 * How several uploads ended, in one notification: the editor shows three at a time, and one that
 * comes beyond is never seen.
 */
async function tell(
  { problems }: UploadParts,
  sending: readonly Planned[],
  results: readonly Result[],
): Promise<void> {
  const reports = results.flatMap(({ report }) => report ?? []);
  const sum = (key: 'sent' | 'accepted' | 'refused' | 'unknown'): number =>
    reports.reduce((total, report) => total + report[key], 0);
  const stateOf = ({ report }: Result): Report['state'] => report?.state ?? 'failed';
  const finished = results.filter((result) => stateOf(result) === 'finished').length;
  const open = results.flatMap((result, index) =>
    stateOf(result) === 'finished' ? [] : [endWords(sending[index].what, result)],
  );
  const leftOut = [
    sum('refused') && t('{0} refused by the API', count(sum('refused'))),
    sum('unknown') && t('{0} unknown (the API gave no count or no answer)', count(sum('unknown'))),
  ].filter((part): part is string => Boolean(part));
  const sentence = [
    t(
      'Uploads finished: {0} of {1}. {2} sent, {3} accepted (well-formed).',
      count(finished),
      count(results.length),
      count(sum('sent')),
      count(sum('accepted')),
    ),
    ...open.slice(0, MOST_NAMED),
    open.length > MOST_NAMED && t('… and {0} more', count(open.length - MOST_NAMED)),
    leftOut.length > 0 && t('Besides: {0}.', leftOut.join(', ')),
    sum('sent') > 0 && computationSentence(Date.now()),
  ];
  const [showProblems, showUploads] = [t('Show Problems'), t('Show Uploads')];
  const buttons = [
    ...(sending.some(({ draft }) => draft.uris.some((uri) => problems.readAs(uri)))
      ? [showProblems]
      : []),
    showUploads,
  ];
  const choice = await messageFor(results.map(({ report }) => report))(
    sentence.filter(Boolean).join(' '),
    ...buttons,
  );
  if (choice === showProblems) await commands.executeCommand('workbench.actions.view.problems');
  if (choice === showUploads) await commands.executeCommand('criteoAudiences.uploads.focus');
}

function endWords(what: string, { report, error }: Result): string {
  return report?.state === 'cancelled'
    ? t('Cancelled: {0}.', what)
    : t('Not finished: {0}. {1}', what, (report?.error ?? error)?.message ?? '');
}

/**
 * `alike`: how many files still to come go the same way, so that what is asked is asked for them
 * too.
 */
async function plan(parts: UploadParts, { uri, way }: Item, alike: number): Promise<Planned> {
  const { context, problems } = parts;
  const { known } = way;
  const name = fileName(uri).forNotification();
  const asked = alike > 0 ? t('{0} (and {1} more like it)', name, count(alike)) : name;
  const files: SourceFile[] = [await sourceOf(uri, OPERATION)];
  const node = known.node ?? (await pickSegment(parts, t('Upload {0} to…', asked)));
  const segment = await writableSegment(context.segments, node.account, node.segment.id, OPERATION);
  const type = segment.contactList?.identifierType;
  const chosen = known.operation
    ? { operation: known.operation, forms: known.forms ?? ('given' as const) }
    : await askOperation(asked, knownType(type) ?? 'Email');
  const options = wantedOptions(known, chosen, type, uri);
  problems.clear(uri);
  const found = await planAsking(
    parts,
    { uris: [uri], files, node: { ...node, segment }, options },
    name,
  );
  const { operation, forms, dialect, column } = found.draft.options;
  // What was answered, no more: of each file its own column is found, and its own setting says how
  // it is hashed.
  way.known = {
    ...known,
    node: found.draft.node,
    operation,
    forms,
    dialect,
    column: column === undefined ? undefined : columnFor(found.plan),
  };
  showProblems(problems, found.plan);
  const view = await viewOf(
    context,
    found.draft.node.account,
    found.draft.node.segment,
    found.plan,
  );
  const warned = guards(view, LIMITS.maxRefused, LIMITS.minKept);
  const { good, invalid, duplicates } = found.plan;
  const target = targetLabel(view.names).forNotification();
  const line = t(
    '{0}: {1} → {2}: {3} to send, {4} invalid, {5}',
    operationLabel(options.operation),
    name,
    target,
    count(good),
    count(invalid),
    duplicatesWords(duplicates),
  );
  const { account, segment: into } = found.draft.node;
  const asksForId = options.operation === 'replace' && guardOf(account, into) !== undefined;
  const noted = [
    hashingSentence(found.plan),
    ...notes(view),
    ...(asksForId
      ? [
          t(
            'Account {0} counts as protected: its id is asked for.',
            account.label.forNotification(),
          ),
        ]
      : []),
    ...sandboxLines(account),
  ].filter((note): note is string => Boolean(note));
  return { ...found, way, what: t('{0} → {1}', name, target), line, warned, notes: noted };
}

/** A replace clears what the uploads before it have sent to the same segment. */
function clearedAgain({ draft }: Planned, later: readonly Planned[]): string[] {
  const replaced = later.some(
    ({ draft: { node }, plan: { good, options } }) =>
      good > 0 && options.operation === 'replace' && segmentKey(node) === segmentKey(draft.node),
  );
  return replaced ? [t('Cleared again: a file after it replaces the same segment.')] : [];
}

function segmentKey({ account, segment }: SegmentNode): string {
  return `${account.origin} ${segment.id}`;
}

function lineOf({ line, warned }: Planned): string {
  return [line, ...warned].join(' – ');
}

/** Each upload with its notes below it; what holds for all of them stands once, at the end. */
function linesOf(planned: readonly Planned[]): string[] {
  const [first] = planned;
  const common =
    planned.length > 1
      ? first.notes.filter((note) => planned.every(({ notes: theirs }) => theirs.includes(note)))
      : [];
  const lines = planned.flatMap((one) => [
    lineOf(one),
    ...one.notes.filter((note) => !common.includes(note)).map((note) => `  – ${note}`),
  ]);
  return common.length > 0 ? [...lines, '', ...common] : lines;
}

/** One table, one confirmation. */
async function confirm(planned: readonly Planned[]): Promise<void> {
  const sending = planned.filter(({ plan: { good } }) => good > 0);
  const total = sending.reduce((sum, { plan: { good } }) => sum + good, 0);
  if (sending.length === 0) {
    await window.showWarningMessage(t('Nothing in these files can be sent.'), {
      modal: true,
      detail: planned.map(lineOf).join('\n'),
    });
    throw new Cancelled();
  }
  const yes = planned.some(({ warned }) => warned.length > 0)
    ? t('Send {0} Anyway', count(total))
    : t('Send {0}', count(total));
  const careful = planned.some(
    ({ warned, plan: { options } }) => warned.length > 0 || options.operation === 'replace',
  );
  const replacing = planned.some(({ plan: { options } }) => options.operation === 'replace');
  const detail = [
    ...linesOf(planned),
    ...(replacing
      ? ['', t('Replacing is not one step: a list is emptied first, then filled call by call.')]
      : []),
  ];
  const ask = careful ? window.showWarningMessage : window.showInformationMessage;
  const choice = await ask(
    plural(sending.length, {
      one: t('{0} upload?', count(sending.length)),
      other: t('{0} uploads, one after the other?', count(sending.length)),
    }),
    { modal: true, detail: detail.join('\n') },
    yes,
  );
  if (choice !== yes) throw new Cancelled();
}

async function resultOf(uri: Uri, run: Promise<Report>): Promise<Result> {
  try {
    return { uri: uri.toString(), report: await run };
  } catch (error) {
    const { code, message } = toFailure(error, OPERATION);
    return { uri: uri.toString(), error: { code, message } };
  }
}
