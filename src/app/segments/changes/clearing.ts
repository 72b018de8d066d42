import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { SegmentSize, SizeReading } from '../../../upload/segmentSize';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Confirm } from '../../arguments';
import type { AudienceList } from '../../audiences/audienceList';
import {
  lookUpAudiences,
  namesInRules,
  noUseText,
  unknownUses,
  usedByLines,
} from '../../audiences/audienceUsage';
import { requireWritable, sandboxLines } from '../access';
import {
  confirmationOf,
  guardOf,
  requireConfirmed,
  withLoss,
  type Confirmed,
  type Question,
} from '../confirmation';
import { fullNameOf, nameOf, timeText } from '../labels';
import type { SegmentList } from '../segmentList';
import { knownSize, type SizeSources } from '../sizes/knownSizes';
import { isPending, rangeInWords, sizeSummary } from '../sizes/sizeTexts';
import { lookUpStatistics } from '../statistics';
import { listChangeSentence } from './plannedSegment';
import type { UploadLocks } from './uploadLocks';

const OPERATION = 'clearSegment';

/** How many identifiers a segment has. */
interface Size extends Readonly<SizeReading> {
  /** False for an earlier reading, used if the current size couldn't be read. */
  readonly isCurrent: boolean;
}

/** What will be cleared, and what it takes to confirm it. */
export interface ClearingPlan extends Question {
  readonly account: AccountHandle;
  /** The segment as read for the plan. */
  readonly segment: Segment;
  /** The full name to show. */
  readonly name: OutsideText;
  /** Undefined if unknown. */
  readonly size?: Size;
}

/** What clearing works with. */
interface Services extends SizeSources<'of' | 'add'> {
  accounts: Pick<Accounts, 'retailerName'>;
  list: Pick<SegmentList, 'find' | 'search'>;
  lists: Pick<UploadLocks, 'requireIdle' | 'clear'>;
  audiences: Pick<AudienceList, 'all'>;
}

/** Result of `clearSegment`. */
export interface Clearing {
  id: string;
  /** ISO 8601, UTC. */
  clearedAt: string;
}

/**
 * Plans clearing a segment. The size and the audiences are looked up only if someone has to
 * confirm. A person types the account ID on every live account: see `withLoss`. Rejects as
 * `requireWritable`, `Lists.requireIdle`, and `confirmationOf`.
 */
export async function planClearing(
  { accounts, list, lists, history, sentTo, audiences: audienceList }: Services,
  account: AccountHandle,
  segment: Segment,
  confirm: Confirm,
  by: 'person' | 'program' = 'program',
): Promise<ClearingPlan> {
  requireWritable(segment, OPERATION);
  await lists.requireIdle(account, segment.id);
  const name = fullNameOf(accounts, { account, segment });
  const needed = confirmationOf(account, guardOf(account, segment), confirm, OPERATION);
  const confirmation = by === 'person' ? withLoss(needed, 'clears') : needed;
  if (confirmation.kind === 'nothing')
    return { account, segment, name, confirmation, question: '', lines: [] };
  const [audiences, read] = await Promise.all([
    lookUpAudiences(audienceList, account),
    lookUpStatistics(account, segment.id),
  ]);
  if (read) await history.add(account, segment.id, { kind: 'reading', ...read });
  const sizeNow = await knownSize({ history, sentTo }, account, segment.id);
  const isCurrent = read?.numberOfIdentifiers !== undefined;
  const size = sizeNow.read && { ...sizeNow.read, isCurrent };
  const known = rangeInWords(sizeNow);
  const called = nameOf(segment).forPrompt();
  const question = known
    ? t('Clear {0} ({1})?', called, known)
    : t('Clear {0} (size unknown)?', called);
  const nameOfOther = await namesInRules(list, account, audiences ?? [], [segment.id]);
  const users = audiences && usedByLines(audiences, segment.id, nameOfOther);
  const lines = [
    name.forNotification(),
    ...present([sizeText(sizeNow, isCurrent)]),
    ...(users ?? [t('Couldn’t look up which audiences use it.')]),
    ...(users?.length === 0 ? [noUseText(audiences ?? [])] : []),
    ...(audiences ? unknownUses(audiences) : []),
    '',
    t('The segment itself is kept. Its identifiers can’t be restored from here.'),
    ...sandboxLines(account),
  ];
  return { account, segment, name, size, confirmation, question, lines };
}

/**
 * Clears the planned segment and records it in the history. If someone had to confirm, the segment
 * is read again first: rejects with `Failure` 'changed' if it is different. Rejects as
 * `requireConfirmed` and `Lists.clear`.
 */
export async function applyClearing(
  { list, lists, history }: Pick<Services, 'list' | 'lists' | 'history'>,
  plan: ClearingPlan,
  confirmed: Confirmed | undefined,
): Promise<Clearing> {
  const { account, confirmation } = plan;
  const { id } = plan.segment;
  requireConfirmed(confirmation, confirmed, OPERATION);
  if (confirmation.kind !== 'nothing') {
    await lists.requireIdle(account, id);
    await requireUnchanged(list, plan);
  }
  await lists.clear(account, id, (options) => account.client.clear(id, options));
  const at = Date.now();
  await history.add(account, id, { at, kind: 'clear' });
  return { id, clearedAt: new Date(at).toISOString() };
}

/** The result as a message. */
export function clearedText(name: string): string {
  return t('Criteo accepted the request to clear {0}. The segment itself isn’t deleted.', name);
}

async function requireUnchanged(
  list: Services['list'],
  { account, segment, name }: ClearingPlan,
): Promise<void> {
  const { id } = segment;
  const segments = await list.search(account, { segmentIds: [id] });
  const now = segments.find((other) => other.id === id);
  const change = listChangeSentence(account, { id, name, segment }, now);
  if (change === undefined) return;
  throw new Failure(
    'changed',
    [change, t('Nothing was cleared. Look at the segment again, then start over.')].join(' '),
    OPERATION,
  );
}

/** What the size in the question consists of, or that it couldn't be read. */
function sizeText(size: SegmentSize, isCurrent: boolean): string | undefined {
  if (size.read === undefined) return t('Couldn’t read how many identifiers it has.');
  const { identifiers, at } = size.read;
  if (isCurrent) return isPending(size) ? t('Size: {0}', sizeSummary(size)) : undefined;
  return [
    t('Couldn’t read how many identifiers it has now.'),
    plural(identifiers, {
      one: t('Last reading ({1}): about {0} identifier.', count(identifiers), timeText(at)),
      other: t('Last reading ({1}): about {0} identifiers.', count(identifiers), timeText(at)),
    }),
  ].join(' ');
}
