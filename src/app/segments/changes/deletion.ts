import { t } from '@vscode/l10n';
import type { Audience, Segment } from '../../../api/apiTypes';
import { segmentsText } from '../../../common/counts';
import { badArgument, Failure } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { SegmentSize } from '../../../upload/segmentSize';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Confirm } from '../../arguments';
import { usersOf, type AudienceList } from '../../audiences/audienceList';
import {
  audienceNames,
  lookUpAudiences,
  namedLines,
  namesInRules,
  noUseText,
  unclearUses,
} from '../../audiences/audienceUsage';
import { sandboxLines } from '../access';
import {
  confirmationOf,
  guardOf,
  requireConfirmed,
  type Confirmed,
  type Question,
} from '../confirmation';
import { fullNameOf, nameOf } from '../labels';
import type { RecentSegments } from '../recentSegments';
import type { SegmentList } from '../segmentList';
import { knownSize, sizeReadOnce, type SizeSources } from '../sizes/knownSizes';
import { rangeInWords, sizeSummary } from '../sizes/sizeTexts';
import { changeInBatches, type BatchOptions } from './changeInBatches';
import { asSentence, deletionHint, isHeld, type ItemOutcome } from './itemOutcome';
import { changeSentence, type PlannedSegment } from './plannedSegment';
import type { UploadLocks } from './uploadLocks';

const OPERATION = 'deleteSegments';

/** A segment to delete. `name`: as it was given, to show it where it isn't looked up. */
interface Selected {
  readonly account: AccountHandle;
  readonly id: string;
  readonly segment?: Segment;
  readonly name?: OutsideText;
}

interface DeletionProblem extends Omit<ItemOutcome, 'index'> {
  id: string;
}

/** What will be deleted, and what it takes to confirm it. */
export interface DeletionPlan extends Question {
  readonly account: AccountHandle;
  readonly segments: readonly PlannedSegment[];
}

/** What a deletion works with. */
interface Services extends SizeSources<'of' | 'add'> {
  accounts: Pick<Accounts, 'retailerName'>;
  list: Pick<SegmentList, 'find' | 'search' | 'remove'>;
  audiences: Pick<AudienceList, 'all'>;
  recent: Pick<RecentSegments, 'forget'>;
  lists: Pick<UploadLocks, 'forget'>;
}

/** Result of `deleteSegments`: every ID is in exactly one of the two. */
export interface Deletion {
  deleted: string[];
  problems: DeletionProblem[];
}

/**
 * Plans deleting segments of one account. Missing segments, the audiences that use them, and how
 * many identifiers go with them are looked up only if someone has to confirm. Throws `Failure` 'bad-argument' for segments of several
 * accounts, and as `confirmationOf`.
 */
export async function planDeletion(
  services: Pick<Services, 'accounts' | 'list' | 'history' | 'sentTo' | 'audiences'>,
  selection: readonly Selected[],
  confirm: Confirm,
): Promise<DeletionPlan> {
  const { accounts, list } = services;
  const account = sameAccount(selection);
  const ids = selection.map(({ id }) => id);
  const confirmation = confirmationOf(account, guardOf(account), confirm, OPERATION);
  const needsConfirmation = confirmation.kind !== 'nothing';
  const found =
    needsConfirmation && selection.some(({ segment }) => segment === undefined)
      ? await list.search(account, { segmentIds: ids })
      : [];
  const segments = selection.map(({ id, segment: known, name: given }): PlannedSegment => {
    const segment = known ?? found.find((other) => other.id === id);
    const name = segment
      ? fullNameOf(accounts, { account, segment })
      : (given ?? OutsideText.name(id));
    return { id, name, segment };
  });
  const question = { account, segments, confirmation };
  if (!needsConfirmation) return { ...question, question: '', lines: [] };
  const [audiences, sizes] = await Promise.all([
    lookUpAudiences(services.audiences, account),
    sizesOf(services, account, ids),
  ]);
  const [only] = segments.length === 1 ? segments : [];
  const nameOfOther = await namesInRules(list, account, audiences ?? [], ids);
  const name = only && (only.segment ? nameOf(only.segment) : only.name);
  return {
    ...question,
    question: deletionQuestion(name?.forPrompt() ?? segmentsText(segments.length), sizes),
    lines: [
      ...namedLines(segments, audiences, nameOfOther),
      '',
      ...(only ? [t('Size: {0}', sizeSummary(sizes[0]))] : []),
      t('This can’t be undone.'),
      ...sandboxLines(account),
    ],
  };
}

