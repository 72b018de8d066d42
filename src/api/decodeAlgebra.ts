import type { Algebra } from './apiTypes';
import { idOf, isObject, listOf, objectOf, TOO_DEEP } from './json';

/** Levels of an algebra that are read: whoever walks it calls itself for each. */
const MAX_DEPTH = 1_000;
/** The keys of a node. */
const KEYS = new Set(['audienceSegmentId', 'and', 'or', 'not']);

/**
 * Decodes an algebra of any depth; what is below 1,000 levels isn't read. A node uses one of four keys;
 * unused ones are null, missing, or empty lists. Whatever else it says makes it `unknown`, but every
 * segment in it is kept: who deletes a segment has to know.
 */
export function decodeAlgebra(value: unknown): Algebra {
  return decodeNode(value, 0, { segments: 0 });
}

/** `found`: counts the segments, and what may have some. */
function decodeNode(value: unknown, depth: number, found: { segments: number }): Algebra {
  if (depth === MAX_DEPTH || value === TOO_DEEP) {
    found.segments++;
    return { kind: 'unknown', nodes: [] };
  }
  const below = (child: unknown): Algebra => decodeNode(child, depth + 1, found);
  /** What isn't a node; only a list or an object may have nodes in it. */
  const unreadable = (said: unknown): Algebra => ({
    kind: 'unknown',
    nodes: isObject(said) || said === TOO_DEEP ? [below(said)] : listOf(said).map(below),
  });
  if (Array.isArray(value)) return unreadable(value);
  const parts: Algebra[] = [];
  const empty: Algebra[] = [];
  for (const [key, said] of Object.entries(objectOf(value))) {
    const isList = Array.isArray(said);
    const segmentId = key === 'audienceSegmentId' ? idOf(said) : undefined;
    if (said === null) continue;
    if (segmentId) {
      found.segments++;
      parts.push({ kind: 'segment', segmentId });
    } else if ((key === 'and' || key === 'or') && isList)
      (said.length > 0 ? parts : empty).push({ kind: key, nodes: said.map(below) });
    else if (key === 'not' && isObject(said)) parts.push({ kind: 'not', node: below(said) });
    else if (!isList || said.length > 0) {
      const before = found.segments;
      const part = unreadable(said);
      // A key that isn't documented says nothing, as long as no segment is in it.
      if (KEYS.has(key) || found.segments > before) parts.push(part);
    }
  }
  const [only, ...others] = parts.length > 0 ? parts : empty;
  return only && others.length === 0 ? only : { kind: 'unknown', nodes: parts };
}
