import type { Algebra } from './apiTypes';

/** The nodes below one. */
export function partsOf(node: Algebra): readonly Algebra[] {
  switch (node.kind) {
    case 'segment':
      return [];
    case 'not':
      return [node.node];
    default:
      return node.nodes;
  }
}

/** The IDs of all segments in an algebra; one that it uses twice is there twice. */
export function segmentsIn(node: Algebra): string[] {
  const ids: string[] = [];
  const add = (part: Algebra): void => {
    if (part.kind === 'segment') ids.push(part.segmentId);
    else partsOf(part).forEach(add);
  };
  add(node);
  return ids;
}

/** Whether a part of it couldn't be read, in which any segment may be. */
export function isUnclear(node: Algebra): boolean {
  return node.kind === 'unknown' || partsOf(node).some(isUnclear);
}