/**
 * Deletes the planned segments in batches of 50 and removes the deleted ones from the list. If
 * someone had to confirm, the segments are read again first: rejects with `Failure` 'changed'
 * before anything is deleted if one is different. Rejects as `requireConfirmed`, and as
 * `changeInBatches`.
 */
export async function applyDeletion(
  { list, recent, lists }: Pick<Services, 'list' | 'recent' | 'lists'>,
  plan: DeletionPlan,
  confirmed: Confirmed | undefined,
  options?: Pick<BatchOptions<string>, 'signal' | 'onProgress'>,
): Promise<Deletion> {
  const { account, confirmation } = plan;
  requireConfirmed(confirmation, confirmed, OPERATION);
  if (confirmation.kind !== 'nothing') await requireUnchanged(list, plan, options?.signal);
  const ids = plan.segments.map(({ id }) => id);
  const { done, problems } = await changeInBatches(
    ids.length,
    (indexes) =>
      account.client.deleteSegments(
        account.accountId,
        indexes.flatMap((index) => ids[index] ?? []),
      ),
    options,
  );
  const deleted = done.flatMap(({ index }) => ids[index] ?? []);
  list.remove(account, deleted);
  await recent.forget(account.key, deleted);
  if (deleted.length > 0) await lists.forget(account, deleted);
  return {
    deleted,
    problems: problems.map(({ index, ...outcome }) => ({ id: ids[index] ?? '', ...outcome })),
  };
}

async function requireUnchanged(
  list: Pick<SegmentList, 'search'>,
  { account, segments }: DeletionPlan,
  signal?: AbortSignal,
): Promise<void> {
  const ids = segments.map(({ id }) => id);
  const found = await list.search(account, { segmentIds: ids }, signal);
  const now = new Map(found.map((segment) => [segment.id, segment]));
  const [first, ...others] = segments.flatMap((planned) => {
    const segment = now.get(planned.id);
    // A segment that no longer exists isn't a change: the API reports it for that segment alone.
    return (segment && changeSentence(account, planned, segment)) ?? [];
  });
  if (first === undefined) return;
  const sentences = present([
    first,
    others.length > 0 &&
      plural(others.length, {
        one: t('{0} other segment also changed.', count(others.length)),
        other: t('{0} other segments also changed.', count(others.length)),
      }),
    t('Nothing was deleted. Look at the segments again, then start over.'),
  ]);
  throw new Failure('changed', sentences.join(' '), OPERATION);
}

function sameAccount(selection: readonly { account: AccountHandle }[]): AccountHandle {
  const [first] = selection;
  if (!first || selection.some(({ account }) => account.key !== first.account.key)) {
    throw badArgument(
      OPERATION,
      t('The selected segments belong to several accounts. Delete them one account at a time.'),
    );
  }
  return first.account;
}

/** A single one is read if it never was; several would take as many requests. */
function sizesOf(
  sources: SizeSources<'of' | 'add'>,
  account: AccountHandle,
  ids: readonly string[],
): Promise<SegmentSize[]> {
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0)
    return Promise.all([sizeReadOnce(sources, account, only)]);
  return Promise.all(ids.map((id) => knownSize(sources, account, id)));
}

/** `what`: the only one's name, or how many they are. Their sizes are added up as far as known. */
function deletionQuestion(what: string, sizes: readonly SegmentSize[]): string {
  const known = sizes.filter(({ atMost }) => atMost < Infinity);
  const unknown = sizes.length - known.length;
  const sum = (of: (size: SegmentSize) => number): number =>
    known.reduce((total, size) => total + of(size), 0);
  const size = rangeInWords({
    atLeast: sum((one) => one.atLeast),
    atMost: sum((one) => one.atMost),
  });
  if (known.length === 0) return t('Delete {0} (size unknown)?', what);
  return unknown === 0
    ? t('Delete {0} ({1})?', what, size ?? '')
    : t('Delete {0} ({1}, {2} of unknown size)?', what, size ?? '', count(unknown));
}

