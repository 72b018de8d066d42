import { commands, Range, window, type Uri } from 'vscode';
import { fitsEditor } from '../../app/repair/fitsEditor';
import { linesOfRule } from '../../app/repair/linesOfRule';
import { sourceOf, stampOf } from '../base/editorSource';
import { openDocument } from './editorDocument';
import { readAsFor } from './problemFile';
import type { Problems } from './problems';

const OPERATION = 'showRows';
/** A page lists no more rows of one kind. */
const MAX_LINES = 100;

/**
 * "Show" of the rows with a rule, in a file whose problems are shown: opens the file at the first
 * one, beside the Problems panel (no command sets its filter). Resolves to undefined then, else to
 * the lines of the first 100 rows, counted from 1, if the editor can't open the file or doesn't list
 * rows with this rule. Throws `Failure` 'no-problems', or as `linesOfRule`.
 */
export async function showRows(
  problems: Problems,
  uri: Uri,
  rule: string,
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  const readAs = readAsFor(problems, uri, OPERATION);
  const [first] = problems
    .placesOf(uri, rule)
    .sort((a, b) => a.line - b.line || a.startColumn - b.startColumn);
  const size = (await stampOf(uri))?.size ?? 0;
  if (first !== undefined && fitsEditor(uri.path, size)) {
    const document = await openDocument(uri, readAs);
    await commands.executeCommand('workbench.action.problems.focus');
    await window.showTextDocument(document, {
      selection: new Range(first.line, first.startColumn, first.endLine, first.endColumn),
    });
    return undefined;
  }
  if (rule === 'refused-by-api') {
    const rejected = (await problems.rejectedOnDisk(uri)) ?? [];
    const lines = rejected.map(({ place }) => place.line + 1).sort((a, b) => a - b);
    return lines.slice(0, MAX_LINES);
  }
  return linesOfRule(await sourceOf(uri, OPERATION), readAs, rule, MAX_LINES, signal);
}
