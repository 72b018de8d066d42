import { t } from '@vscode/l10n';
import { isUnclear } from '../../api/algebra';
import { ApiError } from '../../api/apiError';
import type { Audience } from '../../api/apiTypes';
import { count } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';
import { segmentsUsedIn, usersOf, type AudienceList } from './audienceList';
import { sentenceText } from './audienceSentence';
import { segmentNames, type Segments } from './segmentNames';

/** At most this many segments or audiences are named at once. */
const MOST_NAMED = 15;

/** A name for the place where it is shown. */
type TextOf = (name: OutsideText) => string;

/**
 * The audiences of the account as of now, for a confirmation; undefined if they couldn't be looked up. Rejects if
 * cancelled.
 */
export async function lookUpAudiences(
  audiences: Pick<AudienceList, 'all'>,
  account: AccountHandle,
  signal?: AbortSignal,
): Promise<readonly Audience[] | undefined> {
  try {
    return await audiences.all(account, { maxAge: 0, signal });
  } catch (error) {
    // Informational only: an app without this permission can still delete.
    if (error instanceof ApiError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}

/**
 * The audiences that use a segment, a line each with the rule in words; at most `most`.
 * @param nameOf As of `namesInRules`.
 */
export function usedByLines(
  audiences: readonly Audience[],
  segmentId: string,
  nameOf: (segmentId: string) => string,
  most = MOST_NAMED,
): string[] {
  const users = usersOf(audiences, segmentId);
  const lines = users
    .slice(0, most)
    .map((audience) =>
      t(
        'Used by “{0}”: {1}',
        audienceName(audience).forNotification(),
        sentenceText(audience.algebra, nameOf, segmentId),
      ),
    );
  const more = users.length - lines.length;
  return more > 0 ? [...lines, t('… and {0} more', count(more))] : lines;
}

/** What the segments are called in the rules of the audiences that use one of these. Never rejects. */
export async function namesInRules(
  list: Segments,
  account: AccountHandle,
  audiences: readonly Audience[],
  segmentIds: readonly string[],
): Promise<(segmentId: string) => string> {
  const users = new Set(segmentIds.flatMap((id) => usersOf(audiences, id)));
  const name = await segmentNames(list, account, [...users]).catch(() => () => undefined);
  return (id) => name(id)?.forNotification() ?? id;
}

/**
 * What the audiences of an account can't tell about the use of a segment: what isn't said isn't
 * proven.
 * @param textOf A name as it is shown there; by default in a confirmation.
 */
export function unknownUses(audiences: readonly Audience[], textOf?: TextOf): string[] {
  return [...unclearUses(audiences, textOf), otherAccountsText()];
}

/** Names the audiences whose rule can't be read, if there are any. */
export function unclearUses(audiences: readonly Audience[], textOf?: TextOf): string[] {
  const unclear = audiences.filter(({ algebra }) => isUnclear(algebra));
  return unclear.length === 0
    ? []
    : [
        t(
          'Criteo doesn’t say which segments these audiences use: {0}.',
          audienceNames(unclear, textOf),
        ),
      ];
}

/** Said of a segment that none of the account's audiences is seen to use. */
export function noUseText(audiences: readonly Audience[]): string {
  return audiences.some(({ algebra }) => isUnclear(algebra))
    ? t('No audience of this account is known to use it.')
    : t('No audience of this account uses it.');
}

/** Why an empty answer doesn't prove that no audience uses a segment. */
export function otherAccountsText(): string {
  return t('Audiences of other accounts that use a shared segment aren’t visible from here.');
}

/** The names in quotes, at most 15. */
export function audienceNames(
  audiences: readonly Audience[],
  textOf: TextOf = (name) => name.forNotification(),
): string {
  const texts = audiences
    .slice(0, MOST_NAMED)
    .map((audience) => t('“{0}”', textOf(audienceName(audience))));
  const more = audiences.length - texts.length;
  return [...texts, ...(more > 0 ? [t('… and {0} more', count(more))] : [])].join(', ');
}

/**
 * One line per segment with its full name, and below it the audiences that use it, those in use first;
 * then what isn't known. `audiences`: undefined if they couldn't be looked up.
 */
export function namedLines(
  items: readonly { id: string; name: OutsideText }[],
  audiences: readonly Audience[] | undefined,
  nameOf: (segmentId: string) => string,
): string[] {
  const inUse = segmentsUsedIn(audiences ?? []);
  const most = Math.ceil(MOST_NAMED / items.length);
  const lines = [
    ...items.filter(({ id }) => inUse.has(id)),
    ...items.filter(({ id }) => !inUse.has(id)),
  ]
    .slice(0, MOST_NAMED)
    .flatMap(({ id, name }) => [
      name.forNotification(),
      ...usedByLines(audiences ?? [], id, nameOf, most),
    ]);
  if (items.length > MOST_NAMED) lines.push(t('… and {0} more', count(items.length - MOST_NAMED)));
  return [
    ...lines,
    '',
    ...(audiences ? unknownUses(audiences) : [t('Couldn’t look up which audiences use them.')]),
  ];
}

/** The audience's name, or its ID if it has none. */
export function audienceName({ id, name }: Audience): OutsideText {
  return name && !name.isBlank ? name : OutsideText.name(id);
}
