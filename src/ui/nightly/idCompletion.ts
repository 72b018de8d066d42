import { getLocation } from 'jsonc-parser';
import {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  Range,
  SnippetString,
  type Position,
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
 * or take no identifiers aren't offered. `position`: that of the offset; the document may be newer than the
 * text.
 */
export function completeIds(
  { text, offset }: { text: string; offset: number },
  position: Position,
  account: AccountHandle,
  accounts: Pick<Accounts, 'retailerName'>,
  segments: Pick<SegmentList, 'state' | 'complete'>,
): CompletionList | undefined {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, offset);
  const [first, index, key] = path;
  if (first !== 'segments' || typeof index !== 'number' || isAtPropertyKey) return undefined;
  const isId = key === 'id' && path.length === 3;
  if (!isId && path.length !== 2) return undefined;
  const { entries } = writtenFile(text);
  const entry = entries.find(({ at }) => at.offset < offset && offset < at.offset + at.length);
  const known = entries.filter((one) => one !== entry).flatMap(({ id }) => id?.text ?? []);
  const quoted = isId && previousNode?.type === 'string' ? previousNode : undefined;
  const [before, after] = quoted
    ? [offset - quoted.offset - 1, Math.max(0, quoted.offset + quoted.length - 1 - offset)]
    : [0, 0];
  const start = position.translate(0, -before);
  // What is behind the cursor stays, unless it is to be replaced: it may have been typed since.
  const range = {
    inserting: new Range(start, position),
    replacing: new Range(start, position.translate(0, after)),
  };
  const offered = segments
    .state(account)
    .segments.filter((one) => accessOf(one) === 'writable' && !known.includes(one.id));
  const words = text.slice(offset - before, offset).toLowerCase();
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
    item.range = range;
    const name = JSON.stringify(writtenName(segment) ?? '');
    // In one edit: another one behind the cursor would be where the text was before the last letters.
    const id = `${segment.id}"${entry?.name ? '' : `, "name": ${name}`}`;
    if (!isId) item.insertText = entrySnippet(segment.id, name);
    else item.insertText = quoted ? id.slice(0, -1) : `"${id}`;
    return item;
  });
  return new CompletionList(items, offered.length > MOST || !segments.complete(account));
}

function searchText(segment: Segment): string {
  return `${writtenName(segment) ?? ''} ${segment.id}`;
}

/** An entry in which the operation and the file are to be filled in. */
function entrySnippet(id: string, name: string): SnippetString {
  return new SnippetString()
    .appendText(`{ "id": "${id}", "name": ${name}, "operation": "`)
    .appendChoice([...OPERATIONS])
    .appendText('", "file": "')
    .appendTabstop()
    .appendText('" }');
}
