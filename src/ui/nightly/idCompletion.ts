import { getLocation } from 'jsonc-parser';
import {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  Range,
  SnippetString,
  TextEdit,
  type Position,
  type TextDocument,
} from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { writtenFile } from '../../app/nightly/editor/writtenFile';
import { accessOf, kindLabel, nameOf, retailerOf, writtenName } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { OutsideText } from '../../common/outsideText';
import { OPERATIONS } from '../../upload/uploadTypes';

/** The editor filters them; more come with the next letter. */
const MOST = 1000;

/**
 * Segments by their names, where the ID of one is expected, or an entry as a whole. Those that have an entry
 * or take no identifiers aren't offered.
 */
export function completeIds(
  document: TextDocument,
  position: Position,
  account: AccountHandle,
  accounts: Pick<Accounts, 'retailerName'>,
  segments: Pick<SegmentList, 'state' | 'complete'>,
): CompletionList | undefined {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  const [first, index, key] = path;
  if (first !== 'segments' || typeof index !== 'number' || isAtPropertyKey) return undefined;
  const isId = key === 'id' && path.length === 3;
  if (!isId && path.length !== 2) return undefined;
  const { entries } = writtenFile(text);
  const entry = entries.find(({ at }) => at.offset < offset && offset < at.offset + at.length);
  const known = entries.filter((one) => one !== entry).flatMap(({ id }) => id?.text ?? []);
  const quoted = isId && previousNode?.type === 'string' ? previousNode : undefined;
  const typed = quoted
    ? new Range(
        document.positionAt(quoted.offset + 1),
        document.positionAt(quoted.offset + Math.max(1, quoted.length - 1)),
      )
    : new Range(position, position);
  const offered = segments
    .state(account)
    .segments.filter((one) => accessOf(one) === 'writable' && !known.includes(one.id));
  const words = document.getText(new Range(typed.start, position)).toLowerCase();
  const near = offered.filter((one) => searchText(one).toLowerCase().includes(words));
  const shown = (near.length > 0 ? near : offered).slice(0, MOST);
  const items = shown.map((segment) => {
    const item = new CompletionItem(
      {
        label: nameOf(segment).forTree(),
        description: OutsideText.join(
          [
            retailerOf(segment, accounts.retailerName(account, segment.retailerId)),
            kindLabel(segment),
          ],
          ' · ',
        ).forTree(),
      },
      isId ? CompletionItemKind.Value : CompletionItemKind.Snippet,
    );
    item.detail = segment.id;
    item.filterText = searchText(segment);
    item.range = typed;
    const name = JSON.stringify(writtenName(segment) ?? '');
    if (!isId) item.insertText = entrySnippet(segment.id, name);
    else if (!quoted) item.insertText = `"${segment.id}"${entry?.name ? '' : `, "name": ${name}`}`;
    else {
      item.insertText = segment.id;
      const end = document.positionAt(quoted.offset + quoted.length);
      if (!entry?.name) item.additionalTextEdits = [TextEdit.insert(end, `, "name": ${name}`)];
    }
    return item;
  });
  return new CompletionList(items, offered.length > MOST || !segments.complete(account));
}

function searchText(segment: Segment): string {
  return `${writtenName(segment) ?? ''} ${segment.id}`;
}

/** An entry in which the operation and the file are to be filled in. */
function entrySnippet(id: string, name: string): SnippetString {
  return new SnippetString('{ "id": "')
    .appendText(id)
    .appendText('", "name": ')
    .appendText(name)
    .appendText(', "operation": "')
    .appendChoice([...OPERATIONS])
    .appendText('", "file": "')
    .appendTabstop()
    .appendText('" }');
}
