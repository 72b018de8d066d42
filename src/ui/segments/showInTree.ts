import { commands } from 'vscode';
import { NO_FILTER } from '../../app/segments/filter';
import { nextEvent } from '../base/nextEvent';
import type { SegmentNode } from './segmentNode';
import type { SegmentTree } from './segmentTree';
import type { SegmentViewState } from './viewState';

/** Milliseconds to wait for the view after the editor was told to open it. */
const PATIENCE = 2000;

/** Opens the Segments view, and selects a segment in it; clears a filter that hides it. */
export async function showInTree(
  tree: SegmentTree,
  viewState: SegmentViewState,
  { account, segment }: SegmentNode,
): Promise<void> {
  await commands.executeCommand('criteoAudiences.segments.focus');
  const { view } = tree;
  // The extension hears of it a moment later.
  if (!view.visible)
    await nextEvent(view.onDidChangeVisibility, ({ visible }) => visible, PATIENCE);
  try {
    await tree.reveal(account, segment);
  } catch {
    viewState.setFilter(NO_FILTER);
    await tree.reveal(account, segment);
  }
}
