import { commands, TabInputTextDiff, window, type Tab, type Uri } from 'vscode';
import { nextEvent } from '../base/nextEvent';

/** One group above the other. In a small window, the upper one is as high as the question. */
const ROOM_FOR_DIFF = { orientation: 1, groups: [{ size: 0.36 }, { size: 0.64 }] };
/** With fewer lines in sight, a change can't be judged. */
const LEAST_LINES = 4;
/** Milliseconds in which the editor says what is in sight. */
const LAYOUT_TIME = 300;

/**
 * Shows what a fix changes as a diff, in a group of its own at the bottom: the question about it covers
 * the window's top. It gets the larger part where that disturbs no other layout, and the panel's place
 * where too little of it would be seen. Resolves to what closes it, and shows the panel again.
 */
export async function showFixDiff(
  left: Uri,
  right: Uri,
  title: string,
): Promise<() => Promise<void>> {
  await commands.executeCommand('workbench.action.newGroupBelow');
  let laidOut = nextLayout(right);
  await commands.executeCommand('vscode.diff', left, right, title);
  if (window.tabGroups.all.length === 2)
    await commands.executeCommand('vscode.setEditorLayout', ROOM_FOR_DIFF);
  await laidOut;
  const before = linesInSight(right);
  if (before >= LEAST_LINES) return () => closeDiff(right);
  laidOut = nextLayout(right);
  await commands.executeCommand('workbench.action.closePanel');
  await laidOut;
  const wasPanelOpen = linesInSight(right) > before;
  return async () => {
    await closeDiff(right);
    if (!wasPanelOpen) return;
    await commands.executeCommand('workbench.action.togglePanel');
    await commands.executeCommand('workbench.action.focusActiveEditorGroup');
  };
}

function linesInSight(of: Uri): number {
  const editor = window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === of.toString(),
  );
  return (editor?.visibleRanges ?? []).reduce(
    (lines, { start, end }) => lines + end.line - start.line + 1,
    0,
  );
}

/** Resolves once the editor says what of a file is in sight, or has had the time to. */
function nextLayout(of: Uri): Promise<void> {
  return nextEvent(
    window.onDidChangeTextEditorVisibleRanges,
    ({ textEditor, visibleRanges }) =>
      textEditor.document.uri.toString() === of.toString() && visibleRanges.length > 0,
    LAYOUT_TIME,
  );
}

/** Closes a diff, and its group with it, unless somebody opened something else there. */
async function closeDiff(uri: Uri): Promise<void> {
  const isDiff = ({ input }: Tab): boolean =>
    input instanceof TabInputTextDiff && input.modified.toString() === uri.toString();
  const { tabGroups } = window;
  for (const group of tabGroups.all.filter(({ tabs }) => tabs.some(isDiff)))
    if (group.tabs.every(isDiff)) await tabGroups.close(group);
    else await tabGroups.close(group.tabs.filter(isDiff));
}
