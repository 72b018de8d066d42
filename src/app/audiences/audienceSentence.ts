import { t } from '@vscode/l10n';
import type { Algebra } from '../../api/apiTypes';
import { anyOf, count, plural } from '../../common/format';
import type { AudiencesSection } from '../../webview/segmentModel';

/** More segments than these make a sentence that nobody reads to its end. */
const MOST_NAMED = 6;
/** So do more groups of them. */
const MOST_GROUPS = 50;
/** Stands around the number of a segment in a sentence until the names are put in. */
const MARK = '\u0001';

type Sentence = AudiencesSection['items'][number]['sentence'];

type Leaf = { kind: 'segment'; id: string; not: boolean };
type Group = { kind: 'and' | 'or' | 'unknown'; nodes: Simple[] };
/** An algebra in which only segments are negated, and which combines no single thing. */
type Simple = Leaf | Group;

/**
 * Whom an audience has, such as "In A or B, but not in C."; or how it uses one of its segments, such as
 * "In **this segment** or A, but not in B." Where that would be too long or too nested, a shorter
 * sentence that is still true.
 * @param nameOf The name of a segment, or its ID.
 * @param segmentId The segment on whose page the sentence stands, if any.
 */
export function audienceSentence(
  algebra: Algebra,
  nameOf: (segmentId: string) => string,
  segmentId?: string,
): Sentence {
  const simple = simplify(algebra, false);
  const leaves = leavesOf(simple);
  const own = leaves.filter(({ id }) => id === segmentId);
  const ids = [
    ...new Set([...(segmentId === undefined ? [] : [segmentId]), ...leaves.map(({ id }) => id)]),
  ];
  const mark = (id: string): string => `${MARK}${ids.indexOf(id)}${MARK}`;
  const text = ((): string => {
    if (segmentId !== undefined && own.length === 0)
      return t('Criteo doesn’t say how it uses {0}.', mark(segmentId));
    const whole = ids.length > MOST_NAMED ? undefined : wholeRule(simple, segmentId, mark);
    if (whole !== undefined) return whole;
    return segmentId === undefined
      ? allInShort(ids.length)
      : inShort(own, ids.length - 1, mark(segmentId));
  })();
  return text.split(MARK).flatMap((part, index): Sentence => {
    if (index % 2 === 0) return part === '' ? [] : [{ text: part }];
    const id = ids[Number(part)] ?? '';
    return [id === segmentId ? { text: t('this segment'), strong: true } : { text: nameOf(id) }];
  });
}

/** The same as one text. */
export function sentenceText(...of: Parameters<typeof audienceSentence>): string {
  return audienceSentence(...of)
    .map(({ text }) => text)
    .join('');
}

/**
 * What adding people to a segment does to an audience that only ever excludes it: `makes` it smaller,
 * or, where that depends on the rest of its rule, `can`. Undefined where the segment isn't used, or
 * where it may also bring people in.
 */
export function shrinkingBy(algebra: Algebra, segmentId: string): 'makes' | 'can' | undefined {
  const simple = simplify(algebra, false);
  const own = leavesOf(simple).filter(({ id }) => id === segmentId);
  // However it is nested: people who are only ever taken out can't make the audience larger.
  if (own.length === 0 || own.some(({ not }) => !not)) return undefined;
  return clausesOf(simple)?.excluded.includes(segmentId) ? 'makes' : 'can';
}

/** The rule as lists of segments that people must be in, and one of those they must not be in. */
function clausesOf(simple: Simple): { included: string[][]; excluded: string[] } | undefined {
  const included: string[][] = [];
  const excluded: string[] = [];
  for (const clause of simple.kind === 'and' ? itemsOf(simple) : [simple]) {
    if (clause.kind === 'segment') {
      if (clause.not) excluded.push(clause.id);
      else included.push([clause.id]);
    } else {
      const ids = clause.kind === 'or' ? positiveIds(itemsOf(clause)) : undefined;
      if (!ids) return undefined;
      included.push(ids);
    }
  }
  return { included, excluded };
}

