import { t } from '@vscode/l10n';
import { window, type Uri } from 'vscode';
import { guardOf } from '../../app/segments/access';
import {
  knownType,
  refuseUnlessWritable,
  targetOf,
  writableSegment,
} from '../../app/uploads/target';
import { answered, Cancelled } from '../../common/failure';
import { CsvError } from '../../csv/error';
import { preview } from '../../csv/sniff';
import type { Dialect } from '../../csv/types';
import { UploadError } from '../../upload/error';
import type { Operation, Plan, Report, SourceFile, UploadOptions } from '../../upload/types';
import { fileName, fileNames, offerSave, sourceOf } from '../base/source';
import { askAccountId } from '../segments/confirm';
import type { SegmentNode } from '../segments/segmentNode';
import { contentOf } from './called';
import { changedSince, planShown, planText, viewOf, whileChecking } from './dialogs/progress';
import { askColumn, askDialect, askHash, askOperation, type Chosen } from './dialogs/questions';
import { review, type Decision } from './dialogs/review';
import { optionsFor } from './options';
import type { UploadParts } from './services';
import { showProblems } from './view/problems';

const OPERATION = 'uploadCsv';
/** In the window the review is the guard: it asks for an explicit yes beyond these. */
export const LIMITS = { maxRefused: 0.1, minKept: 0.7 };

/** What is known before the first question. */
export interface Known {
  node?: SegmentNode;
  operation?: Operation;
  forms?: UploadOptions['forms'];
  column?: string | number;
  hash?: UploadOptions['hash'];
  dialect?: Partial<Dialect>;
}

/** What is chosen so far; changed from the review. */
export interface Draft {
  uris: readonly Uri[];
  files: readonly SourceFile[];
  node: SegmentNode;
  options: UploadOptions;
}

/**
 * An upload from the window: asks only for what is missing. Escape anywhere throws `Cancelled`, and
 * nothing has happened.
 */
export async function uploadAsked(
  parts: UploadParts,
  uris: readonly Uri[],
  known: Known = {},
): Promise<Report> {
  const { context, problems, runner, memory } = parts;
  const name = fileNames(uris).forNotification();
  await context.accounts.require();
  for (const uri of uris) await offerSave(uri, OPERATION);
  const files = await Promise.all(uris.map((uri) => sourceOf(uri, OPERATION)));
  const node = known.node ?? (await pickSegment(parts, t('Upload {0} to…', name)));
  const { account } = node;
  const segment = await whileChecking(() =>
    writableSegment(context.segments, account, node.segment.id, OPERATION),
  );
  const chosen: Chosen = known.operation
    ? { operation: known.operation, forms: known.forms ?? 'given' }
    : await askOperation(name, knownType(segment.contactList?.identifierType) ?? 'Email');
  const options = wantedOptions(known, chosen, segment.contactList?.identifierType, uris[0]);
  const { plan, draft } = await problems.during(uris, () =>
    decide(parts, { uris, files, node: { ...node, segment }, options }, name),
  );
  await remember(draft, plan, memory);
  return runner.run(plan.jobId, draft.node.account, { quiet: false, content: contentOf(files) });
}

/** The engine's own guards are for callers that nobody watches. */
const NO_GUARD = { maxRefused: 1, minKept: 0 };

/**
 * The options of what was asked or remembered. Hashing and forms are for addresses alone: for
 * another type they are left out.
 */
export function wantedOptions(
  { column, hash, dialect }: Known,
  { operation, forms }: Chosen,
  identifierType: string | undefined,
  uri: Uri,
): UploadOptions {
  const ofEmails = knownType(identifierType) === 'Email' ? { hash, forms } : {};
  return {
    ...optionsFor({ column, ...ofEmails, ...NO_GUARD }, operation, identifierType, uri),
    dialect,
  };
}

export async function pickSegment(
  { context }: UploadParts,
  title: string,
  identifierType?: string,
): Promise<SegmentNode> {
  const node = await context
    .view()
    .pick(context.accounts.shown(), { title, only: 'writable', identifierType });
  refuseUnlessWritable(node.segment, OPERATION);
  return node;
}

