import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/types';
import { count, plural } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import type { AccountHandle } from '../../accounts/account';
import { sandboxLines, type Lists } from '../access';
import { lookUpAudiences, usesOf, useWords } from '../audienceUsage';
import type { History } from '../history';
import { timeWords } from '../labels';
import { lookUpStatistics } from '../statistics';

/** What `clearSegment` returns. */
export interface Clearing {
  id: string;
  /** ISO 8601, UTC. */
  clearedAt: string;
}

/** Takes all identifiers out of a segment and notes it. Rejects as `Lists.empty`. */
export async function clearSegment(
  lists: Pick<Lists, 'empty'>,
  history: Pick<History, 'add'>,
  account: AccountHandle,
  id: string,
): Promise<Clearing> {
  await lists.empty(account, id, (options) => account.client.clear(id, options));
  const at = Date.now();
  await history.add(account, id, { at, kind: 'clear' });
  return { id, clearedAt: new Date(at).toISOString() };
}

/**
 * What is to be known before a segment is cleared: how much will be gone, and who uses it. Asks the
 * API for both.
 */
export async function clearingLines(
  history: Pick<History, 'add' | 'last'>,
  account: AccountHandle,
  segment: Segment,
  name: OutsideText,
): Promise<string[]> {
  const [audiences, size] = await Promise.all([
    lookUpAudiences(account, [segment.id]),
    sizeWords(history, account, segment.id),
  ]);
  const uses = audiences && usesOf(audiences, segment.id, true);
  return [
    name.forNotification(),
    size,
    uses === undefined
      ? t('Which audiences use it could not be looked up.')
      : uses.length === 0
        ? t('No audience uses it.')
        : t('Used in {0}.', uses.map(useWords).join(', ')),
    '',
    t('The segment itself stays. What was in it cannot be brought back from here.'),
    ...sandboxLines(account),
  ];
}

/** How many identifiers will be gone: as the API says now, else as it said last. */
async function sizeWords(
  history: Pick<History, 'add' | 'last'>,
  account: AccountHandle,
  id: string,
): Promise<string> {
  const read = await lookUpStatistics(account, id);
  if (read !== undefined) await history.add(account, id, { kind: 'reading', ...read });
  const now = read?.numberOfIdentifiers;
  if (now !== undefined) return t('{0} → {1} identifiers.', count(now), count(0));
  const last = await history.last(account, id, 'reading');
  const size = last?.numberOfIdentifiers;
  if (size === undefined) return t('How many identifiers it has could not be read.');
  return [
    t('How many identifiers it has now could not be read.'),
    plural(size, {
      one: t('Last reading: about {0} identifier, at {1}.', count(size), timeWords(last?.at)),
      other: t('Last reading: about {0} identifiers, at {1}.', count(size), timeWords(last?.at)),
    }),
  ].join(' ');
}
