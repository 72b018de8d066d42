import { t } from '@vscode/l10n';
import { isUnclear, partsOf } from '../../api/algebra';
import { ApiError } from '../../api/apiError';
import type { Algebra, Audience } from '../../api/apiTypes';
import { count } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';
import { segmentsUsedIn, type AudienceList } from './audienceList';

/** At most this many segments or audiences are named at once. */
const MOST_NAMED = 15;
/** Characters of a path that are shown. */
const LONGEST_PATH = 300;

/** A name for the place where it is shown. */
type TextOf = (name: OutsideText) => string;

/** A use of a segment in an audience. */
export interface Use {
  audience: OutsideText;
  /** The operators above the segment, outermost first, such as "AND › NOT". Empty without any. */
  path: string;
}

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

/** Every use of the segment in the audiences. */
export function usesOf(audiences: readonly Audience[], segmentId: string): Use[] {
  const uses: Use[] = [];
  for (const audience of audiences) {
    const add = (node: Algebra, path: string): void => {
      if (node.kind === 'segment') {
        if (node.segmentId === segmentId) uses.push({ audience: audienceName(audience), path });
        return;
      }
      const operator = node.kind === 'unknown' ? '?' : node.kind.toUpperCase();
      const below = path === '' ? operator : `${path} › ${operator}`;
      for (const part of partsOf(node)) add(part, below);
    };
    add(audience.algebra, '');
  }
  return uses;
}

/** Uses as text, for a modal dialog; at most 15. */
export function usesText(uses: readonly Use[]): string {
  return named(uses, ({ audience, path }) => {
    const name = audience.forNotification();
    if (path === '') return t('“{0}”', name);
    const shown = path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
    return t('“{0}” (under {1})', name, shown);
  });
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
  return named(audiences, (audience) => t('“{0}”', textOf(audienceName(audience))));
}

function named<T>(items: readonly T[], textOf: (item: T) => string): string {
  const texts = items.slice(0, MOST_NAMED).map(textOf);
  const more = items.length - texts.length;
  return [...texts, ...(more > 0 ? [t('… and {0} more', count(more))] : [])].join(', ');
}

/**
 * One line per segment with its full name and the audiences that use it, those in use first; then what
 * isn't known. `audiences`: undefined if they couldn't be looked up.
 */
export function namedLines(
  items: readonly { id: string; name: OutsideText }[],
  audiences: readonly Audience[] | undefined,
): string[] {
  const inUse = segmentsUsedIn(audiences ?? []);
  const lines = [
    ...items.filter(({ id }) => inUse.has(id)),
    ...items.filter(({ id }) => !inUse.has(id)),
  ]
    .slice(0, MOST_NAMED)
    .map(({ id, name }) => {
      const text = name.forNotification();
      const uses = usesText(usesOf(audiences ?? [], id));
      return uses === '' ? text : t('{0}: used in {1}', text, uses);
    });
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