/** Plans and reviews until the user says yes to exactly what will be sent. */
async function decide(
  parts: UploadParts,
  first: Draft,
  name: string,
): Promise<{ plan: Plan; draft: Draft }> {
  const { context, documents, problems } = parts;
  for (let draft = first; ;) {
    const planned = await planAsking(parts, draft, name);
    draft = planned.draft;
    const { plan } = planned;
    // The planning may have moved it to a segment of another account.
    const { account, segment } = draft.node;
    showProblems(problems, plan);
    try {
      const view = await viewOf(context, account, segment, plan);
      const showPlan = async (): Promise<void> =>
        documents.show(documents.planUri(plan.jobId), await planText(view, draft.files, LIMITS));
      const decision = await review({ view, file: name, limits: LIMITS, showPlan });
      if (decision !== 'send') {
        draft = await changed(parts, draft, plan, decision, name);
        await context.engine().discard(plan.jobId);
        continue;
      }
      if (plan.options.operation === 'replace')
        await askAccountId(account, guardOf(account, segment), t('Replace'));
      const stale = await staleReason(parts, draft, plan);
      if (stale === undefined) return { plan, draft };
      await context.engine().discard(plan.jobId);
      draft = await again(parts, draft, stale);
    } catch (error) {
      await context
        .engine()
        .discard(plan.jobId)
        .catch(() => undefined);
      throw error;
    }
  }
}

async function staleReason(
  { context }: UploadParts,
  { node }: Draft,
  plan: Plan,
): Promise<string | undefined> {
  const now = await whileChecking(() =>
    context.segments.search(node.account, { segmentIds: [node.segment.id] }),
  );
  return changedSince(
    plan,
    node.segment,
    now.find(({ id }) => id === node.segment.id),
  );
}

/** The file or the segment changed while the plan was looked at. */
async function again({ context }: UploadParts, draft: Draft, reason: string): Promise<Draft> {
  const check = t('Check Again');
  const choice = await window.showWarningMessage(
    reason,
    { modal: true, detail: t('The plan was for what was there before. Nothing was sent.') },
    check,
  );
  if (choice !== check) throw new Cancelled();
  const segment = await writableSegment(
    context.segments,
    draft.node.account,
    draft.node.segment.id,
    OPERATION,
  );
  const files = await Promise.all(draft.uris.map((uri) => sourceOf(uri, OPERATION)));
  return { ...draft, files, node: { ...draft.node, segment } };
}

/**
 * Plans; asks for the column, another segment or how the file is to be read where the engine cannot
 * go on without.
 */
export async function planAsking(
  parts: UploadParts,
  first: Draft,
  name: string,
): Promise<{ plan: Plan; draft: Draft }> {
  for (let draft = first; ;) {
    const type = knownType(draft.node.segment.contactList?.identifierType) ?? 'Email';
    try {
      const plan = await planShown(
        parts.context,
        t('Checking {0}', name),
        draft.files,
        targetOf(draft.node.account, draft.node.segment),
        draft.options,
        draft.node.account.client,
      );
      return { plan, draft };
    } catch (error) {
      const code =
        error instanceof UploadError || error instanceof CsvError ? error.code : undefined;
      if (code === 'ambiguous-column' || code === 'no-column') {
        draft = {
          ...draft,
          options: {
            ...draft.options,
            column: await askColumn(name, draft.files[0], type, draft.options.dialect),
          },
        };
      } else if (code === 'wrong-type' && error instanceof UploadError) {
        draft = await ofAnotherType(parts, draft, error, name);
      } else {
        draft = {
          ...draft,
          options: {
            ...draft.options,
            column: undefined,
            dialect: await readOtherwise(error, name, draft.files[0], draft.options.dialect),
          },
        };
      }
    }
  }
}

const READING: ReadonlySet<string> = new Set([
  'encoding',
  'delimiter',
  'invalid-opening-quote',
  'invalid-closing-quote',
  'quote-not-closed',
  'record-too-long',
  'mixed-line-ends',
]);

