import { commands, Range, window, type Uri } from 'vscode';
import { fitsEditor } from '../../app/repair/fitsEditor';
import type { ReadingOptions } from '../../app/repair/fixRows';
import { linesOfRule } from '../../app/repair/linesOfRule';
import type { Place } from '../../csv/csvTypes';
import { sourceOf, stampOf } from '../base/editorSource';
import { openDocument } from './editorDocument';
import { readAsFor } from './problemFile';
import type { Problems } from './problems';

const OPERATION = 'showRows';
/** A page lists no more rows of one kind. */
const MAX_LINES = 100;

/**
 * "Show" of the rows with a rule, in a file whose problems are shown: opens the file at the first
 * one. Resolves to undefined then, else to the lines of the first 100 rows, counted from 1, if the
 * editor can't open the file or doesn't list rows with this rule. Throws `Failure` 'no-problems', or
 * as `linesOfRule`.
 */
export async function showRows(
  problems: Problems,
  uri: Uri,
  rule: string,
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  const readAs = readAsFor(problems, uri, OPERATION);
  const [first] = inOrder(problems.placesOf(uri, rule));
  if (first && (await fitsWindow(uri))) {
    await selectPlace(uri, readAs, first);
    // Its message, while the cursor stays in the text.
    await commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
    return undefined;
  }
  if (rule === 'refused-by-api') {
    const rejected = (await problems.rejectedOnDisk(uri)) ?? [];
    const lines = rejected.map(({ place }) => place.line + 1).sort((a, b) => a - b);
    return lines.slice(0, MAX_LINES);
  }
  return linesOfRule(await sourceOf(uri, OPERATION), readAs, rule, MAX_LINES, signal);
}

/**
 * Shows the Problems panel, and beside it the first problem of a file, if the editor can open it.
 * Throws `Failure` 'no-problems'.
 */
export async function showFirstProblem(problems: Problems, uri: Uri): Promise<void> {
  const readAs = readAsFor(problems, uri, 'showProblems');
  await commands.executeCommand('workbench.action.problems.focus');
  const [first] = inOrder(problems.placesOf(uri));
  if (first && (await fitsWindow(uri))) await selectPlace(uri, readAs, first);
}

/** Places in the order of the file. */
function inOrder(places: readonly Place[]): Place[] {
  return [...places].sort((a, b) => a.line - b.line || a.startColumn - b.startColumn);
}

/** Whether the editor can open a file. */
async function fitsWindow(uri: Uri): Promise<boolean> {
  return fitsEditor(uri.path, (await stampOf(uri))?.size ?? 0);
}

/** Opens a file, and selects what is at a place. */
async function selectPlace(uri: Uri, readAs: ReadingOptions, place: Place): Promise<void> {
  await window.showTextDocument(await openDocument(uri, readAs), {
    selection: new Range(place.line, place.startColumn, place.endLine, place.endColumn),
  });
}