/** The IDs of the segments that weren't deleted because an audience uses them, or did. */
function heldSegments({ problems }: Deletion): string[] {
  return problems.flatMap(({ id, code }) => (isHeld(code) ? id : []));
}

/**
 * Reads the audiences again if a deletion was rejected because of one: what was read before may have
 * shown none. Undefined if there is nothing to read, or they couldn't be read.
 */
export async function audiencesAfter(
  deletion: Deletion,
  audiences: Pick<AudienceList, 'refresh' | 'all'>,
  account: AccountHandle,
): Promise<readonly Audience[] | undefined> {
  if (heldSegments(deletion).length === 0) return undefined;
  try {
    await audiences.refresh(account);
    return await audiences.all(account);
  } catch {
    // It only explains what was already said.
    return undefined;
  }
}

/**
 * The result in a few sentences: how many were deleted, and the first failure with its reason.
 * @param audiences Of `audiencesAfter`.
 */
export function deletionResultText(
  { segments }: Pick<DeletionPlan, 'segments'>,
  { deleted, problems }: Deletion,
  audiences?: readonly Audience[],
): string {
  const [first] = problems;
  if (!first)
    return plural(deleted.length, {
      one: t('{0} segment deleted.', count(deleted.length)),
      other: t('{0} segments deleted.', count(deleted.length)),
    });
  const name = segments.find(({ id }) => id === first.id)?.name.forNotification() ?? first.id;
  return present([
    plural(segments.length, {
      one: t('{0} of {1} segment deleted.', count(deleted.length), count(segments.length)),
      other: t('{0} of {1} segments deleted.', count(deleted.length), count(segments.length)),
    }),
    asSentence(t('{0}: {1}', name, first.message)),
    problems.length > 1 && asSentence(t('… and {0} more', count(problems.length - 1))),
    hintOf(problems, audiences),
  ]).join(' ');
}

/** The result segment by segment, with the hint of `deletionResultText` separately. */
export function deletionOutcome(
  { segments }: Pick<DeletionPlan, 'segments'>,
  { problems }: Deletion,
  audiences?: readonly Audience[],
): { lines: string[]; hint?: string } {
  const lines = segments.map(({ id, name: fullName }) => {
    const name = fullName.forTree();
    const label = name === id ? id : `${name} (${id})`;
    const problem = problems.find((item) => item.id === id);
    if (!problem) return t('{0}: deleted', label);
    return present([
      t('{0}: not deleted', label),
      problem.message,
      isHeld(problem.code) && audiences && useLine(audiences, id),
      `code=${problem.code}`,
      problem.traceId && t('trace ID {0}', problem.traceId),
    ]).join(' | ');
  });
  return { lines, hint: hintOf(problems, audiences) };
}

function useLine(audiences: readonly Audience[], segmentId: string): string {
  const users = usersOf(audiences, segmentId);
  return users.length > 0 ? t('used by {0}', audienceNames(users)) : '';
}

/** Why segments in use weren't deleted, with the audiences that hold them as far as they are known. */
function hintOf(
  problems: readonly DeletionProblem[],
  audiences: readonly Audience[] | undefined,
): string | undefined {
  const held = problems.filter(({ code }) => isHeld(code));
  const [first] = held;
  if (!first) return undefined;
  const usersOfEach = held.map(({ id }) => usersOf(audiences ?? [], id));
  const users = [...new Set(usersOfEach.flat())];
  return present([
    users.length > 0 && t('Used by {0}.', audienceNames(users)),
    deletionHint(first.code),
    ...(audiences && usersOfEach.some(({ length }) => length === 0)
      ? [
          held.length === 1 && noUseText(audiences),
          t('An audience of another account may use a segment that is shared.'),
          ...unclearUses(audiences),
        ]
      : []),
  ]).join(' ');
}