/**
 * A file that is broken as it is read: says how, and asks how it is to be read. Throws any other
 * error again, and `Cancelled` where nothing is to be changed.
 */
export async function readOtherwise(
  error: unknown,
  name: string,
  file: SourceFile,
  dialect: Partial<Dialect> | undefined,
): Promise<Partial<Dialect>> {
  if (!(error instanceof UploadError || error instanceof CsvError) || !READING.has(error.code))
    throw error;
  const current = await preview(file, dialect).catch(() => undefined);
  if (!current) throw error;
  const change = t('Change How the File Is Read…');
  const choice = await window.showErrorMessage(
    t('"{0}" cannot be read as it is.', name),
    { modal: true, detail: error.message },
    change,
  );
  if (choice !== change) throw new Cancelled();
  return { ...dialect, ...(await askDialect(name, current.dialect)) };
}

/** A file of one type for a segment of another: offers the segments of the right type. */
async function ofAnotherType(
  parts: UploadParts,
  draft: Draft,
  error: UploadError,
  name: string,
): Promise<Draft> {
  const other = t('Choose a Segment for Them…');
  const column = t('Choose Another Column…');
  const choice = answered(
    await window.showQuickPick([other, column], {
      title: name,
      placeHolder: error.message,
      ignoreFocusOut: true,
    }),
  );
  if (choice === column) {
    const type = knownType(draft.node.segment.contactList?.identifierType) ?? 'Email';
    return {
      ...draft,
      options: {
        ...draft.options,
        column: await askColumn(name, draft.files[0], type, draft.options.dialect),
      },
    };
  }
  return toSegment(
    draft,
    await pickSegment(parts, t('Upload {0} to…', name), error.identifierType),
  );
}

function toSegment(draft: Draft, node: SegmentNode): Draft {
  const { options } = draft;
  // Of a segment of another type no hash was chosen: then the setting holds.
  const known =
    knownType(draft.node.segment.contactList?.identifierType) === 'Email'
      ? options
      : { ...options, hash: undefined };
  return {
    ...draft,
    node,
    options: wantedOptions(known, options, node.segment.contactList?.identifierType, draft.uris[0]),
  };
}

/** The draft with what the user wants otherwise. */
async function changed(
  parts: UploadParts,
  draft: Draft,
  plan: Plan,
  decision: Exclude<Decision, 'send'>,
  name: string,
): Promise<Draft> {
  const type = knownType(draft.node.segment.contactList?.identifierType) ?? 'Email';
  const { options } = draft;
  switch (decision) {
    case 'column':
      return {
        ...draft,
        options: {
          ...options,
          column: await askColumn(name, draft.files[0], type, options.dialect),
        },
      };
    case 'dialect':
      return {
        ...draft,
        options: {
          ...options,
          column: undefined,
          dialect: { ...options.dialect, ...(await askDialect(name, plan.files[0].dialect)) },
        },
      };
    case 'hash':
      return { ...draft, options: { ...options, hash: await askHash(name) } };
    case 'operation':
      return { ...draft, options: { ...options, ...(await askOperation(name, type)) } };
    case 'segment':
      return toSegment(draft, await pickSegment(parts, t('Upload {0} to…', name)));
  }
}

/** Keeps for files of these names what was chosen. */
export async function remember(
  draft: Draft,
  plan: Plan,
  memory: UploadParts['memory'],
): Promise<void> {
  const { account, segment } = draft.node;
  const { operation, hash, forms, dialect } = draft.options;
  const chosen = {
    accountKey: account.key,
    accountId: account.accountId,
    segmentId: segment.id,
    operation,
    hash,
    forms,
    column: columnFor(plan),
    dialect,
  };
  for (const uri of draft.uris) await memory.remember(fileName(uri), chosen);
}

/**
 * The column for the next file of this kind: by its name, so that one put before it next month does
 * no harm.
 */
export function columnFor({ files: [{ columns, column, dialect }] }: Plan): string | number {
  const name = columns?.[column];
  const alike = columns?.filter((one) => one === name).length ?? 0;
  // The plan has none that may be somebody's value.
  return dialect.header && name?.trim() && alike === 1 ? name : column;
}
