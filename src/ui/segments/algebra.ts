import { t } from '@vscode/l10n';
import type { Algebra, Audience } from '../../api/types';

/** Where an audience uses a segment. */
export interface Use {
  audience: string;
  /** Such as "AND › NOT": the operators above it, outermost first; empty where the segment stands alone. */
  path: string;
}

/** Every place where one of the audiences uses the segment. */
export function usesOf(audiences: readonly Audience[], segmentId: string): Use[] {
  return audiences.flatMap((audience) =>
    pathsTo(audience.algebra, segmentId).map((path) => ({ audience: audience.name?.trim() || audience.id, path: path.join(' › ') })),
  );
}

export function useWords({ audience, path }: Use): string {
  return path === '' ? t('“{0}”', audience) : t('“{0}” (under {1})', audience, path);
}

function pathsTo(node: Algebra, segmentId: string): string[][] {
  switch (node.kind) {
    case 'segment':
      return node.segmentId === segmentId ? [[]] : [];
    case 'and':
    case 'or':
      return node.nodes.flatMap((child) => pathsTo(child, segmentId)).map((path) => [node.kind.toUpperCase(), ...path]);
    case 'not':
      return pathsTo(node.node, segmentId).map((path) => ['NOT', ...path]);
    case 'unknown':
      return [];
  }
}
