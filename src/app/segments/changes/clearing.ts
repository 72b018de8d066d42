import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { Failure } from '../../../common/failure';
import { count, plural } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { Confirm } from '../../arguments';
import { requireWritable, sandboxLines, type Lists } from '../access';
import { lookUpAudiences, usesOf, useText, type Use } from '../audienceUsage';
import {
  confirmationOf,
  guardOf,
  requireConfirmed,
  type Confirmation,
  type Confirmed,
} from '../confirmation';
import type { History } from '../history';
import { fullNameOf, timeText } from '../labels';
import type { SegmentList } from '../segmentList';
import { lookUpStatistics } from '../statistics';
import { listChangeSentence } from './plannedSegment';

const OPERATION = 'clearSegment';

/** How many identifiers a segment has. */
interface Size {
  readonly identifiers: number;
  /** When the API said so, in milliseconds since 1970. */
  readonly at: number;
  /** False where it could not be read for the plan: an earlier reading. */
  readonly isCurrent: boolean;
}

/** What is to be cleared, before it is. */
export interface ClearingPlan {
  readonly account: AccountHandle;
  /** As it was read. */
  readonly segment: Segment;
  /** The name that people are told. */
  readonly name: OutsideText;
  /** Undefined where it is not known. */
  readonly size?: Size;
  /** The audiences that use it: undefined where they are not known. */
  readonly uses?: readonly Use[];
  readonly confirmation: Confirmation;
  readonly question: string;
  /** What is to be known before somebody confirms; empty where nobody has to. */
  readonly lines: readonly string[];
}

/** What `clearSegment` returns. */
export interface Clearing {
  id: string;
  /** ISO 8601, UTC. */
  clearedAt: string;
}

/**
 * Plans the clearing of a segment. How much will be gone and who uses it is asked of the API, but
 * only where somebody has to confirm: a program that did so by argument is told nothing. Rejects
 * as `requireWritable` and `confirmationOf`, and with `locked` while an upload works on it.
 */
export async function planClearing(
  {
    accounts,
    lists,
    history,
  }: {
    accounts: Pick<Accounts, 'retailerName'>;
    lists: Pick<Lists, 'requireIdle'>;
    history: Pick<History, 'add' | 'last'>;
  },
  account: AccountHandle,
  segment: Segment,
  confirm: Confirm,
): Promise<ClearingPlan> {
  requireWritable(segment, OPERATION);
  await lists.requireIdle(account, segment.id);
  const name = fullNameOf(accounts, { account, segment });
  const confirmation = confirmationOf(account, guardOf(account, segment), confirm, OPERATION);
  const question = t('Clear this segment?');
  if (confirmation.kind === 'nothing')
    return { account, segment, name, confirmation, question, lines: [] };
  const [audiences, size] = await Promise.all([
    lookUpAudiences(account, [segment.id]),
    lookUpSize(history, account, segment.id),
  ]);
  const uses = audiences && usesOf(audiences, segment.id, true);
  const lines = [
    name.forNotification(),
    sizeText(size),
    uses === undefined
      ? t('Couldn’t look up which audiences use it.')
      : uses.length === 0
        ? t('No audience uses it.')
        : t('Used in {0}.', uses.map(useText).join(', ')),
    '',
    t('The segment itself is kept. Its identifiers can’t be restored from here.'),
    ...sandboxLines(account),
  ];
  return { account, segment, name, size, uses, confirmation, question, lines };
}

/**
 * Takes all identifiers out of the planned segment and notes it. Where somebody was asked in
 * between, the segment is read again: rejects with `changed` before it is cleared if it is another
 * now. Rejects as `requireConfirmed` and `Lists.empty`.
 */
export async function applyClearing(
  {
    list,
    lists,
    history,
  }: {
    list: Pick<SegmentList, 'search'>;
    lists: Pick<Lists, 'requireIdle' | 'clear'>;
    history: Pick<History, 'add'>;
  },
  plan: ClearingPlan,
  confirmed: Confirmed | undefined,
): Promise<Clearing> {
  const {
    account,
    confirmation,
    segment: { id },
  } = plan;
  requireConfirmed(confirmation, confirmed, OPERATION);
  if (confirmation.kind !== 'nothing') {
    await lists.requireIdle(account, id);
    await refuseChanged(list, plan);
  }
  await lists.clear(account, id, (options) => account.client.clear(id, options));
  const at = Date.now();
  await history.add(account, id, { at, kind: 'clear' });
  return { id, clearedAt: new Date(at).toISOString() };
}

async function refuseChanged(
  list: Pick<SegmentList, 'search'>,
  { account, segment, name }: ClearingPlan,
): Promise<void> {
  const { id } = segment;
  const found = await list.search(account, { segmentIds: [id] });
  const now = found.find((other) => other.id === id);
  const change = listChangeSentence(account, { id, name, segment }, now);
  if (change === undefined) return;
  throw new Failure(
    'changed',
    [change, t('Nothing was cleared. Refresh the segments and choose again.')].join(' '),
    OPERATION,
  );
}

/** As the API says now, else as it said last. */
async function lookUpSize(
  history: Pick<History, 'add' | 'last'>,
  account: AccountHandle,
  id: string,
): Promise<Size | undefined> {
  const read = await lookUpStatistics(account, id);
  if (read !== undefined) await history.add(account, id, { kind: 'reading', ...read });
  const now = read?.numberOfIdentifiers;
  if (read !== undefined && now !== undefined)
    return { identifiers: now, at: read.at, isCurrent: true };
  const last = await history.last(account, id, 'reading');
  if (last?.numberOfIdentifiers === undefined) return undefined;
  return { identifiers: last.numberOfIdentifiers, at: last.at, isCurrent: false };
}

/** How many identifiers will be gone. */
function sizeText(size: Size | undefined): string {
  if (size === undefined) return t('Couldn’t read how many identifiers it has.');
  const { identifiers, at, isCurrent } = size;
  if (isCurrent) return t('{0} → {1} identifiers.', count(identifiers), count(0));
  return [
    t('Couldn’t read how many identifiers it has now.'),
    plural(identifiers, {
      one: t('Last reading ({1}): about {0} identifier.', count(identifiers), timeText(at)),
      other: t('Last reading ({1}): about {0} identifiers.', count(identifiers), timeText(at)),
    }),
  ].join(' ');
}
