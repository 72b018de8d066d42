import type { Place } from '../../csv/csvTypes';

/** One edit of a document: what was replaced (in the text before it), and the new text. */
export interface Edit {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  text: string;
}

/**
 * Where a place stands after an edit, or undefined if the edit touched what is there: a value that
 * was changed is not the one that was refused.
 */
export function followEdits(place: Place, edit: Edit): Place | undefined {
  if (isBefore(place.endLine, place.endColumn, edit.startLine, edit.startColumn)) return place;
  const after =
    edit.endLine < place.line ||
    (edit.endLine === place.line && edit.endColumn <= place.startColumn);
  const touches =
    edit.endLine === place.line &&
    edit.endColumn === place.startColumn &&
    !endsLine(edit) &&
    !startsAtLine(edit);
  if (!after || touches) return undefined;
  const lines = edit.text.split(/\r\n|\r|\n/);
  const lineShift = lines.length - 1 - (edit.endLine - edit.startLine);
  const columnShift = edit.endLine === place.line ? lastColumn(lines, edit) - edit.endColumn : 0;
  return {
    line: place.line + lineShift,
    startColumn: place.startColumn + columnShift,
    endLine: place.endLine + lineShift,
    endColumn: place.endColumn + (place.endLine === place.line ? columnShift : 0),
  };
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn);
}

/** A whole line put before or taken away: the field behind it is as it was. */
function endsLine(edit: Edit): boolean {
  return /[\r\n]$/.test(edit.text) || (edit.text === '' && edit.endColumn === 0);
}

function startsAtLine(edit: Edit): boolean {
  return (
    edit.startColumn === 0 &&
    edit.endColumn === 0 &&
    edit.startLine < edit.endLine &&
    edit.text === ''
  );
}

function lastColumn(lines: readonly string[], edit: Edit): number {
  const last = lines[lines.length - 1].length;
  return lines.length === 1 ? edit.startColumn + last : last;
}
