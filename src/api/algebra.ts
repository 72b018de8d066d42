import type { Algebra } from './apiTypes';

/** The IDs of all segments in an algebra; one that it uses twice is there twice. */
export function segmentsIn(node: Algebra): string[] {
  switch (node.kind) {
    case 'segment':
      return [node.segmentId];
    case 'not':
      return segmentsIn(node.node);
    default:
      return node.nodes.flatMap(segmentsIn);
  }
}

/** Whether a part of it couldn't be read, in which any segment may be. */
export function isUnclear(node: Algebra): boolean {
  switch (node.kind) {
    case 'segment':
      return false;
    case 'not':
      return isUnclear(node.node);
    case 'unknown':
      return true;
    default:
      return node.nodes.some(isUnclear);
  }
}
