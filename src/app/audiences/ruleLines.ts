import { partsOf } from '../../api/algebra';
import type { Algebra } from '../../api/apiTypes';
import { ruleLabel } from './ruleLabel';

/** Of each level, in characters. */
const INDENT = '  ';

/**
 * The rule of an audience as a tree in lines, each level two spaces deeper: a line says how those
 * below it are combined.
 * @param nameOf What a segment is called, on one line.
 */
export function ruleLines(algebra: Algebra, nameOf: (segmentId: string) => string): string[] {
  const lines: string[] = [];
  const add = (node: Algebra, indent: string): void => {
    lines.push(indent + (node.kind === 'segment' ? nameOf(node.segmentId) : ruleLabel(node)));
    for (const part of partsOf(node)) add(part, `${indent}${INDENT}`);
  };
  add(algebra, '');
  return lines;
}