function wholeRule(
  simple: Simple,
  segmentId: string | undefined,
  mark: (id: string) => string,
): string | undefined {
  const clauses = clausesOf(simple);
  if (!clauses) return undefined;
  const { included, excluded } = clauses;
  if (included.length > MOST_GROUPS) return undefined;
  const hasOwn = (ids: string[]): boolean => ids.some((id) => id === segmentId);
  const isExcluded = hasOwn(excluded);
  if (included.some(hasOwn) && isExcluded) return undefined;
  if (included.length + excluded.length === 0) return undefined;
  const ownFirst = (a: string): number => (a === segmentId ? 0 : 1);
  const names = (ids: string[]): string =>
    anyOf([...ids].sort((a, b) => ownFirst(a) - ownFirst(b)).map(mark));
  const groups = [...included].sort((a, b) => Number(hasOwn(b)) - Number(hasOwn(a))).map(names);
  const sentence = sentenceOf(groups, excluded.length > 0 ? names(excluded) : undefined);
  return isExcluded ? `${sentence} ${t('Adding people here makes it smaller.')}` : sentence;
}

function sentenceOf(groups: readonly string[], excluded: string | undefined): string {
  if (groups.length === 0) return t('Not in {0}.', excluded ?? '');
  const all = groups.reduce((before, group) => t('{0}, and in {1}', before, group));
  return excluded === undefined ? t('In {0}.', all) : t('In {0}, but not in {1}.', all, excluded);
}

/** Without naming them; `segments`: how many it has. */
function allInShort(segments: number): string {
  if (segments === 0) return t('Criteo doesn’t say which segments it uses.');
  return plural(segments, {
    one: t('Combines {0} segment in a longer rule.', count(segments)),
    other: t('Combines {0} segments in a longer rule.', count(segments)),
  });
}

function inShort(own: readonly { not: boolean }[], others: number, ownMark: string): string {
  const sentence =
    others === 0
      ? t('Uses {0}.', ownMark)
      : plural(others, {
          one: t('Combines {0} with {1} other segment.', ownMark, count(others)),
          other: t('Combines {0} with {1} other segments.', ownMark, count(others)),
        });
  return own.every(({ not }) => not)
    ? `${sentence} ${t('Adding people here can make it smaller.')}`
    : sentence;
}

/** Without negations of negations and of whole rules; `not`: of the opposite. */
function simplify(node: Algebra, not: boolean): Simple {
  switch (node.kind) {
    case 'segment':
      return { kind: 'segment', id: node.segmentId, not };
    case 'not':
      return simplify(node.node, !not);
    case 'unknown':
      return { kind: 'unknown', nodes: node.nodes.map((child) => simplify(child, false)) };
    case 'and':
    case 'or': {
      const kind = (node.kind === 'and') === not ? 'or' : 'and';
      const nodes = node.nodes
        .map((child) => simplify(child, not))
        .filter((one) => one.kind !== kind || one.nodes.length > 0);
      const [first] = nodes;
      return first && nodes.every(sameLeaf(first)) ? first : { kind, nodes };
    }
  }
}

/** What an AND or an OR combines, each segment once; one of its own kind in it is a part of it. */
function itemsOf(group: Group): Simple[] {
  const items = new Map<unknown, Simple>();
  const add = (one: Simple): void => {
    if (one.kind === group.kind) one.nodes.forEach(add);
    else items.set(one.kind === 'segment' ? `${one.not} ${one.id}` : one, one);
  };
  group.nodes.forEach(add);
  return [...items.values()];
}

function sameLeaf(one: Simple): (other: Simple) => boolean {
  return (other) =>
    other === one ||
    (one.kind === 'segment' &&
      other.kind === 'segment' &&
      one.id === other.id &&
      one.not === other.not);
}

/** The segments of an OR, if all are as they are; an empty one has none. */
function positiveIds(nodes: readonly Simple[]): string[] | undefined {
  const ids = nodes.flatMap((node) => (node.kind === 'segment' && !node.not ? [node.id] : []));
  return ids.length === nodes.length && ids.length > 0 ? ids : undefined;
}

function leavesOf(simple: Simple): Leaf[] {
  const leaves: Leaf[] = [];
  const add = (one: Simple, isClear: boolean): void => {
    if (one.kind === 'segment') leaves.push(isClear ? one : { ...one, not: false });
    // Whether people in what is unknown are in the audience isn't known.
    else for (const node of one.nodes) add(node, isClear && one.kind !== 'unknown');
  };
  add(simple, true);
  return leaves;
}
