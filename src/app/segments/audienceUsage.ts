import { t } from '@vscode/l10n';
import { ApiError } from '../../api/apiError';
import type { Algebra, Audience } from '../../api/apiTypes';
import { count } from '../../common/format';
import { OutsideText } from '../../common/outsideText';
import type { AccountHandle } from '../accounts/account';

/** A confirmation names at most this many segments. */
const MOST_NAMED = 15;

/** A use of a segment in an audience. */
export interface Use {
  audience: OutsideText;
  /**
   * The operators above the segment, outermost first, such as "AND › NOT". Empty if it is used
   * directly; undefined if the API doesn't say.
   */
  path?: string;
}

/**
 * The audiences that use any of the segments, or undefined if they couldn't be looked up. Rejects
 * if cancelled.
 */
export async function lookUpAudiences(
  account: AccountHandle,
  segmentIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Audience[] | undefined> {
  try {
    return await account.client.audiencesUsing(account.accountId, segmentIds, { signal });
  } catch (error) {
    // Informational only: an app without this permission can still delete.
    if (error instanceof ApiError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}

/**
 * Every use of the segment in the audiences.
 * @param alone Whether the audiences were requested for this segment alone. Then each of them uses
 * it, even one whose algebra doesn't show where.
 */
export function usesOf(audiences: readonly Audience[], segmentId: string, alone: boolean): Use[] {
  return audiences.flatMap((audience): Use[] => {
    const paths = pathsTo(audience.algebra, segmentId);
    if (paths.length === 0 && alone) return [{ audience: audienceName(audience) }];
    return paths.map((path) => ({ audience: audienceName(audience), path: path.join(' › ') }));
  });
}

/** A use as text, for a modal dialog. */
export function useText(use: Use): string {
  const { path } = use;
  const audience = use.audience.forNotification();
  if (path === undefined) return t('“{0}” (exact location unknown)', audience);
  return path === '' ? t('“{0}”', audience) : t('“{0}” (under {1})', audience, path);
}

/**
 * The audiences whose algebra shows none of the segments, although the API says that they use one.
 */
function unlocatedUses(audiences: readonly Audience[], segmentIds: readonly string[]): Use[] {
  return audiences
    .filter(({ algebra }) => segmentIds.every((id) => pathsTo(algebra, id).length === 0))
    .map((audience) => ({ audience: audienceName(audience), path: '' }));
}

/** One line per segment with its full name and the audiences that use it, those in use first. */
export function namedLines(
  items: readonly { id: string; name: OutsideText }[],
  audiences: readonly Audience[] | undefined,
): string[] {
  const used: string[] = [];
  const unused: string[] = [];
  for (const { id, name } of items) {
    const uses = usesOf(audiences ?? [], id, items.length === 1);
    if (uses.length === 0) unused.push(name.forNotification());
    else used.push(t('{0}: used in {1}', name.forNotification(), uses.map(useText).join(', ')));
  }
  const lines = [...used, ...unused].slice(0, MOST_NAMED);
  if (items.length > MOST_NAMED) lines.push(t('… and {0} more', count(items.length - MOST_NAMED)));
  const unlocated =
    items.length === 1
      ? []
      : unlocatedUses(
          audiences ?? [],
          items.map(({ id }) => id),
        );
  if (unlocated.length > 0)
    lines.push(
      '',
      t(
        'Some of them are used in {0}; the API doesn’t say which.',
        unlocated.map(useText).join(', '),
      ),
    );
  if (audiences === undefined) lines.push('', t('Couldn’t look up which audiences use them.'));
  return lines;
}

/** The audience's name, or its ID if it has none. */
export function audienceName({ id, name }: Audience): OutsideText {
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

/** The IDs of all segments in an algebra; one that it uses twice is there twice. */
export function segmentsIn(node: Algebra): string[] {
  switch (node.kind) {
    case 'segment':
      return [node.segmentId];
    case 'and':
    case 'or':
      return node.nodes.flatMap(segmentsIn);
    case 'not':
      return segmentsIn(node.node);
    case 'unknown':
      return [];
  }
}
