import { t } from '@vscode/l10n';
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { NightlyProblem, TextSpan } from './nightlyFile';

/** A property of an object, as it is written. */
export interface Property {
  readonly key: Node;
  readonly value: Node;
}

/** The properties of an object by name; of a name that is there twice, the first one. */
export type Properties = ReadonlyMap<string, Property>;

/**
 * A JSON text with comments and trailing commas as a tree, however broken it is; undefined if there is
 * nothing. `problem`: of the first place where it is.
 */
export function readJsonTree(text: string): { root?: Node; problem?: NightlyProblem } {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    // A byte order mark, which is no space to the parser.
    root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  } catch (error) {
    // Nested deeper than the stack.
    if (!(error instanceof RangeError)) throw error;
    errors.unshift({ error: 1, offset: 0, length: 1 });
  }
  if (root && errors.length === 0) return { root };
  const [{ offset, length }] = [...errors, { offset: 0, length: 0 }];
  // What is missing at the end is marked there.
  const start = Math.max(0, Math.min(offset, text.trimEnd().length - 1));
  return {
    root,
    problem: {
      message: t(
        'This isn’t JSON. Look for a comma, a quotation mark or a bracket that is missing.',
      ),
      severity: 'error',
      at: { offset: start, length: Math.max(1, length) },
      isInSchema: true,
    },
  };
}

/** Each property that has a value, in the order of the text. */
export function propertiesOf(node: Node | undefined): Property[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    value ? [{ key, value }] : [],
  );
}

/** The value of a property of an object. */
export function childOf(node: Node | undefined, name: string): Node | undefined {
  return propertiesOf(node).find(({ key }) => key.value === name)?.value;
}

/** The items of an array; of another value, itself. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : node ? [node] : [];
}

export function valueOf(node: Node | undefined): unknown {
  return node && (getNodeValue(node) as unknown);
}

export function spanOf({ offset, length }: TextSpan): TextSpan {
  return { offset, length };
}

/** Tells where an offset of a text is: line and character, from 0 on. Looks for the lines once. */
export function positionsIn(text: string): (offset: number) => { line: number; character: number } {
  const ends = text.matchAll(/\r\n|\r|\n/g);
  const starts = [0, ...Array.from(ends, ({ index, 0: end }) => index + end.length)];
  return (offset) => {
    let line = 0;
    for (let step = 2 ** 30; step >= 1; step /= 2) if (starts[line + step] <= offset) line += step;
    return { line, character: offset - starts[line] };
  };
}
