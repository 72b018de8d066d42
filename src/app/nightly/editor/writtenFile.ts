import type { Node } from 'jsonc-parser';
import { childOf, itemsOf, readJsonTree, spanOf } from '../file/jsonTree';
import type { TextSpan } from '../file/nightlyFile';

/** A text in a nightly file, and where it stands with its quotation marks. */
export interface WrittenText extends TextSpan {
  readonly text: string;
}

/** An entry, as far as it is written. */
export interface WrittenEntry {
  readonly at: TextSpan;
  readonly id?: WrittenText;
  readonly name?: WrittenText;
  /** What its `file` is. */
  readonly file?: TextSpan;
}

/** What an editor needs of a nightly file while somebody is still writing it. */
export interface WrittenFile {
  readonly account?: WrittenText;
  /** Its suppression lists. */
  readonly suppress: readonly TextSpan[];
  readonly entries: readonly WrittenEntry[];
}

/** Account and entries of a text, however broken it is. */
export function writtenFile(text: string): WrittenFile {
  const { root } = readJsonTree(text);
  const segments = childOf(root, 'segments');
  return {
    account: textAt(childOf(root, 'account')),
    suppress: itemsOf(childOf(root, 'suppress')).map(spanOf),
    entries: (segments?.type === 'array' ? itemsOf(segments) : []).map((node) => {
      const file = childOf(node, 'file');
      return {
        at: spanOf(node),
        id: textAt(childOf(node, 'id')),
        name: textAt(childOf(node, 'name')),
        ...(file && { file: spanOf(file) }),
      };
    }),
  };
}

function textAt(node: Node | undefined): WrittenText | undefined {
  return typeof node?.value === 'string' ? { ...spanOf(node), text: node.value } : undefined;
}
