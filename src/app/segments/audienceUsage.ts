import { t } from '@vscode/l10n';
import { ApiError } from '../../api/apiError';
import type { Algebra, Audience } from '../../api/apiTypes';
import { count } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';

/** The most segments that a confirmation names one by one. */
const MOST_NAMED = 15;

/** Where an audience uses a segment. */
export interface Use {
  audience: OutsideText;
  /**
   * Such as "AND › NOT": the operators above it, outermost first; empty where the segment stands
   * alone, absent where the API does not tell.
   */
  path?: string;
}

/** The audiences that use the segments, or undefined where they could not be looked up. */
export async function lookUpAudiences(
  account: AccountHandle,
  segmentIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Audience[] | undefined> {
  try {
    return await account.client.audiencesUsing(account.accountId, segmentIds, { signal });
  } catch (error) {
    // Only a help for the decision: an app without that permission may delete all the same.
    if (error instanceof ApiError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}

/**
 * Every place where one of the audiences uses the segment.
 * @param alone the audiences were asked for by this segment alone: each uses it, also where its
 *   algebra does not tell the place.
 */
export function usesOf(audiences: readonly Audience[], segmentId: string, alone: boolean): Use[] {
  return audiences.flatMap((audience): Use[] => {
    const paths = pathsTo(audience.algebra, segmentId);
    if (paths.length === 0 && alone) return [{ audience: audienceName(audience) }];
    return paths.map((path) => ({ audience: audienceName(audience), path: path.join(' › ') }));
  });
}

/** For a modal question. */
export function useText(use: Use): string {
  const { path } = use;
  const audience = use.audience.forNotification();
  if (path === undefined) return t('“{0}” (exact location unknown)', audience);
  return path === '' ? t('“{0}”', audience) : t('“{0}” (under {1})', audience, path);
}

/** Audiences that use one of the segments they were asked for by, and do not tell which. */
function untoldOf(audiences: readonly Audience[], segmentIds: readonly string[]): Use[] {
  return audiences
    .filter(({ algebra }) => segmentIds.every((id) => pathsTo(algebra, id).length === 0))
    .map((audience) => ({ audience: audienceName(audience), path: '' }));
}

/** One line per segment, those in use first: its full name, and the audiences that use it. */
export function namedLines(
  items: readonly { id: string; name: OutsideText }[],
  audiences: readonly Audience[] | undefined,
): string[] {
  const used: string[] = [];
  const others: string[] = [];
  for (const { id, name } of items) {
    const uses = usesOf(audiences ?? [], id, items.length === 1);
    if (uses.length === 0) others.push(name.forNotification());
    else used.push(t('{0}: used in {1}', name.forNotification(), uses.map(useText).join(', ')));
  }
  const lines = [...used, ...others].slice(0, MOST_NAMED);
  if (items.length > MOST_NAMED) lines.push(t('… and {0} more', count(items.length - MOST_NAMED)));
  const untold =
    items.length === 1
      ? []
      : untoldOf(
          audiences ?? [],
          items.map(({ id }) => id),
        );
  if (untold.length > 0)
    lines.push(
      '',
      t('Some of them are used in {0}; the API doesn’t say which.', untold.map(useText).join(', ')),
    );
  if (audiences === undefined) lines.push('', t('Couldn’t look up which audiences use them.'));
  return lines;
}

function audienceName({ id, name }: Audience): OutsideText {
  return name && !name.isBlank ? name : OutsideText.name(id);
}

function pathsTo(node: Algebra, segmentId: string): string[][] {
  switch (node.kind) {
    case 'segment':
      return node.segmentId === segmentId ? [[]] : [];
    case 'and':
    case 'or':
      return node.nodes
        .flatMap((child) => pathsTo(child, segmentId))
        .map((path) => [node.kind.toUpperCase(), ...path]);
    case 'not':
      return pathsTo(node.node, segmentId).map((path) => ['NOT', ...path]);
    case 'unknown':
      return [];
  }
}
